import JSONCore
import SchemaCompiler
import SwiftEmitter
import Testing

/// Whatever a schema file is called, its enum, the types in it and the helpers beside it are distinct.
@Suite struct FileNamesTests {
  /// Keywords of Swift, words that are one in some positions, and names that generated code uses.
  static let names =
    ("associatedtype borrowing class consuming deinit enum extension fileprivate func import init inout internal let "
    + "nonisolated open operator precedencegroup private protocol public rethrows static struct subscript typealias "
    + "var break case catch continue default defer do else fallthrough for guard if in repeat return switch throw "
    + "where while Any any as await false is nil self Self super throws true try _ actor async associativity "
    + "convenience didSet dynamic each final get indirect infix isolated lazy left macro mutating none nonmutating "
    + "optional override package postfix precedence prefix Protocol required right set some Type unowned weak willSet "
    + "sending then unsafe value Value text reader writer").split(separator: " ").map(String.init)

  /// A definition, a member and a tag of the file's own name; a helper of each kind.
  private func file(_ name: String) throws -> SwiftFile {
    let schema = ##"""
      { "type": "object", "additionalProperties": false,
        "properties": {
          "\##(name)": { "$ref": "#/$defs/\##(name)" }, "texts": { "type": "array", "items": { "pattern": "^a|b$" } },
          "either": { "oneOf": [{ "$ref": "#/$defs/\##(name)" }, { "$ref": "#/$defs/\##(name)Value" }] } },
        "$defs": {
          "\##(name)": { "type": "object", "additionalProperties": false, "required": ["tag"],
            "properties": { "tag": { "const": "\##(name)" }, "next": { "$ref": "#/$defs/\##(name)" } } },
          "\##(name)Value": { "type": "object", "additionalProperties": false, "required": ["tag"],
            "properties": { "tag": { "const": "other" }, "\##(name)": { "type": "string", "x-secret": true } } } } }
      """##
    let path = name + ".json"
    let sources = SourceSet([SourceFile(path: path, text: schema)])
    let outcome = CompiledSchema.compile(path, in: sources, mode: .standard(assertFormat: true))
    #expect(outcome.diagnostics.isEmpty, "\(outcome.diagnostics)")
    return SwiftFile.schema(
      try #require(outcome.value), source: path, name: SwiftFile.typeName(path: path), access: .package)
  }

  @Test(.enabled(if: TypeCheck.isPossible, "there is no swiftc, or no modules of a debug build beside the tests"))
  func anyWordOfSwiftNamesAFile() throws {
    var files: [String: SwiftFile] = [:]
    for name in Self.names {
      let file = try file(name)
      files[file.name] = file
    }
    #expect(files.count > Self.names.count * 9 / 10, "only self and Self, any and Any, and such share a name")
    let messages = try TypeCheck.messages(for: files.sorted { $0.key < $1.key }.map(\.value))
    #expect(messages.isEmpty, "\(messages)")
  }

  @Test(arguments: [
    ("order.json", "Order"), ("api/value.json", "Value_"), ("any.json", "`Any`"), ("Type.json", "Type_"),
    ("error.json", "Error_"), ("1st.json", "_1st"),
  ])
  func theEnumOfAFile(path: String, name: String) { #expect(SwiftFile.typeName(path: path) == name) }

  @Test func helpersAndFilesHaveNoBackticks() throws {
    let file = try file("any")
    #expect(file.name == "Any.swift")
    #expect(file.text.contains("package enum `Any` {}"))
    #expect(file.text.contains("private enum AnyValueChecks {"))
    #expect(file.text.contains("package struct Any_2: Sendable, Hashable"))
    #expect(file.text.contains("{ \"AnyValue(tag: "), "descriptions have none either")
  }

  @Test func definitionsGiveWayToTheEnumAroundThem() throws {
    #expect(try file("order").text.contains("package struct Order_2: Sendable, Hashable"))
    #expect(try file("value").text.contains("extension Value_.Value_2 {"))
    #expect(try file("protocol").text.contains("extension Protocol_.Protocol_2 {"))
  }

  @Test func toolsAreNotCalledLikeTheirTypes() {
    #expect(
      ["input", "output", "catalogue", "tool_host", "git_log"].map(ToolEmitter.typeName) == [
        "Input_", "Output_", "Catalogue_", "ToolHost_", "GitLog",
      ])
  }
}

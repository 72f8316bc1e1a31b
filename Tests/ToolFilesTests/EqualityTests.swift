import JSONCore
import SchemaCompiler
import SchemaRuntime
import TestData
import Testing
import Tools

@testable import ToolFiles
@testable import ToolRuntime

enum ToolFilesTests { static let root = TestData.root }

/// A tool of the build and the same tool loaded from the text of its file are one: in what clients see of it, in the
/// arguments of its program, in its errors.
@Suite struct EqualityTests {
  @Test func everyShippedProgramIsCompared() {
    let programs = Catalogue.definitions.filter { $0.program != nil }.map(\.name)
    #expect(ToolInBothForms.shipped.map(\.definition.name) == programs)
    #expect(ToolInBothForms.folder.tools.map(\.compiled.name).sorted() == programs)
    let errors = ToolInBothForms.folder.errors
    #expect(errors.count == Catalogue.definitions.count - programs.count)
    #expect(errors.allSatisfy { $0.message.contains("has to be built") && $0.pointer == "/handler" })
  }

  @Test(arguments: ToolInBothForms.all)
  func hasTheSameDefinition(tool: ToolInBothForms) throws {
    let loaded = try tool.loaded
    #expect(loaded.definition.listEntry == tool.definition.listEntry)
    #expect(Self.dump(loaded.definition) == Self.dump(tool.definition))
  }

  @Test func everyFormIsProved() {
    #expect(ToolInBothForms.forms.diagnostics.map(\.description) == [])
  }

  /// Member by member, however deep: a member that is added to one form shows here.
  private static func dump(_ definition: ToolDefinition) -> String {
    var text = ""
    Swift.dump(definition, to: &text)
    return text
  }

  @Test(.enabled(if: !Self.payloads.isEmpty, "\(TestData.ownAbsence)"), arguments: ToolInBothForms.all)
  func hasTheSameVectorsForHostileValues(tool: ToolInBothForms) throws {
    let loaded = try tool.loaded
    let members = try tool.compiled.inputMembers.map(\.name)
    var taken = 0
    for member in members {
      for payload in Effort.share(of: Self.payloads) {
        for isList in [false, true] {
          let text = Self.arguments(member, payload, isList: isList, required: Self.required(tool.definition.name))
          taken += try compare(tool, loaded, text) ? 1 : 0
        }
      }
    }
    // Some of the corpus is harmless somewhere: the comparison was not one of refusals alone.
    #expect(taken > 0 || members.isEmpty)
  }

  @Test(arguments: ToolInBothForms.all)
  func hasTheSameVectorsForGeneratedInstances(tool: ToolInBothForms) throws {
    let loaded = try tool.loaded
    var instances = InstanceGenerator(try tool.compiled, seed: 18)
    var taken = 0
    for _ in 0..<(Effort.isProof ? 20_000 : 600) { taken += try compare(tool, loaded, instances.next()) ? 1 : 0 }
    #expect(taken > 0)
  }

  @Test(arguments: ToolInBothForms.all)
  func hasTheSameErrorsForInvalidResults(tool: ToolInBothForms) throws {
    let loaded = try tool.loaded
    for text in [
      "{}", "", "[]", "{\"commit\":\"a\"}", "{\"commit\":3}", "{\"entries\":[]}", "{\"a\":1,\"a\":2}", "nul", "{} {}",
      "{\"files\":[\"a\",\"b\"]}", "{\"commits\":[{\"hash\":1}]}", "{\"result\":{\"a\":[1]}}",
    ] {
      let bytes = JSONBytes(text)
      #expect(loaded.objection(bytes)?.whole == tool.isValidOutput(bytes)?.whole, "\(text)")
    }
  }

  /// Whether the arguments are taken, which both forms must say.
  private func compare(_ tool: ToolInBothForms, _ loaded: LoadedTool, _ text: String) throws -> Bool {
    // Unchecked: also what is wrong with the text itself must be said in the same words.
    let bytes = JSONBytes(text)
    let slice = JSONSlice(unchecked: bytes, range: 0..<bytes.count)
    let compiled = outcome { () throws(ToolFailure) in try tool.vector(slice) }
    let interpreted = outcome { () throws(ToolFailure) in try loaded.vector(slice) }
    #expect(compiled == interpreted, "\(text)")
    guard compiled.hasPrefix("[") else { return false }
    let fed = (compiled: try tool.feed(slice), loaded: try loaded.feed(slice))
    #expect(fed.compiled == fed.loaded, "\(text)")
    return true
  }

  // MARK: the corpus

  private static let payloads: [String] = [
    "option.txt", "option-real.txt", "git-rev.txt", "nix-expr.txt", "naughty.txt",
  ]
  .filter { TestData.has("injection/" + $0) }
  .flatMap { TestData.bytes("injection/" + $0).split(separator: 0x0A) }
  .compactMap { String(validating: Array($0), as: UTF8.self) }

  /// What must be there beside a member.
  private static func required(_ tool: String) -> [String: String] {
    switch tool {
    case "search_text": ["query": "\"x\""]
    case "nix_eval": ["attribute": "\"x\""]
    case "every_form": ["text": "\"x\"", "folder": "\"src\""]
    default: [:]
    }
  }

  private static func arguments(
    _ member: JSONString, _ payload: String, isList: Bool, required: [String: String]
  ) -> String {
    var writer = JSONWriter()
    writer.string(payload)
    let value = String(decoding: writer.bytes, as: UTF8.self)
    var members = required
    members[String(member)] = isList ? "[\(value),\(value)]" : value
    return "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
  }
}

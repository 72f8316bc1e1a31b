import Foundation
import JSONCore
import SchemaCompiler
import SwiftEmitter
import Testing

/// Whatever a schema calls its members, definitions, tags and values, the Swift compiler accepts the result.
@Suite struct HostileNamesTests {
  @Test(.enabled(if: TypeCheck.isPossible, "there is no swiftc, or no modules of a debug build beside the tests"))
  func anyNameIsValidSwift() throws {
    var random = SystemRandomNumberGenerator()
    let texts = (0..<40).map { HostileSchema(number: $0, names: 40, using: &random) }
    let files = try texts.map { try $0.file() }
    #expect(texts.reduce(0) { $0 + $1.nameCount } >= 3200)
    // All are generated; the compiler takes about ten seconds for these three.
    let messages = try TypeCheck.messages(for: Array(files.prefix(3)))
    #expect(messages.isEmpty, "\(messages)")
  }

  @Test func longNamesAreCutAndStayApart() {
    var namer = Namer()
    let long = String(repeating: "a", count: 10_000)
    let names = [namer.member(long + "x"), namer.member(long + "y"), namer.type(long)]
    #expect(Set(names).count == 3)
    #expect(names.allSatisfy { $0.utf8.count <= 80 })
  }

  @Test func typesDoNotHideThoseOfSwift() {
    var namer = Namer()
    #expect([namer.type("int"), namer.type("error"), namer.type("JSONString")] == ["Int_", "Error_", "JSONString_"])
  }
}

/// A schema made of names that nobody would choose.
private struct HostileSchema {
  private static let pieces = [
    "class", "self", "Self", "init", "Type", "Protocol", "Any", "nil", "true", "default", "func", "var", "in", "is",
    "as", "any", "some", "each", "package", "import", "where", "deinit", "subscript", "throws", "async", "await",
    "borrowing",
    "consuming", "macro", "unsafe", "isolated", "nonisolated", "dynamic", "lazy", "weak", "final", "open", "public",
    "private", "static", "Int", "String", "Bool", "Optional", "Error", "Hashable", "JSONString", "JSONReader", "Value",
    "value", "reader", "writer", "write", "start", "seen0", "integer", "double", "decoded", "slice", "elements1",
    "element1", "members1", "name1", "payload", "kind", "key", "name", "additional", "rest", "text", "unknown",
    "rawValue", "allCases", "hashValue", "hash", "description", "debugDescription", "json", "jsonText", "schema",
    "program", "validate", "isValid", "none", "some", "map", "count", "index0", "member0", "part0", "_0", "_", "$0",
    "#if", "`", "``", "\"", "\"\"\"", "\\", "\\(", ")", "*/", "/*", "//", "\n", "\r\n", "\u{0}", "\u{2028}", "\t", " ",
    "", "0", "2fa", "007", "-1", "+", ".", "é", "e\u{301}", "😀", "\u{202E}abc", "ﷺ", "İ", "ß", "_a", "a_b", "a-b", "aB",
    "$ref", "@objc", "fatalError()",
  ]

  let number: Int
  private let names: [String]

  var nameCount: Int { names.count * 2 }

  init(number: Int, names count: Int, using random: inout some RandomNumberGenerator) {
    self.number = number
    var found: Set<[UInt8]> = []
    var names: [String] = []
    while names.count < count {
      var name = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        Self.pieces.randomElement(using: &random) ?? ""
      }.joined()
      if Int.random(in: 0..<40, using: &random) == 0 { name = String(repeating: name + "x", count: 100) }
      if found.insert(Array(name.utf8)).inserted { names.append(name) }
    }
    self.names = names
  }

  func file() throws -> SwiftFile {
    let path = "hostile\(number).json"
    let sources = SourceSet([SourceFile(path: path, text: schema)], displayRoot: "Schemas/")
    let outcome = CompiledSchema.compile(path, in: sources, mode: .standard(assertFormat: true))
    #expect(outcome.diagnostics.isEmpty, "\(outcome.diagnostics)")
    return SwiftFile.schema(try #require(outcome.value), source: names[0], name: "Hostile\(number)")
  }

  /// Members of many types, definitions, tags, values of enumerations: all of these names.
  private var schema: String {
    let forms = [
      #"{"type":"integer","minimum":-1}"#, #"{"type":"string","default":"x"}"#, #"{"type":["number","null"]}"#,
      #"{"type":"array","items":{"type":"boolean"}}"#, #"{"type":"object","additionalProperties":{"type":"integer"}}"#,
      "true",
    ]
    let properties = names.enumerated().map { index, name in
      "\(json(name)):{\"title\":\(json(name)),\"allOf\":[\(forms[index % forms.count])]}"
    }
    let tags = names.prefix(12).map { name in
      #"{"type":"object","required":[\#(json(name))],"properties":{"tag":{"const":\#(json(name))},\#(json(name)):true}}"#
    }
    let definitions = names.map { "\(json($0)):\(forms[0])" }
    let values = #"{"enum":[\#(names.map(json).joined(separator: ","))]}"#
    let branches = names.prefix(12).map { ##"{"$ref":"#/$defs/\##(pointer($0))"}"## }
    return #"{"type":"object","properties":{\#(properties.joined(separator: ",")),"#
      + #""all of them":\#(values),"a union":{"oneOf":[\#(tags.joined(separator: ","))]},"another":{"anyOf":[\#(branches.joined(separator: ","))]}},"#
      + #""$defs":{\#(definitions.joined(separator: ","))}}"#
  }

  private func json(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(JSONString(text))
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The name as the end of a JSON pointer in a URI fragment.
  private func pointer(_ name: String) -> String {
    name.utf8.map { byte in
      switch byte {
      case 0x7E: "~0"
      case 0x2F: "~1"
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }.joined()
  }
}

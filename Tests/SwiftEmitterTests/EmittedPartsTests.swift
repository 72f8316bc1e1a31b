import SchemaCompiler
import SwiftEmitter
import Testing

/// The setting `emit`: what a file has of its schema.
@Suite struct EmittedPartsTests {
  private let schema = #"""
    { "type": "object", "additionalProperties": false, "required": ["id"], "properties": {
      "id": { "type": "string", "pattern": "^a|b$" }, "state": { "enum": ["on", "off"] },
      "list": { "type": "array", "items": { "type": "integer", "maximum": 9 } },
      "one": { "oneOf": [ { "type": "string", "minLength": 2 }, { "$ref": "#" } ] } } }
    """#

  private func file(_ parts: EmittedParts) throws -> SwiftFile {
    let sources = SourceSet([SourceFile(path: "part.json", text: schema)])
    let compiled = try #require(
      CompiledSchema.compile("part.json", in: sources, mode: .strict, requireBounds: false).value)
    return SwiftFile.schema(
      compiled, source: "part.json", name: "Part\(parts.rawValue)", parts: parts,
      published: parts.contains(.publish) ? "{}" : nil)
  }

  private static let all: [EmittedParts] = (0..<16).map { EmittedParts(rawValue: UInt8($0)) }

  @Test(.enabled(if: TypeCheck.isPossible, "there is no swiftc, or no modules of a debug build beside the tests"))
  func anySetOfPartsCompiles() throws {
    let messages = try TypeCheck.messages(for: Self.all.map(file))
    #expect(messages.isEmpty, "\(messages)")
  }

  @Test(arguments: all) func emitsNothingElse(parts: EmittedParts) throws {
    let text = try file(parts).text
    #expect(text.contains("init?(from reader") == parts.contains(.decode))
    #expect(text.contains("static func validate(") == parts.contains(.validate))
    #expect(text.contains("func write(to writer") == parts.contains(.write))
    #expect(text.contains("publishedSchema") == parts.contains(.publish))
    #expect(text.contains("struct Value") == !parts.isDisjoint(with: [.decode, .write]))
    #expect(text.contains("static let program") == !parts.isDisjoint(with: [.decode, .validate]))
    #expect(text.contains("import SchemaRuntime") == !parts.isDisjoint(with: .type))
  }

  @Test(arguments: all) func everyHelperHasACaller(parts: EmittedParts) throws {
    #expect(unusedHelpers(try file(parts).text) == [])
  }

  @Test func evaluatesRoundedNumbersWhileReading() throws {
    let text = #"{ "type": "number", "multipleOf": 1.5 }"#
    let compiled = try #require(
      CompiledSchema.compile("n.json", in: SourceSet([SourceFile(path: "n.json", text: text)]), mode: .strict).value)
    let swift = SwiftFile.schema(compiled, source: "n.json", name: "N", parts: .decode).text
    #expect(swift.contains("extension N.Value: SchemaType {"), "decoding needs the other parts")
  }
}

@Suite struct GenerationSettingsTests {
  private func read(_ text: String) -> Outcome<GenerationSettings> {
    GenerationSettings.read(
      SourceFile(path: "securellm-schemas.json", text: text), displayRoot: "Schemas/",
      schemas: ["api/order.json", "reply.json"])
  }

  private func parts(_ text: String, _ file: String) throws -> EmittedParts {
    try #require(read(text).value).parts(of: file)
  }

  @Test func emitsEverythingByDefault() throws {
    #expect(try parts("{}", "reply.json") == [.decode, .validate, .write])
    #expect(try parts(#"{"publish": true}"#, "reply.json") == [.decode, .validate, .write, .publish])
  }

  @Test func partsForAllAndForEach() throws {
    #expect(try parts(#"{"emit": ["validate"]}"#, "reply.json") == .validate)
    let text = #"{"publish": true, "emit": {"api/order.json": ["decode", "write"], "reply.json": []}}"#
    #expect(try parts(text, "api/order.json") == [.decode, .write])
    #expect(try parts(text, "reply.json") == [])
    #expect(try parts(text, "other.json") == [.decode, .validate, .write, .publish])
    #expect(try parts(#"{"emit": {"*": ["publish"], "reply.json": ["write"]}}"#, "api/order.json") == .publish)
  }

  @Test(arguments: [
    (#"{"emit": "validate"}"#, "what is emitted must be a list of parts"),
    (#"{"emit": {"reply.json": "validate"}}"#, "what is emitted must be a list of parts"),
    (#"{"emit": ["validat"]}"#, "there is no such part"),
    (#"{"emit": {"reply.json": ["decode", 1]}}"#, "there is no such part"),
    (#"{"emit": {"repl.json": []}}"#, "there is no such schema file; did you mean \"reply.json\"?"),
    (#"{"emit": {"orders/new.json": []}}"#, "there is no such schema file"),
    (#"{"emit": {"common/a.json": []}}"#, "this file gives no types of its own"),
    (#"{"emits": []}"#, "there is no such setting"),
  ])
  func rejectsUnknownParts(text: String, message: String) throws {
    let outcome = read(text)
    #expect(outcome.value == nil)
    let diagnostic = try #require(outcome.diagnostics.first)
    #expect(diagnostic.message == message)
    #expect(diagnostic.description.hasPrefix("Schemas/securellm-schemas.json:1:"))
    #expect(!diagnostic.hint.isEmpty)
  }
}

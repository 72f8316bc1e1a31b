import SchemaCompiler
import SwiftEmitter
import Testing

/// What decoders start from, and how it is replaced.
@Suite struct BlankValueTests {
  private func text(_ schema: String) throws -> String {
    let sources = SourceSet([SourceFile(path: "b.json", text: schema)])
    let outcome = CompiledSchema.compile("b.json", in: sources, mode: .standard(assertFormat: false))
    return SwiftFile.schema(try #require(outcome.value), source: "b.json", name: "B").text
  }

  private static let reference = "{\"$ref\": \"#/$defs/shape\"}"
  private static let integer = "{\"type\": \"integer\"}"

  /// An object distinguished by its `kind`, with two more members that must be there.
  private func object(_ kind: String, x: String, y: String) -> String {
    let properties = "{\"kind\": {\"const\": \"\(kind)\"}, \"x\": \(x), \"y\": \(y)}"
    let required = "[\"kind\", \"x\", \"y\"]"
    return
      "{\"type\": \"object\", \"additionalProperties\": false, \"required\": \(required), \"properties\": \(properties)}"
  }

  /// A union of the two, which they may refer to.
  private func shape(_ first: String, _ second: String) -> String {
    "{\"$ref\": \"#/$defs/shape\", \"$defs\": {\"shape\": {\"oneOf\": [\(first), \(second)]}}}"
  }

  @Test func blanksUnionsAsOneOfTheirCases() throws {
    let plain = try text(#"{"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}]}"#)
    #expect(plain.contains("static var __blank: B.Value { .string(JSONString()) }"))
    #expect(plain.contains("JSONSlot.fill(&value, .array(payload))"))
  }

  /// The blank value refers to its payload; moving another one in would lose it.
  @Test func assignsUnionsBehindReferences() throws {
    let group = object("group", x: Self.reference, y: Self.reference)
    let text = try text(shape(group, object("dot", x: Self.integer, y: Self.integer)))
    #expect(text.contains("indirect enum"))
    #expect(text.contains("{ .dot("), "the case that ends")
    #expect(text.contains("value = .group(payload)"))
    #expect(text.contains("value = .dot(payload)"))
    #expect(!text.contains("fill(&value, ."))
  }

  /// Every value of it would hold another one.
  @Test func typesWithoutValuesHaveNoBlank() throws {
    let first = object("a", x: Self.reference, y: Self.integer)
    let text = try text(shape(first, object("b", x: Self.reference, y: Self.integer)))
    #expect(!text.contains("__blank"))
    #expect(text.contains("reader.mismatch()"))
  }
}

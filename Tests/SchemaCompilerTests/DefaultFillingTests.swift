import SchemaCompiler
import Testing

/// Defaults that would fill themselves in: an error of strict mode, an annotation in standard mode.
@Suite struct DefaultFillingTests {
  private func compile(_ text: String, _ mode: SchemaMode) -> Outcome<CompiledSchema> {
    let sources = SourceSet([SourceFile(path: "d.json", text: text)], displayRoot: "Schemas/")
    return CompiledSchema.compile("d.json", in: sources, mode: mode, requireBounds: false)
  }

  private static let endless = [
    // The member itself.
    """
    {"type": "object", "additionalProperties": false,
      "properties": {"next": {"$ref": "#", "default": {}}}}
    """,
    // Through another type.
    """
    {"type": "object", "additionalProperties": false, "properties": {"a": {"$ref": "#/$defs/a", "default": {}}},
      "$defs": {"a": {"type": "object", "additionalProperties": false,
        "properties": {"root": {"$ref": "#", "default": {}}}}}}
    """,
    // In an array, and a step further down than the default.
    """
    {"type": "object", "additionalProperties": false, "properties": {
      "list": {"type": "array", "items": {"$ref": "#"}, "default": [{"list": []}, {}]}}}
    """,
    // Through the branch of a union that the default is of.
    """
    {"type": "object", "additionalProperties": false, "properties": {
      "items": {"anyOf": [{"type": "boolean"}, {"$ref": "#"}], "default": {}}}}
    """,
  ]

  @Test(arguments: endless) func strictModeRejectsThem(text: String) throws {
    let outcome = compile(text, .strict)
    #expect(outcome.value == nil)
    let diagnostic = try #require(outcome.diagnostics.first)
    #expect(diagnostic.message.hasPrefix("filling in this default would never end"))
    #expect(diagnostic.pointer.hasSuffix("/default"))
    #expect(diagnostic.description.hasPrefix("Schemas/d.json:\(diagnostic.line):") && diagnostic.column > 1)
    #expect(!diagnostic.hint.isEmpty)
  }

  @Test(arguments: endless) func standardModeKeepsThemAsAnnotations(text: String) throws {
    let schema = try #require(compile(text, .standard(assertFormat: false)).value)
    #expect(!schema.filling.endless.isEmpty)
  }

  @Test(arguments: [
    ##"{"type": "object", "additionalProperties": false, "properties": {"v": {"type": "integer"}, "next": {"$ref": "#"}, "x": {"type": "array", "items": {"$ref": "#"}, "default": [{"x": []}]}}}"##,
    ##"{"type": "object", "additionalProperties": false, "properties": {"next": {"anyOf": [{"$ref": "#"}, {"type": "null"}], "default": {"next": null}}}}"##,
    ##"{"type": "object", "additionalProperties": false, "properties": {"all": {"type": "object", "additionalProperties": {"$ref": "#"}, "default": {}}}}"##,
    ##"{"type": "object", "additionalProperties": false, "properties": {"x": {"$ref": "#", "default": {}}}, "dependentRequired": {"x": ["y"]}}"##,
  ])
  func otherDefaultsEnd(text: String) throws {
    let outcome = compile(text, .strict)
    #expect(outcome.diagnostics.isEmpty, "\(outcome.diagnostics)")
    #expect(outcome.value?.filling.endless.isEmpty == true)
  }

  @Test(arguments: [
    ("integer", "9223372036854775808", true), ("integer", "9223372036854775807", false), ("integer", "-1e19", true),
    ("number", "9007199254740993", true), ("number", "9007199254740992", false), ("number", "1e400", true),
    ("number", "0.1", false), ("number", "0.1000000000000000055", true),
  ])
  func keepsUnrepresentableNumbersExactly(type: String, value: String, isExact: Bool) throws {
    let text =
      #"{"type": "object", "additionalProperties": false, "properties": {"n": {"type": "\#(type)", "default": \#(value)}}}"#
    #expect(try #require(compile(text, .strict).value).filling.exactNumbers.isEmpty != isExact)
  }
}

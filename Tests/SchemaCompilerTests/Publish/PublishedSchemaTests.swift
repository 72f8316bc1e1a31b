import JSONCore
import SchemaCompiler
import Testing

@Suite struct PublishedSchemaTests {
  private func published(_ text: String, others: [SourceFile] = [], pointer: String = "") -> Outcome<String> {
    let sources = SourceSet([SourceFile(path: "tools/a.json", text: text)] + others)
    return PublishedSchema.text("tools/a.json", in: sources, pointer: pointer)
  }

  @Test(arguments: [
    ("true", "true"),
    (#"{ "type" : "object", "b": 1, "a" : [ 1.50, "\u0041\n" ] }"#, #"{"type":"object","b":1,"a":[1.50,"A\n"]}"#),
    (
      #"{"$schema": "s", "$id": "i", "$comment": "c", "x-secret": true, "$defs": {}, "definitions": {}, "title": "t"}"#,
      #"{"title":"t"}"#
    ),
    (
      #"{"properties": {"$ref": {"x-a": 1}, "x-b": true, "$comment": {"title": "t"}}}"#,
      #"{"properties":{"$ref":{},"x-b":true,"$comment":{"title":"t"}}}"#
    ),
    (
      #"{"const": {"x-a": 1, "$ref": "b"}, "enum": [{"$defs": 1}]}"#,
      #"{"const":{"x-a":1,"$ref":"b"},"enum":[{"$defs":1}]}"#
    ),
    (
      ##"{"properties": {"p": {"$ref": "#/$defs/s"}}, "$defs": {"s": {"type": "string", "x-y": 1}}}"##,
      #"{"properties":{"p":{"type":"string"}}}"#
    ),
    (
      ##"{"description": "d", "$ref": "#/$defs/s", "default": "x", "$defs": {"s": {"type": "string", "default": "y", "description": "e"}}}"##,
      #"{"description":"d","type":"string","default":"x"}"#
    ),
    (
      ##"{"$ref": "#/$defs/s", "maxLength": 3, "$defs": {"s": {"type": "string"}}}"##,
      #"{"type":"string","maxLength":3}"#
    ),
    (
      ##"{"$ref": "#/$defs/s", "maxLength": 3, "$defs": {"s": {"maxLength": 2}}}"##,
      #"{"allOf":[{"maxLength":2}],"maxLength":3}"#
    ),
    (
      ##"{"$ref": "#/$defs/s", "additionalProperties": false, "$defs": {"s": {"properties": {"a": true}}}}"##,
      #"{"allOf":[{"properties":{"a":true}}],"additionalProperties":false}"#
    ),
    (
      ##"{"title": "t", "$ref": "#/$defs/s", "allOf": [{"maximum": 1}], "$defs": {"s": false}}"##,
      #"{"title":"t","allOf":[false,{"maximum":1}]}"#
    ),
    (
      ##"{"items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"not": {"$ref": "#/$defs/b"}}, "b": {"oneOf": [{"$ref": "#/$defs/c"}, true]}, "c": {"type": "null"}}}"##,
      #"{"items":{"not":{"oneOf":[{"type":"null"},true]}}}"#
    ),
  ])
  func writes(schema: String, expected: String) {
    let outcome = published(schema)
    #expect(outcome.diagnostics.isEmpty)
    #expect(outcome.value == expected)
  }

  @Test func inlinesOtherFiles() {
    let common = SourceFile(
      path: "common/c.json", text: ##"{"$defs": {"r": {"$ref": "#/$defs/t"}, "t": {"type": "null"}}}"##)
    let outcome = published(
      #"{"name": "x", "inputSchema": {"properties": {"r": {"$ref": "../common/c.json#/$defs/r", "default": null}}}}"#,
      others: [common], pointer: "/inputSchema")
    #expect(outcome.value == #"{"properties":{"r":{"type":"null","default":null}}}"#)
  }

  @Test(arguments: [
    ##"{"items": {"$ref": "#"}}"##,
    ##"{"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}"##,
  ])
  func refusesRecursion(schema: String) {
    let outcome = published(schema)
    #expect(outcome.value == nil)
    #expect(
      outcome.diagnostics.map(\.message) == [
        "a recursive schema cannot be published: its references cannot be inlined"
      ])
  }

  @Test func repeatedReferencesAreNotRecursion() {
    let schema =
      ##"{"properties": {"a": {"$ref": "#/$defs/s"}, "b": {"$ref": "#/$defs/s"}}, "$defs": {"s": {"type": "null"}}}"##
    #expect(published(schema).value == #"{"properties":{"a":{"type":"null"},"b":{"type":"null"}}}"#)
  }

  @Test func refusesExplosions() {
    let levels = (0..<40).map {
      "\"d\($0)\": {\"allOf\": [{\"$ref\": \"#/$defs/d\($0 + 1)\"}, {\"$ref\": \"#/$defs/d\($0 + 1)\"}]}"
    }
    let outcome = published("{\"$ref\": \"#/$defs/d0\", \"$defs\": {\(levels.joined(separator: ",")), \"d40\": true}}")
    #expect(outcome.value == nil)
    #expect(outcome.diagnostics.first?.message == "the schema is too large to be published with its references inlined")
  }

  @Test func missingTargets() {
    let outcome = published(##"{"items": {"$ref": "#/$defs/x"}}"##)
    #expect(outcome.diagnostics.map(\.message) == [#"tools/a.json has no "$defs""#])
  }
}

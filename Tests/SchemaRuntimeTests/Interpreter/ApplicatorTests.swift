import JSONCore
import SchemaRuntime
import Testing

/// What the rarer keywords report: the location and the names that matter.
@Suite struct ApplicatorTests {
  @Test(arguments: [
    (
      #"{"if": {"required": ["a"]}, "then": {"required": ["b"]}}"#, #"{"a": 1}"#, #" required must have the member "b""#
    ),
    (#"{"if": {"type": "string"}, "else": {"minimum": 3}}"#, "2", " minimum must be at least 3"),
    (
      #"{"dependentRequired": {"a": ["b"]}}"#, #"{"a": 1}"#,
      #" dependentRequired must have the member "b", because it has "a""#
    ),
    (
      #"{"dependentSchemas": {"a": {"maxProperties": 1}}}"#, #"{"a": 1, "b": 2}"#,
      " maxProperties must have at most 1 member"
    ),
    (
      #"{"contains": {"const": 1}}"#, "[2]",
      #" contains must have at least 1 element that matches the schema under "contains", has 0"#
    ),
    (
      #"{"contains": {"const": 1}, "minContains": 2}"#, "[1]",
      #" minContains must have at least 2 elements that match the schema under "contains", has 1"#
    ),
    (
      #"{"contains": {"const": 1}, "maxContains": 1}"#, "[1, 1]",
      #" maxContains must have at most 1 element that matches the schema under "contains", has 2"#
    ),
    (
      #"{"properties": {"a": true}, "unevaluatedProperties": false}"#, #"{"a": 1, "b": 2}"#,
      "/b unevaluatedProperties is not a member that any part of the schema declares"
    ),
    (
      #"{"prefixItems": [true], "unevaluatedItems": false}"#, "[1, 2]",
      "/1 unevaluatedItems is not an element that any part of the schema declares"
    ),
    (#"{"unevaluatedItems": {"type": "null"}}"#, "[1]", "/0 type must be null, is a number"),
  ])
  func reports(schema: String, instance: String, error: String) throws {
    #expect(try errors(schema, instance) == [error])
  }

  @Test func pathsNameTheKeywordsOfTheirDraft() throws {
    let path = { (schema: String, instance: String) in
      try interpreter(schema).violations(JSONBytes(instance)).map(\.evaluationPath)
    }
    let draft7 = #""$schema": "http://json-schema.org/draft-07/schema#""#
    #expect(
      try path("{\(draft7), \"items\": [{\"type\": \"null\"}], \"additionalItems\": false}", "[1, 2]")
        == ["/items/0/type", "/additionalItems"])
    #expect(
      try path("{\(draft7), \"dependencies\": {\"a\": [\"b\"], \"c\": {\"type\": \"null\"}}}", #"{"a": 1, "c": 1}"#)
        == ["/dependencies", "/dependencies/c/type"])
    #expect(
      try path(##"{"$dynamicRef": "#/$defs/a", "$defs": {"a": {"type": "null"}}}"##, "1") == ["/$dynamicRef/type"])
  }

  /// Alternatives over one object, nested: each level looks at the members once more, not exponentially.
  @Test func trackingIsRememberedBetweenBranches() throws {
    var schema = #"{"properties": {"a": true}}"#
    for _ in 0..<18 { schema = "{\"anyOf\": [\(schema), \(schema.utf8.count < 4000 ? schema : "true")]}" }
    let interpreter = try interpreter("{\"allOf\": [\(schema)], \"unevaluatedProperties\": false}")
    #expect(interpreter.isValid(JSONBytes(#"{"a": 1}"#)))
    #expect(!interpreter.isValid(JSONBytes(#"{"b": 1}"#)))
  }
}

import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

@Suite struct LoweringTests {
  @Test(arguments: [
    ("true", ["#: "]),
    ("false", ["#: never"]),
    ("{}", ["#: "]),
    (#"{"type": "integer"}"#, ["#: type integer"]),
    (#"{"type": ["null", "number"]}"#, ["#: type null|number"]),
    (#"{"const": 1.0}"#, ["#: const 1"]),
    (#"{"const": {"b": [1], "a": null}}"#, [#"#: const {"a":null,"b":[1]}"#]),
    (#"{"enum": ["a", 1, null]}"#, [#"#: enum "a"|1|null"#]),
    (#"{"minimum": 1, "maximum": 1e400}"#, ["#: range >=1 <=1e400"]),
    (
      #"{"exclusiveMinimum": -0.5, "exclusiveMaximum": 18446744073709551616}"#, ["#: range >-0.5 <18446744073709551616"]
    ),
    (#"{"multipleOf": 0.01}"#, ["#: multipleOf 0.01"]),
    (#"{"minLength": 1, "maxLength": 2.0}"#, ["#: length 1...2"]),
    (#"{"maxLength": 1e30}"#, ["#: length 0..."]),
    (#"{"pattern": "^a+$"}"#, ["#: pattern ^a+$"]),
    (#"{"format": "date-time"}"#, ["#: format date-time"]),
    (#"{"minItems": 1, "maxItems": 3, "uniqueItems": true}"#, ["#: array(count 1...3, unique)"]),
    (#"{"uniqueItems": false}"#, ["#: array()"]),
    (#"{"items": {"type": "null"}}"#, ["#: array(items 1)", "#/items: type null"]),
    (
      #"{"prefixItems": [true, {"const": 1}], "items": false}"#,
      ["#: array(prefix [1, 2], items 3)", "#/prefixItems/0: ", "#/prefixItems/1: const 1", "#/items: never"]
    ),
    (
      #"{"properties": {"b": {"type": "null"}, "a": true}, "required": ["a"], "additionalProperties": false}"#,
      ["#: object(b: 1, a: 2, required a, closed)", "#/properties/b: type null", "#/properties/a: "]
    ),
    (
      #"{"patternProperties": {"^x/": {"type": "null"}}, "additionalProperties": {"const": 1}}"#,
      [
        "#: object(/^x//: 1, additional 2)", "#/patternProperties/^x~1: type null", "#/additionalProperties: const 1",
      ]
    ),
    (
      #"{"propertyNames": {"maxLength": 3}, "minProperties": 1, "maxProperties": 2}"#,
      ["#: object(open, names 1, count 1...2)", "#/propertyNames: length 0...3"]
    ),
    (#"{"additionalProperties": true}"#, ["#: object(open)"]),
    (
      #"{"allOf": [true], "anyOf": [false, true], "not": false}"#,
      ["#: allOf [1], anyOf [2, 3], not 4", "#/allOf/0: ", "#/anyOf/0: never", "#/anyOf/1: ", "#/not: never"]
    ),
    (#"{"oneOf": [{"const": 1}, {"const": 2}]}"#, ["#: oneOf [1, 2]", "#/oneOf/0: const 1", "#/oneOf/1: const 2"]),
    (
      ##"{"$ref": "#/$defs/a", "maximum": 3, "$defs": {"a": {"type": "integer"}, "unused": true}}"##,
      ["#: range <=3, ref 1", "#/$defs/a: type integer"]
    ),
  ])
  func lowers(schema: String, expected: [String]) throws {
    let outcome = compiled(schema, requireBounds: false)
    #expect(outcome.diagnostics.isEmpty, "\(outcome.diagnostics)")
    #expect(text(try #require(outcome.value).program) == expected)
  }

  @Test(arguments: Format.allCases) func knowsEveryFormat(format: Format) throws {
    let schema = "{\"format\": \"\(format.rawValue)\"}"
    let expected = ["#: format \(format.rawValue)"]
    #expect(text(try #require(compiled(schema).value).program) == expected)
    #expect(text(try #require(compiled(schema, mode: .standard(assertFormat: true)).value).program) == expected)
    #expect(text(try #require(compiled(schema, mode: .standard(assertFormat: false)).value).program) == ["#: "])
  }

  @Test func patternIsCompiled() throws {
    let program = try #require(compiled(#"{"pattern": "^a+$"}"#).value).program
    guard case .pattern(let check)? = program.nodes[0].checks.first else {
      Issue.record("no pattern")
      return
    }
    #expect(check.matcher.outcome(Array("aaa".utf8)) == .matches)
    #expect(check.matcher.outcome(Array("aab".utf8)) == .differs)
  }

  @Test func keepsAnnotations() throws {
    let schema = ##"""
      {"title": "T", "description": "D", "$comment": "c", "examples": [1], "deprecated": true, "readOnly": false,
       "writeOnly": false, "$ref": "#/$defs/key", "$schema": "../meta/tool.json", "$id": "https://x.test/a",
       "$defs": {"key": {"type": "string", "maxLength": 9, "default": "k", "x-secret": true}}}
      """##
    let outcome = compiled(schema)
    #expect(outcome.diagnostics.isEmpty)
    let annotations = try #require(outcome.value).annotations
    #expect(annotations[0] == SchemaAnnotations(title: "T", description: "D", isDeprecated: true))
    #expect(
      annotations[1] == SchemaAnnotations(defaultValue: .string("k"), definitionName: "key", isSecret: true))
  }

  @Test func definitionsAreNamedByTheirKey() throws {
    let schema = ##"""
      {"properties": {"$defs": {"items": {"$ref": "#/$defs/$defs"}, "maxItems": 1}}, "additionalProperties": false,
       "$defs": {"$defs": {"items": true, "not": {"$ref": "#/$defs/b/$defs/c"}}, "b": {"$defs": {"c": false}}}}
      """##
    let compiled = try #require(compiled(schema).value)
    let names = compiled.program.nodes.indices.map { compiled.annotations[$0]?.definitionName }
    #expect(compiled.program.nodes.map(\.location).contains("a.json#/properties/$defs/items"))
    #expect(names.compactMap { $0 } == ["$defs", "c"])
  }

  @Test func standardModeIgnoresUnknownWords() throws {
    let schema = #"{"foo": {"$ref": 1}, "format": "color", "enum": [], "minLength": 3, "maxLength": 1, "x-a": 1}"#
    let outcome = compiled(schema, mode: .standard(assertFormat: true))
    #expect(text(try #require(outcome.value).program) == ["#: enum , length 3...1"])
  }

  @Test func keywordsInValuesAreData() throws {
    let schema = ##"{"const": {"$ref": "#/nowhere", "unknown": 1, "maxLength": -1}, "default": {"$ref": 1}}"##
    #expect(compiled(schema, mode: .standard(assertFormat: false)).diagnostics.isEmpty)
  }

  @Test func propertiesMayBeCalledLikeKeywords() throws {
    let schema = #"{"properties": {"$ref": {"type": "null"}, "unevaluatedItems": true}, "additionalProperties": false}"#
    let program = try #require(compiled(schema).value).program
    #expect(text(program)[0] == "#: object($ref: 1, unevaluatedItems: 2, closed)")
  }

  @Test func distinguishesNamesByBytes() throws {
    let schema =
      "{\"properties\": {\"\u{E9}\": {\"const\": 1}, \"e\u{301}\": {\"const\": 2}}, \"additionalProperties\": false}"
    let nodes = try #require(compiled(schema).value).program.nodes
    #expect(nodes.count == 3)
  }

  @Test func olderDraftsHideSiblingsOfReferences() throws {
    let schema = ##"""
      {"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"a": {"$ref": "#/definitions/x", "maximum": 1}},
       "definitions": {"x": {"type": "integer"}}}
      """##
    let outcome = compiled(schema, mode: .standard(assertFormat: false))
    #expect(
      text(try #require(outcome.value).program) == [
        "#: object(a: 1, open)", "#/properties/a: ref 2", "#/definitions/x: type integer",
      ])
  }
}

@Suite struct BoundsTests {
  @Test(arguments: [
    #"{"type": "string", "maxLength": 3}"#, #"{"type": "string", "enum": ["a"]}"#, #"{"type": "string", "const": "a"}"#,
    #"{"type": "string", "format": "uuid"}"#, #"{"type": "string", "pattern": "^[a-z]{1,8}$"}"#,
    #"{"type": ["integer", "null"]}"#, #"{"type": "object", "additionalProperties": true}"#,
    #"{"type": "object", "const": {}}"#, #"{"type": "object", "oneOf": [true]}"#,
    #"{"type": "array", "items": true, "maxItems": 2}"#, #"{"type": "array", "prefixItems": [true], "items": false}"#,
    #"{"type": "array", "enum": [[]]}"#,
  ])
  func accepts(schema: String) { #expect(compiled(schema).diagnostics.isEmpty) }

  @Test(arguments: [
    #"{"type": "string"}"#, #"{"type": ["null", "string"], "minLength": 1}"#, #"{"type": "string", "pattern": "^a"}"#,
    #"{"type": "object"}"#, #"{"type": "object", "properties": {}}"#, #"{"properties": {}}"#, #"{"type": "array"}"#,
    #"{"type": "array", "items": true}"#, #"{"type": "array", "maxItems": 3}"#,
    #"{"type": "array", "prefixItems": [true], "maxItems": 3}"#,
  ])
  func asksFor(schema: String) {
    #expect(!compiled(schema).diagnostics.isEmpty)
    #expect(compiled(schema, requireBounds: false).diagnostics.isEmpty)
    #expect(compiled(schema, mode: .standard(assertFormat: true)).diagnostics.isEmpty)
  }
}

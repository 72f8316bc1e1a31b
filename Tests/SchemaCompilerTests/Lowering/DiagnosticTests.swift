import JSONCore
import SchemaCompiler
import Testing

/// A schema and the first line of each error: `line:column: message`.
struct ErrorCase: Sendable, CustomTestStringConvertible {
  let schema: String
  let errors: [String]

  init(_ schema: String, _ errors: String...) {
    self.schema = schema
    self.errors = errors
  }

  var testDescription: String { schema }
}

@Suite struct DiagnosticTests {
  static let wrongInEveryMode: [ErrorCase] = [
    ErrorCase("3", "1:1: a schema must be an object or a boolean"),
    ErrorCase(#"{"not": []}"#, "1:9: a schema must be an object or a boolean"),
    ErrorCase(#"{"type": "strnig"}"#, #"1:10: this is not a type name; did you mean "string"?"#),
    ErrorCase(#"{"type": []}"#, #"1:10: "type" must be a type name or an array of type names"#),
    ErrorCase(#"{"type": ["null", "null"]}"#, #"1:19: "type" names this type twice"#),
    ErrorCase(#"{"enum": 1}"#, #"1:10: "enum" must be an array of values"#),
    ErrorCase(#"{"minimum": "1"}"#, #"1:13: "minimum" must be a number"#),
    ErrorCase(#"{"exclusiveMaximum": true}"#, #"1:22: "exclusiveMaximum" must be a number"#),
    ErrorCase(#"{"multipleOf": 0}"#, #"1:16: "multipleOf" must be a number above 0"#),
    ErrorCase(#"{"multipleOf": -2}"#, #"1:16: "multipleOf" must be a number above 0"#),
    ErrorCase(#"{"maxLength": -1}"#, #"1:15: "maxLength" must be an integer of 0 or more"#),
    ErrorCase(#"{"minItems": 1.5}"#, #"1:14: "minItems" must be an integer of 0 or more"#),
    ErrorCase(#"{"pattern": 1}"#, #"1:13: "pattern" must be a string"#),
    ErrorCase(#"{"pattern": "\\d\u0061[z-a]"}"#, "1:25: in the pattern: the range ends before it begins"),
    ErrorCase(#"{"patternProperties": {"(": true}}"#, #"1:25: in the pattern: this "(" has no ")""#),
    ErrorCase(#"{"properties": []}"#, #"1:16: "properties" must be an object of schemas"#),
    ErrorCase(#"{"required": "a"}"#, #"1:14: "required" must be an array of strings"#),
    ErrorCase(#"{"required": ["a", "a"]}"#, #"1:20: "required" names "a" twice"#),
    ErrorCase(#"{"allOf": []}"#, #"1:11: "allOf" must be an array of at least one schema"#),
    ErrorCase(#"{"uniqueItems": 1}"#, #"1:17: "uniqueItems" must be true or false"#),
    ErrorCase(#"{"$ref": 1}"#, #"1:10: "$ref" must be a string"#),
    ErrorCase(#"{"if": 3}"#, "1:8: a schema must be an object or a boolean"),
    ErrorCase(#"{"then": 3}"#, "1:10: a schema must be an object or a boolean"),
    ErrorCase(#"{"contains": []}"#, "1:14: a schema must be an object or a boolean"),
    ErrorCase(#"{"minContains": -1}"#, #"1:17: "minContains" must be an integer of 0 or more"#),
    ErrorCase(#"{"dependentRequired": {"a": "b"}}"#, #"1:29: "a" must be an array of strings"#),
    ErrorCase(#"{"dependentSchemas": {"a": ["b"]}}"#, "1:28: a schema must be an object or a boolean"),
    ErrorCase(#"{"items": [true]}"#, #"1:11: "items" must be a schema in draft 2020-12, not an array of them"#),
    ErrorCase(##"{"$id": "https://x.test/a#b"}"##, ##"1:9: "$id" has a fragment"##),
    ErrorCase(#"{"not": {"$id": 3}}"#, #"1:17: "$id" must be a string"#),
    ErrorCase(#"{"$anchor": "a b"}"#, #"1:13: "$anchor" is not a name"#),
    ErrorCase(##"{"$ref": "#x"}"##, #"1:10: there is no anchor "x" in the schema that is referred to"#),
    ErrorCase(
      ##"{"$ref": "#fooo", "$defs": {"a": {"$anchor": "foo"}}}"##,
      #"1:10: there is no anchor "fooo" in the schema that is referred to; did you mean "foo"?"#),
    ErrorCase(
      ##"{"$defs": {"a": {"$anchor": "foo"}, "b": {"$anchor": "foo"}}}"##, #"1:54: the anchor "foo" is defined twice"#),
    ErrorCase(
      ##"{"$defs": {"a": {"$id": "https://x.test/a"}, "b": {"$id": "https://x.test/a"}}}"##,
      #"1:59: another schema has the same identifier "https://x.test/a""#),
    ErrorCase(##"{"$ref": "#/%zz"}"##, "1:10: the reference is not well-formed"),
    ErrorCase(##"{"$ref": "#/~2"}"##, "1:10: the reference is not well-formed"),
    ErrorCase(
      ##"{"$ref": "#/$defs/nmae", "$defs": {"name": true}}"##,
      ##"1:10: Schemas/a.json has no "nmae" at /$defs; did you mean "name"?"##),
    ErrorCase(
      ##"{"$ref": "b/other.json"}"##, #"1:10: there is no file "Schemas/b/other.json"; did you mean "other.json"?"#),
    ErrorCase(#"{"$ref": "../b.json"}"#, "1:10: the reference leads out of the schema folder"),
    ErrorCase(#"{"$ref": "https://x.test/y"}"#, #"1:10: no schema file has the $id "https://x.test/y""#),
    ErrorCase(
      ##"{"$ref": "#/title", "title": "x"}"##, "1:10: the reference leads to something that is not a schema"),
  ]

  static let wrongInStrictMode: [ErrorCase] = [
    ErrorCase(
      #"{"unevaluatedProperties": false, "dependencies": {}}"#,
      #"1:2: the keyword "unevaluatedProperties" is refused in strict mode"#,
      #"1:34: the keyword "dependencies" is refused in strict mode"#),
    ErrorCase(
      ##"{"$dynamicRef": "#/$defs/a", "$defs": {"a": true}}"##,
      ##"1:2: the keyword "$dynamicRef" is refused in strict mode"##),
    ErrorCase(
      #"{"pattern": "a(?=b)c"}"#,
      #"1:15: in the pattern: look-around "(?=" here needs backtracking, which can take very long"#),
    ErrorCase(#"{"maxLenght": 3}"#, #"1:2: unknown keyword "maxLenght"; did you mean "maxLength"?"#),
    ErrorCase(#"{"nonsense": 3}"#, #"1:2: unknown keyword "nonsense""#),
    ErrorCase(
      "{\"$defs\": {\"a\": {\n  \"requird\": []}}}", #"2:3: unknown keyword "requird"; did you mean "required"?"#),
    ErrorCase(#"{"format": "emial"}"#, #"1:12: unknown format "emial"; did you mean "email"?"#),
    ErrorCase(#"{"enum": []}"#, ##"1:10: an empty "enum" accepts nothing"##),
    ErrorCase(#"{"enum": [1, "a", 1.0]}"#, ##"1:19: this value of "enum" is the same as the one at /enum/0"##),
    ErrorCase(#"{"minimum": 5, "maximum": 1}"#, #"1:27: "maximum" 1 is below "minimum" 5: nothing is valid"#),
    ErrorCase(
      #"{"exclusiveMinimum": 5, "maximum": 5}"#,
      #"1:36: "maximum" 5 leaves nothing above "exclusiveMinimum" 5: nothing is valid"#),
    ErrorCase(#"{"minLength": 5, "maxLength": 1}"#, #"1:31: "maxLength" 1 is below "minLength" 5: nothing is valid"#),
    ErrorCase(#"{"minItems": 5, "maxItems": 1}"#, #"1:29: "maxItems" 1 is below "minItems" 5: nothing is valid"#),
    ErrorCase(
      #"{"minProperties": 5, "maxProperties": 1}"#,
      #"1:39: "maxProperties" 1 is below "minProperties" 5: nothing is valid"#),
    ErrorCase(
      #"{"properties": {"limit": true}, "required": ["limt"], "additionalProperties": false}"#,
      #"1:46: "required" names "limt", which this closed object does not declare; did you mean "limit"?"#),
    ErrorCase(#"{"format": 1}"#, #"1:12: "format" must be a string"#),
    ErrorCase(#"{"title": 1}"#, #"1:11: "title" must be a string"#),
    ErrorCase(#"{"examples": 1}"#, #"1:14: "examples" must be an array of values"#),
    ErrorCase(#"{"$defs": 1}"#, #"1:11: "$defs" must be an object of schemas"#),
    ErrorCase(#"{"x-secret": "yes"}"#, #"1:14: "x-secret" must be true or false"#),
    ErrorCase(#"{"type": "string"}"#, "1:2: a string without a maximum length"),
    ErrorCase(#"{"type": "object"}"#, "1:2: an object that does not say whether it is open or closed"),
    ErrorCase(
      #"{"type": "array"}"#, "1:2: an array that does not say what its elements are",
      "1:2: an array without a maximum length"),
    ErrorCase(#"{"default": "a", "type": "integer"}"#, #"1:13: "default" does not satisfy its own schema"#),
    ErrorCase(#"{"default": 7, "maximum": 6}"#, #"1:13: "default" does not satisfy its own schema"#),
    ErrorCase(#"{"const": "-x", "pattern": "^[a-z]"}"#, #"1:11: "const" does not satisfy its own schema"#),
    ErrorCase(
      #"{"enum": ["a", "abc"], "maxLength": 2}"#, #"1:16: this value of "enum" does not satisfy its own schema"#),
    ErrorCase(
      ##"{"default": {"a": [2]}, "$ref": "#/$defs/x", "$defs": {"x": {"properties": {"a": {"items": {"const": 1}}}, "additionalProperties": false}}}"##,
      #"1:13: "default" does not satisfy its own schema"#),
    ErrorCase(
      #"{"$schema": "http://json-schema.org/draft-07/schema#"}"#, "1:13: schemas here are written in draft 2020-12"),
  ]

  private func heads(_ outcome: Outcome<CompiledSchema>) -> [String] {
    outcome.diagnostics.map { "\($0.line):\($0.column): \($0.message)" }
  }

  @Test(arguments: wrongInEveryMode) func refusesInEveryMode(example: ErrorCase) {
    let others = [SourceFile(path: "other.json", text: "true")]
    #expect(heads(compiled(example.schema, requireBounds: false, others: others)) == example.errors)
    #expect(heads(compiled(example.schema, mode: .standard(assertFormat: false), others: others)) == example.errors)
    #expect(compiled(example.schema, others: others).value == nil)
  }

  @Test(arguments: wrongInStrictMode) func refusesInStrictMode(example: ErrorCase) {
    #expect(heads(compiled(example.schema)) == example.errors)
  }

  @Test func printsTheWholeError() throws {
    let schema = """
      {
        "type": "object", "additionalProperties": false,
        "properties": {
          "name": { "type": "string", "maxLenght": 3, "maxLength": 5 },
          "kind": { "default": "c", "enum": ["a"] },
          "code": { "pattern": "(a)\\\\1" }
        }
      }
      """
    #expect(
      compiled(schema).diagnostics.map(\.description) == [
        """
        Schemas/a.json:4:33: error: unknown keyword "maxLenght"; did you mean "maxLength"?
          pointer /properties/name/maxLenght
          hint: correct or remove it: a keyword that nobody reads checks nothing
        """,
        """
        Schemas/a.json:5:26: error: "default" does not satisfy its own schema
          pointer /properties/kind/default, refused by "enum"
          hint: correct the value or the schema
        """,
        #"""
        Schemas/a.json:6:30: error: in the pattern: a back-reference needs backtracking, which can take very long
          pointer /properties/code/pattern, byte 3 of the pattern
          hint: spell the alternatives out, or check the equality in a handler
        """#,
      ])
  }

  @Test func unknownMetaSchemasAreErrorsInStandardMode() {
    let outcome = compiled(#"{"$schema": "https://x.test/meta"}"#, mode: .standard(assertFormat: false))
    #expect(
      heads(outcome) == [#"1:13: the meta-schema "https://x.test/meta" is not among the files that are given"#])
  }

  @Test func missingLocations() {
    let sources = SourceSet([SourceFile(path: "a.json", text: "\n{}")], displayRoot: "Schemas/")
    let noFile = CompiledSchema.compile("b.json", in: sources, mode: .strict)
    #expect(
      noFile.diagnostics.first?.description.utf8.starts(with: "Schemas/b.json:1:1: error: there is no such file".utf8)
        == true)
    let noPointer = CompiledSchema.compile("a.json", in: sources, pointer: "/inputSchema", mode: .strict)
    #expect(heads(noPointer) == ["2:1: there is nothing at /inputSchema"])
  }
}

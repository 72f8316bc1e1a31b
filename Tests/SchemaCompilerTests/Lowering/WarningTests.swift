import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

/// What standard mode points out and compiles all the same, and strict mode refuses.
@Suite struct WarningTests {
  private func compile(
    _ schema: String, _ mode: SchemaMode = .standard(assertFormat: false), _ purpose: CompilationPurpose = .validation
  ) -> Outcome<CompiledSchema> {
    let sources = SourceSet([SourceFile(path: "a.json", text: schema)])
    return CompiledSchema.compile("a.json", in: sources, mode: mode, requireBounds: false, purpose: purpose)
  }

  static let annotations: [(String, String)] = [
    (#"{"title": 1}"#, "\"title\" should be a string"),
    (#"{"description": null}"#, "\"description\" should be a string"),
    (#"{"$comment": []}"#, "\"$comment\" should be a string"),
    (#"{"examples": "x"}"#, "\"examples\" should be an array of values"),
    (#"{"deprecated": "yes"}"#, "\"deprecated\" should be true or false"),
    (#"{"readOnly": 0}"#, "\"readOnly\" should be"),
    (#"{"writeOnly": null}"#, "\"writeOnly\" should be"), (#"{"format": 5}"#, "\"format\" should be a string"),
    (#"{"$defs": null}"#, "\"$defs\" should be an object of schemas"),
    (#"{"definitions": []}"#, "\"definitions\" should be"),
    (#"{"x-path": "a"}"#, "\"x-path\" should be"), (#"{"x-secret": 1}"#, "\"x-secret\" should be"),
  ]

  @Test(arguments: annotations, [CompilationPurpose.validation, .generation])
  func annotationsDecideNothing(entry: (String, String), purpose: CompilationPurpose) throws {
    let (keyword, message) = entry
    let schema = "{\n\"properties\": {\"a\": \(keyword)}, \"required\": [\"a\"]}"
    let outcome = compile(schema, .standard(assertFormat: false), purpose)
    #expect(outcome.errors.isEmpty, "\(outcome.diagnostics)")
    let warning = try #require(outcome.warnings.first)
    #expect(warning.message.utf8.starts(with: message.utf8), "\(warning)")
    #expect(warning.description.utf8.starts(with: "a.json:2:".utf8))
    #expect(warning.description.contains(": warning: "))
    #expect(warning.pointer.utf8.starts(with: "/properties/a/".utf8))
    let interpreter = SchemaInterpreter(try #require(outcome.value).program)
    #expect(interpreter.isValid(JSONBytes(#"{"a": 1}"#)))
    #expect(!interpreter.isValid(JSONBytes("{}")))
    #expect(!compile(schema, .strict).errors.isEmpty)
  }

  /// What decides results, or what a schema is called, is as strict as ever.
  @Test(arguments: [
    #"{"type": 1}"#, #"{"minimum": "1"}"#, #"{"required": "a"}"#, #"{"pattern": 1}"#, #"{"properties": []}"#,
    #"{"$id": 1}"#, #"{"$anchor": 1}"#, #"{"$ref": 1}"#, #"{"$schema": 1}"#, #"{"enum": 1}"#,
  ])
  func assertionsStayErrors(schema: String) {
    let outcome = compile(schema)
    #expect(outcome.value == nil)
    #expect(!outcome.errors.isEmpty)
  }

  @Test func assertedFormatsStayErrors() {
    #expect(!compile(#"{"format": 5}"#, .standard(assertFormat: true)).errors.isEmpty)
  }

  @Test(arguments: [
    ##"{"properties": {"a": {"$ref": "#/$defs/l"}}, "$defs": {"l": {"allOf": [{"$ref": "#/$defs/l"}]}}}"##,
    ##"{"anyOf": [true, {"$ref": "#"}]}"##, ##"{"not": {"$ref": "#"}}"##,
    ##"{"items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##,
  ])
  func loopsAreRefusedWhereCodeIsMade(schema: String) throws {
    let read = compile(schema)
    #expect(read.errors.isEmpty && read.value != nil)
    #expect(
      read.warnings.contains {
        $0.message.contains("comes back to itself") && $0.details.first?.contains(" -> ") == true
      })
    let generated = compile(schema, .standard(assertFormat: false), .generation)
    #expect(generated.value == nil)
    #expect(generated.errors.map(\.message) == read.warnings.map(\.message))
    #expect(!compile(schema, .strict, .validation).errors.isEmpty)
  }

  /// Strict mode looks at definitions that nothing refers to as well; standard mode does not.
  @Test func loopsThatNothingRefersTo() {
    let schema = ##"{"type": "string", "$defs": {"l": {"$ref": "#/$defs/l"}}}"##
    #expect(compile(schema, .standard(assertFormat: false), .generation).diagnostics.isEmpty)
    #expect(!compile(schema, .strict).errors.isEmpty)
  }

  @Test(arguments: [
    (#"\\&"#, "write \"&\""), (#"a\\_b"#, "write \"_\""), (#"\\'"#, "write \"'\""), (#"[\\@]"#, "write \"@\""),
    (#"\\Z"#, "write the character without"),
  ])
  func identityEscapesAreRefusedWithAHint(pattern: String, hint: String) throws {
    let error = try #require(compile("{\"pattern\": \"\(pattern)\"}").errors.first)
    #expect(error.message.contains("is not an escape sequence"))
    #expect(error.hint.utf8.starts(with: hint.utf8), "\(error)")
  }

  static let contradictions: [(String, Diagnostic.Finding, String)] = [
    (#"{"allOf": [{"type": "string", "enum": ["a"]}, {"type": "object"}]}"#, .disjointTypes, "/allOf/1"),
    (
      ##"{"allOf": [{"$ref": "#/$defs/a"}, {"type": "null"}], "$defs": {"a": {"const": 1}}}"##, .disjointTypes,
      "/allOf/1"
    ),
    (##"{"$ref": "#/$defs/a", "type": "null", "$defs": {"a": {"type": ["string", "number"]}}}"##, .disjointTypes, ""),
    (#"{"items": {"type": "array", "allOf": [{"allOf": [{"enum": [1, "a"]}]}]}}"#, .disjointTypes, "/items/allOf/0"),
    (
      #"{"allOf": [{"properties": {"a": true}, "additionalProperties": false}, {"required": ["b"]}]}"#, .closedBranches,
      ""
    ),
    (
      ##"{"items": {"$ref": "#/$defs/c", "required": ["b"]}, "$defs": {"c": {"additionalProperties": false}}}"##,
      .closedBranches, "/items"
    ),
    (#"{"properties": {"b": true}, "allOf": [{"additionalProperties": false}]}"#, .refusedMember, ""),
  ]

  @Test(arguments: contradictions)
  func contradictionsAreFound(schema: String, finding: Diagnostic.Finding, pointer: String) throws {
    let generated = compile(schema, .standard(assertFormat: false), .generation)
    #expect(generated.value != nil)
    let warning = try #require(generated.warnings.first)
    #expect(generated.warnings.count == 1, "\(generated.warnings)")
    #expect(warning.finding == finding)
    #expect(warning.pointer == pointer, "\(warning)")
    let refused = compile(schema, .strict, .generation)
    #expect(refused.errors.contains { $0.finding == finding && $0.pointer == pointer }, "\(refused.diagnostics)")
    // Whoever only validates has not written the schema.
    #expect(compile(schema).diagnostics.isEmpty)
  }

  @Test(arguments: [
    #"{"allOf": [{"type": "number"}, {"type": "integer"}]}"#,
    #"{"allOf": [{"type": ["string", "null"]}, {"type": "null"}]}"#,
    #"{"allOf": [{"minimum": 1}, {"maxLength": 1}]}"#, #"{"allOf": [false, {"type": "null"}]}"#,
    #"{"allOf": [{"properties": {"a": true}, "additionalProperties": false}, {"required": ["a"]}]}"#,
    #"{"allOf": [{"patternProperties": {"^b": true}, "additionalProperties": false}, {"required": ["bc"]}]}"#,
    #"{"type": "string", "allOf": [{"additionalProperties": false}, {"required": ["a"]}]}"#,
    #"{"oneOf": [{"type": "string"}, {"type": "object"}]}"#, #"{"not": {"type": "null"}, "type": "null"}"#,
  ])
  func othersAreNot(schema: String) {
    #expect(compile(schema, .standard(assertFormat: false), .generation).warnings.isEmpty)
  }

  @Test(arguments: [
    (#"{"$defs": {"a": {"type": "null"}}}"#, "the 1 definition here"),
    (#"{"definitions": {"a": true, "b": true}}"#, "the 2 definitions here"),
    (#"{"$id": "https://x.test/s", "title": "T", "$defs": {"a": {}, "b": {}, "c": {}}}"#, "the 3 definitions here"),
  ])
  func definitionsAloneAreToldOf(schema: String, count: String) throws {
    let outcome = compile(schema, .standard(assertFormat: false), .generation)
    #expect(outcome.value != nil)
    #expect(try #require(outcome.warnings.first).message.contains("nothing refers to " + count))
    #expect(compile(schema).warnings.isEmpty)
  }

  @Test(arguments: [
    ##"{"$ref": "#/$defs/a", "$defs": {"a": {"type": "null"}}}"##, #"{"type": "object", "$defs": {"a": true}}"#,
    #"{"$defs": {}}"#, "{}", "true",
  ])
  func othersHaveTypes(schema: String) {
    #expect(compile(schema, .standard(assertFormat: false), .generation).diagnostics.isEmpty)
  }
}

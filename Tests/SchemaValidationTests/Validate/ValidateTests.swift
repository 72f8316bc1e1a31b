import Foundation
import JSONCore
import SchemaRuntime
import SchemaValidation
import Testing

extension Folder {
  func run(_ request: ValidateRequest, builtins: BuiltinSchemas = .none) async throws -> Result {
    try await run { streams in await Validation.run(request, builtins: builtins, streams) }
  }
}

@Suite struct ValidateTests {
  static let schema = #"""
    {"type": "object", "additionalProperties": false, "required": ["query"],
     "properties": {"query": {"type": "string", "maxLength": 5}, "limit": {"type": "integer", "maximum": 500},
                    "shape": {"anyOf": [{"type": "null"}, {"type": "array", "items": {"type": "string"}}]}}}
    """#

  @Test func printsEveryErrorWithItsLocation() async throws {
    let folder = try Folder()
    let request = ValidateRequest(
      schema: .file(try folder.write("schema.json", Self.schema)),
      files: [
        try folder.write("good.json", #"{"query":"a"}"#),
        try folder.write("bad.json", "{\n  \"limt\": 1,\n  \"limit\": 501, \"shape\": [1]\n}\n"),
      ])
    let result = try await folder.run(request)
    #expect(result.status == .found)
    #expect(
      result.output == """
        bad.json:2:3: /limt: additionalProperties: is not a declared member; did you mean "limit"?
        bad.json:3:12: /limit: maximum: must be at most 500
        bad.json:3:26: /shape: anyOf: must match at least one of 2 alternatives, matches none
          bad.json:3:27: /shape/0: type: must be a string, is a number
        bad.json:1:1: (root): required: must have the member "query"

        """)
    #expect(result.messages == "2 instances: 1 valid, 1 invalid\n")
  }

  @Test func linesKeepTheirNumbers() async throws {
    let folder = try Folder()
    let text = "{\"query\":\"a\"}\r\n\n{\"query\":7}\n  {\"query\":\n{\"query\":\"b\"}"
    let request = ValidateRequest(
      schema: .file(try folder.write("schema.json", Self.schema)), files: [try folder.write("in.jsonl", text)])
    let result = try await folder.run(request)
    #expect(result.status == .found)
    #expect(
      result.output == """
        in.jsonl:3:10: /query: type: must be a string, is a number
        in.jsonl:4:12: (root): syntax: the text ends in an object: close it with }

        """)
    #expect(result.messages == "4 instances: 2 valid, 2 invalid\n")
  }

  @Test func manyLinesAreStreamed() async throws {
    let folder = try Folder()
    let text = String(repeating: "{\"query\":\"abc\"}\n", count: 50_000) + "{}"
    var request = ValidateRequest(
      schema: .file(try folder.write("schema.json", Self.schema)), files: [try folder.write("in.txt", text)])
    request.format = .jsonl
    request.output = .flag
    let result = try await folder.run(request)
    #expect(result.status == .found)
    #expect(result.messages == "50001 instances: 50000 valid, 1 invalid\n")
    #expect(result.output.utf8.count { $0 == 0x0A } == 50_001)
    #expect(result.output.hasSuffix("{\"valid\":true}\n{\"valid\":false}\n"))
  }

  @Test func standardFormatsAreJSON() async throws {
    let folder = try Folder()
    var request = ValidateRequest(
      schema: .file(try folder.write("schema.json", Self.schema)),
      files: [
        try folder.write("bad.json", "{\"query\":\"a\",\n\"shape\":[1]}"), try folder.write("good.yaml", "query: a\n"),
        try folder.write("broken.yaml", "[\n"),
      ])
    for format in ResultOutput.allCases where format != .human && format != .json {
      request.output = format
      let result = try await folder.run(request)
      #expect(result.status == .found, "\(format)")
      let lines = try result.output.split(separator: "\n").map { line in
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      #expect(lines.map { $0["valid"] as? Bool } == [false, true, false], "\(format)")
    }
    request.output = .basic
    let basic = try await folder.run(request).output
    #expect(basic.contains(#""keywordLocation":"/properties/shape/anyOf/1/items/type","absoluteKeywordLocation":""#))
    #expect(
      basic.contains(
        #"schema.json#/properties/shape/anyOf/1/items/type","instanceLocation":"/shape/0","line":2,"column":10,"#))
    #expect(basic.contains(#""instanceLocation":"","line":2,"column":1,"error":"this is not YAML: "#))
    request.output = .list
    let list = try await folder.run(request).output
    #expect(list.contains(#""annotations":{"properties":["query"]}"#))
    #expect(list.contains(#""errors":{"syntax":"this is not YAML: "#))
  }

  @Test func filesThatCannotBeReadAreUsageErrors() async throws {
    let folder = try Folder()
    let schema = try folder.write("schema.json", Self.schema)
    let good = try folder.write("good.json", #"{"query":"a"}"#)
    let result = try await folder.run(
      ValidateRequest(schema: .file(schema), files: [folder.path + "/none.json", good, folder.path + "/*.txt"]))
    #expect(result.status == .usage)
    #expect(result.messages.contains("none.json: No such file or directory\n"))
    #expect(result.messages.contains("*.txt: no file matches the pattern\n"))
    #expect(result.messages.hasSuffix("1 instance: 1 valid, 0 invalid, 2 not read\n"))
    let missing = try await folder.run(ValidateRequest(schema: .file("/nowhere/schema.json"), files: [good]))
    #expect(missing.status == .usage)
    #expect(missing.messages == "/nowhere/schema.json: No such file or directory\n")
  }

  @Test func badSchemasAreExplained() async throws {
    let folder = try Folder()
    for text in ["{\"type\": 7}", "{", "{\"$ref\": \"other.json\"}", "{\"contains\": 3}"] {
      let result = try await folder.run(
        ValidateRequest(schema: .file(try folder.write("schema.json", text)), files: []))
      #expect(result.status == .badSchema, "\(text)")
      #expect(result.messages.contains("schema.json:1:"), "\(text)")
      #expect(result.messages.contains("error:"), "\(text)")
    }
  }

  @Test func referencesLeadToOtherFiles() async throws {
    let folder = try Folder()
    _ = try folder.write("common/text.json", ##"{"$defs": {"short": {"$ref": "../limits.json#/$defs/five"}}}"##)
    _ = try folder.write("limits.json", #"{"$defs": {"five": {"maxLength": 5}}}"#)
    let schema = try folder.write("tools/a.json", ##"{"$ref": "../common/text.json#/$defs/short"}"##)
    let instance = try folder.write("in.json", "\"123456\"")
    let result = try await folder.run(ValidateRequest(schema: .file(schema), files: [instance]))
    #expect(result.status == .found)
    #expect(result.output == "in.json:1:1: (root): maxLength: must have at most 5 characters\n")
  }

  @Test func builtinSchemasAreFoundByName() async throws {
    let folder = try Folder()
    let program = SchemaProgram(nodes: [SchemaNode(location: "x.json#", checks: [.type(.null)])], root: 0)
    let builtins = BuiltinSchemas(names: ["x"]) { $0 == "x" ? program : nil }
    let instance = try folder.write("in.json", "null")
    #expect(
      try await folder.run(ValidateRequest(schema: .builtin("x"), files: [instance]), builtins: builtins).status == .ok)
    let unknown = try await folder.run(ValidateRequest(schema: .builtin("y"), files: [instance]), builtins: builtins)
    #expect(unknown.status == .usage)
    #expect(unknown.messages == "there is no builtin schema of that name; there are: x\n")
  }

  @Test func formatsAreAssertedOnRequest() async throws {
    let folder = try Folder()
    var request = ValidateRequest(
      schema: .file(try folder.write("schema.json", #"{"format": "date"}"#)),
      files: [try folder.write("in.json", "\"2026-13-01\"")])
    #expect(try await folder.run(request).status == .ok)
    request.options.assertFormat = true
    #expect(try await folder.run(request).output == "in.json:1:1: (root): format: must be in the format \"date\"\n")
  }

  @Test func errorsAreLimitedAndNeverShowValues() async throws {
    let folder = try Folder()
    let schema = try folder.write("schema.json", #"{"additionalProperties": {"type": "integer", "maxLength": 2}}"#)
    let members = (0..<50).map { "\"m\($0)\":\"SECRET\"" }.joined(separator: ",")
    var request = ValidateRequest(schema: .file(schema), files: [try folder.write("in.json", "{\(members)}")])
    request.maxErrors = 3
    let result = try await folder.run(request)
    #expect(result.output.utf8.count { $0 == 0x0A } == 3)
    #expect(!result.output.contains("SECRET"))
  }

  /// `oneOf` of words and of a format takes each of the words twice when nothing checks formats.
  @Test(arguments: [
    (#"{"oneOf": [{"enum": ["a"]}, {"format": "uri"}]}"#, #""a""#, true),
    (
      ##"{"oneOf": [{"enum": ["a"]}, {"$ref": "#/$defs/u"}], "$defs": {"u": {"type": "string", "format": "uri"}}}"##,
      #""a""#, true
    ),
    (#"{"anyOf": [{"type": "string", "format": "date", "maxLength": 1}]}"#, #""ab""#, true),
    (#"{"oneOf": [{"enum": ["a"]}, {"const": "a"}]}"#, #""a""#, false),
    (#"{"oneOf": [{"enum": ["a"]}, {"const": "a"}], "format": "uri"}"#, #""a""#, false),
  ])
  func failingAlternativesNameUncheckedFormats(schema: String, instance: String, isNoted: Bool) async throws {
    let folder = try Folder()
    var request = ValidateRequest(
      schema: .file(try folder.write("schema.json", schema)), files: [try folder.write("in.json", instance)])
    let note = "  note: an alternative has a \"format\", and formats are not asserted (--assert-format)\n"
    #expect(try await folder.run(request).output.contains(note) == isNoted)
    request.options.assertFormat = true
    #expect(!(try await folder.run(request).output.contains("note:")))
  }
}

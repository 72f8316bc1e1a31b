import Foundation
import JSONCore
import SchemaValidation
import TestData
import Testing

/// `--duplicate-keys last`: the result is that of the value which has each name's last member.
@Suite struct DuplicateKeysTests {
  private static let schema = #"""
    {"type": "object", "additionalProperties": false, "maxProperties": 2, "required": ["a"],
     "properties": {"a": {"type": "integer"}, "b": {"uniqueItems": true}}}
    """#

  private func result(
    _ name: String, _ text: String, _ duplicateKeys: DuplicateKeys, output: ResultOutput = .human, maxDepth: Int = 64
  ) async throws -> Folder.Result {
    let folder = try Folder()
    return try await folder.run(
      ValidateRequest(
        schema: .file(try folder.write("schema.json", Self.schema)), files: [try folder.write(name, text)],
        duplicateKeys: duplicateKeys, output: output, maxDepth: maxDepth))
  }

  @Test func theLastMemberIsTheValue() async throws {
    for (text, isValid) in [
      (#"{"a": 1, "a": 2}"#, true), (#"{"a": "x", "a": 2}"#, true), (#"{"a": 1, "a": "x"}"#, false),
      (#"{"a": 1, "b": 1, "a": 1, "b": 2}"#, true), (#"{"a": 1, "b": [{"c": 1, "c": 2}, {"c": 2}]}"#, false),
      (#"{"a": 1, "b": [{"c": 1, "c": 2}, {"c": 1}]}"#, true), (#"{"a": 1, "\u0061": 2}"#, true),
      (#"{"c": 1, "a": 1, "c": 2}"#, false),
    ] {
      #expect(try await result("in.json", text, .error).status == .found, "\(text)")
      #expect(try await (result("in.json", text, .last).status == .ok) == isValid, "\(text)")
    }
  }

  @Test func locationsMatchTheFile() async throws {
    let text = "{\n  \"a\": {\"b\":\n 1},\n  \"b\": 1, \"a\": \"x\"\n}\n"
    #expect(
      try await result("in.json", text, .last).output == "in.json:4:16: /a: type: must be an integer, is a string\n")
    #expect(
      try await result("in.json", text, .error).output
        == "in.json:4:11: /a: syntax: the object has the same member twice\n")
    let lines = "{\"a\": 1}\n{\"a\": 1, \"a\": 2}\n{\"a\": 1, \"a\": \"x\"}\n"
    #expect(
      try await result("in.jsonl", lines, .last).output == "in.jsonl:3:15: /a: type: must be an integer, is a string\n")
    #expect(
      try await result("in.yaml", "a: 1\nb: 2\na: x\n", .last).output
        == "in.yaml:3:4: /a: type: must be an integer, is a string\n")
  }

  @Test func overriddenMembersMustBeJSON() async throws {
    #expect(try await result("in.json", #"{"a": [[0]], "a": 2}"#, .last, maxDepth: 2).status == .found)
    #expect(try await result("in.json", #"{"a": 01, "a": 2}"#, .last).status == .found)
  }

  @Test func everyOutputEvaluatesTheSameValue() async throws {
    for output in [ResultOutput.json, .flag, .basic, .detailed, .verbose, .list, .hierarchical] {
      #expect(try await result("in.json", #"{"a": "x", "a": 2}"#, .last, output: output).status == .ok)
    }
  }

  @Test func theLastNamedSchemaCounts() async throws {
    let folder = try Folder()
    let schema = try folder.write("schema.json", #"{"required": ["x"]}"#)
    let file = try folder.write("in.json", #"{"$schema": "none.json", "x": 1, "$schema": "schema.json"}"#)
    let request = ValidateRequest(schema: .own, files: [file], references: [schema], duplicateKeys: .last)
    #expect(try await folder.run(request).status == .ok)
  }

  @Test func theOptionIsThatOfSeveralCommands() throws {
    let folder = try Folder()
    try folder.write("schema.json", Self.schema)
    try folder.write("in.json", #"{"a": "x", "a": 2}"#)
    for command in [["validate", "--schema", "schema.json"], ["explain", "--schema", "schema.json"], ["infer"]] {
      #expect(try Program.run(command + ["in.json"], in: folder).code != 0, "\(command)")
      #expect(try Program.run(command + ["--duplicate-keys", "error", "in.json"], in: folder).code != 0, "\(command)")
      let result = try Program.run(command + ["--duplicate-keys", "last", "in.json"], in: folder)
      #expect(result.code == 0, "\(command): \(result.messages)")
      #expect(try Program.run(command + ["--duplicate-keys", "first", "in.json"], in: folder).code == 2, "\(command)")
    }
  }

  @Test(.enabled(if: TestData.has("JSONTestSuite/test_parsing"), "\(TestData.absence)"))
  func everyTextThatJSONTestSuiteWantsAcceptedIs() async throws {
    let suite = try #require(TestData.url("JSONTestSuite/test_parsing")).path
    let folder = try Folder()
    // The two that have a duplicate member, wherever the suite's own copies are.
    let duplicates = try [
      folder.write("y_object_duplicated_key.json", #"{"a":"b","a":"c"}"#),
      folder.write("y_object_duplicated_key_and_value.json", #"{"a":"b","a":"b"}"#),
    ]
    let request = ValidateRequest(
      schema: .file(try folder.write("any.json", "true")), files: [suite + "/y_*.json"] + duplicates,
      duplicateKeys: .last)
    let result = try await folder.run(request)
    #expect(result.status == .ok, "\(result.output)")
    #expect(result.messages.hasSuffix(" valid, 0 invalid\n"))
    var strict = request
    strict.duplicateKeys = .error
    let refused = try await folder.run(strict).output.split(separator: "\n")
    #expect(refused.count >= 2)
    #expect(refused.allSatisfy { $0.contains("y_object_duplicated_key") }, "\(refused)")
  }
}

import Foundation
import SchemaValidation
import Testing

@Suite struct ExplainTests {
  private func explain(
    _ schema: String, _ instance: String, _ output: ResultOutput = .human
  ) async throws -> Folder.Result {
    let folder = try Folder()
    let request = ValidateRequest(
      schema: .file(try folder.write("s.json", schema)), files: [try folder.write("in.json", instance)],
      output: output, explains: true)
    let result = try await folder.run(request)
    // A schema's location is its path without the slash in front.
    let location = String(folder.path.dropFirst()) + "/"
    return Folder.Result(
      status: result.status, output: result.output.replacingOccurrences(of: location, with: ""),
      messages: result.messages)
  }

  @Test func followsThePathToTheError() async throws {
    let result = try await explain(
      #"{"properties": {"limit": {"maximum": 500}}}"#, "{\"limit\":\n 501}")
    #expect(
      result.output == """
        in.json:2:2: /limit must be at most 500
          s.json#/properties/limit/maximum at /limit: must be at most 500
          hint: use a number that is at most 500

        """)
    #expect(result.status == .found)
    #expect(result.messages == "1 instance: 0 valid, 1 invalid\n")
  }

  @Test func followsTheClosestAlternative() async throws {
    let schema = #"""
      {"anyOf": [{"type": "string"},
                 {"type": "object", "properties": {"kind": {"const": "a"}, "n": {"type": "integer"}}},
                 {"type": "object", "properties": {"kind": {"const": "b"}, "n": {"type": "string"}, "m": {"maximum": 1}}}]}
      """#
    let result = try await explain(schema, #"{"kind": "b", "n": 1, "m": 2}"#)
    #expect(
      result.output == """
        in.json:1:20: /n must be a string, is a number
          s.json#/anyOf at (root): must match at least one of 3 alternatives, matches none
            alternative 3, the closest of 3:
          s.json#/anyOf/2/properties/n/type at /n: must be a string, is a number
          hint: put a string there
        in.json:1:28: /m must be at most 1
          s.json#/anyOf at (root): must match at least one of 3 alternatives, matches none
            alternative 3, the closest of 3:
          s.json#/anyOf/2/properties/m/maximum at /m: must be at most 1
          hint: use a number that is at most 1

        """)
  }

  @Test func fewestThenDeepestErrorsWin() async throws {
    let fewest = try await explain(
      #"{"anyOf": [{"required": ["a", "b"]}, {"required": ["c"]}]}"#, "{}")
    #expect(fewest.output.contains("alternative 2, the closest of 2:"))
    let deepest = try await explain(
      #"{"anyOf": [{"required": ["a"]}, {"properties": {"x": {"properties": {"y": {"minimum": 3}}}}}]}"#,
      #"{"x": {"y": 1}}"#)
    #expect(deepest.output.hasPrefix("in.json:1:13: /x/y must be at least 3\n"))
  }

  @Test func alternativesInAlternativesAreFollowed() async throws {
    let result = try await explain(
      #"{"oneOf": [{"type": "null"}, {"anyOf": [{"type": "null"}, {"items": {"type": "integer"}}]}]}"#, #"[1, "x"]"#)
    #expect(
      result.output == """
        in.json:1:5: /1 must be an integer, is a string
          s.json#/oneOf at (root): must match exactly one of 2 alternatives, matches none
            alternative 2, the closest of 2:
          s.json#/oneOf/1/anyOf at (root): must match at least one of 2 alternatives, matches none
            alternative 2, the closest of 2:
          s.json#/oneOf/1/anyOf/1/items/type at /1: must be an integer, is a string
          hint: put an integer there

        """)
  }

  @Test func discriminatorsDecide() async throws {
    let branch = { (tag: String, rest: String) in
      #"{"type": "object", "required": ["t"], "properties": {"t": {"const": "\#(tag)"}, \#(rest)}}"#
    }
    let schema = #"{"oneOf": [\#(branch("a", #""n": {"minimum": 1}"#)), \#(branch("b", #""n": {"minimum": 2}"#))]}"#
    let result = try await explain(schema, #"{"n": 0, "t": "b"}"#)
    #expect(result.output.contains("s.json#/oneOf/1/properties/n/minimum at /n"))
    #expect(try await explain(schema, #"{"t": "c"}"#).output.contains("hint: use one of \"a\", \"b\""))
    #expect(try await explain(schema, "{}").output.contains("hint: add the member \"t\"\n"))
  }

  @Test(arguments: [
    (#"{"required": ["a"]}"#, "{}", "add the member \"a\""),
    (#"{"additionalProperties": false, "properties": {"limit": {}}}"#, #"{"limt": 1}"#, "rename it to \"limit\""),
    (#"{"additionalProperties": false}"#, #"{"limt": 1}"#, "remove it"), ("false", "1", "remove it"),
    (#"{"type": ["string", "null"]}"#, "1", "put null or a string there"), (#"{"const": 3}"#, "1", "use 3"),
    (#"{"enum": ["a", "b"]}"#, "1", "use one of \"a\", \"b\""),
    (#"{"multipleOf": 2}"#, "1", "use a number that is a multiple of 2"),
    (#"{"minLength": 2}"#, "\"\"", "lengthen it to at least 2 characters"),
    (#"{"maxLength": 1}"#, "\"abc\"", "shorten it to at most 1 character"),
    (#"{"minItems": 1}"#, "[]", "add some, so that there are at least 1 element"),
    (#"{"maxProperties": 0}"#, #"{"a": 1}"#, "take some away, so that there are at most 0 members"),
    (#"{"uniqueItems": true}"#, "[1, 1]", "remove one of the two"),
    (#"{"pattern": "^a"}"#, "\"b\"", "use a text that matches the pattern \"^a\""),
    (#"{"not": {}}"#, "1", "change it: it must not match the schema under \"not\""),
    ("{}", "[", "correct the text: it is not JSON"),
    (#"{"oneOf": [{}, {}]}"#, "1", "make it match exactly one of the alternatives"),
  ])
  func everyErrorHasAHint(schema: String, instance: String, hint: String) async throws {
    let output = try await explain(schema, instance).output
    #expect(output.hasSuffix("  hint: \(hint)\n"), "\(output)")
  }

  @Test func jsonHasThePath() async throws {
    let result = try await explain(
      #"{"anyOf": [{"type": "null"}, {"items": {"type": "integer"}}]}"#, #"["SECRET"]"#, .json)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 2)
    let document = try #require(JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    let explanation = try #require((document["explanations"] as? [[String: Any]])?.first)
    #expect(explanation["instanceLocation"] as? String == "/0")
    #expect(explanation["hint"] as? String == "put an integer there")
    let path = try #require(explanation["path"] as? [[String: Any]])
    #expect(path.map { $0["keyword"] as? String } == ["anyOf", "type"])
    #expect(path[0]["alternative"] as? Int == 1 && path[0]["others"] as? Int == 1)
    #expect(!result.output.contains("SECRET"))
  }
}

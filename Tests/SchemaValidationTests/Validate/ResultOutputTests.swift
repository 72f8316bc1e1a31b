import Foundation
import SchemaValidation
import Testing

@Suite struct ResultOutputTests {
  private func folder() throws -> (Folder, ValidateRequest) {
    let folder = try Folder()
    let schema = try folder.write("schema.json", #"{"properties": {"a": {"anyOf": [{"type": "integer"}]}}}"#)
    let files = try [
      folder.write("a.json", "{}"), folder.write("b.jsonl", "{\"a\": 1}\n{\"a\": \"SECRET\"}\n"),
      folder.write("c.yaml", "a: 1\n---\na: x\n"), folder.write("d.yaml", "["), folder.path + "/none.json",
    ]
    return (folder, ValidateRequest(schema: .file(schema), files: files))
  }

  @Test func jsonReportsEverything() async throws {
    var (folder, request) = try folder()
    request.output = .json
    let result = try await folder.run(request)
    let lines = try result.output.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(lines.count == 8)
    #expect(
      lines.map { $0["file"] as? String } == [
        "a.json", "b.jsonl", "b.jsonl", "c.yaml", "c.yaml", "d.yaml", "none.json", nil,
      ])
    #expect(lines.map { $0["valid"] as? Bool } == [true, true, false, true, false, false, nil, nil])
    #expect(lines[2]["line"] as? Int == 2)
    #expect(lines[4]["document"] as? Int == 2)
    let error = try #require((lines[2]["errors"] as? [[String: Any]])?.first)
    #expect(error["keyword"] as? String == "anyOf")
    #expect(error["line"] as? Int == 2 && error["column"] as? Int == 7)
    #expect(error["instanceLocation"] as? String == "/a")
    #expect((error["causes"] as? [[String: Any]])?.first?["keyword"] as? String == "type")
    #expect((lines[6]["error"] as? [String: Any])?["code"] as? String == "file")
    let summary = try #require(lines[7]["summary"] as? [String: Int])
    #expect(summary == ["instances": 6, "valid": 3, "invalid": 3, "unread": 1])
    #expect(result.status == .usage)
    #expect(result.messages.isEmpty)
    #expect(!result.output.contains("SECRET"))
  }

  @Test func failuresAreJSONToo() async throws {
    var (folder, request) = try folder()
    request.output = .json
    request.schema = .file(try folder.write("broken.json", #"{"type": 7}"#))
    let broken = try await folder.run(request)
    #expect(broken.status == .badSchema)
    #expect(
      broken.output.hasPrefix(
        #"{"error":{"code":"schema","message":"the schema does not compile","diagnostics":[{"file""#))
    #expect(JSONSerialization.isValid(broken.output))
    request.schema = .file(folder.path + "/none.json")
    #expect(try await folder.run(request).output.hasPrefix(#"{"error":{"code":"file","file":""#))
    request.schema = .builtin("none")
    #expect(try await folder.run(request).output.hasPrefix(#"{"error":{"code":"usage","message":""#))
  }

  @Test func fastReportsOnlyTheResult() async throws {
    var (folder, request) = try folder()
    request.isFast = true
    let result = try await folder.run(request)
    #expect(
      result.output == """
        b.jsonl:2: invalid
        c.yaml:2: invalid
        d.yaml:1:2: (root): syntax: this is not YAML: did not find expected node content

        """)
  }

  @Test func colourMarksTheParts() async throws {
    var (folder, request) = try folder()
    request.terminal = Terminal(isColoured: true)
    let result = try await folder.run(request)
    #expect(
      result.output.contains("\u{1B}[1mb.jsonl:2:7\u{1B}[0m: \u{1B}[36m/a\u{1B}[0m: \u{1B}[31manyOf\u{1B}[0m: must"))
  }

  @Test func manyFilesPrintInOrderHoweverManyJobs() async throws {
    let folder = try Folder()
    let schema = try folder.write("schema.json", #"{"type": "integer"}"#)
    var expected = ""
    for index in 0..<600 {
      let name = "in/\(1000 + index).jsonl"
      // Some are so large that their results do not fit what a job may keep before its turn.
      let count = index == 3 || index == 400 ? 45_000 : index % 3
      try folder.write(name, String(repeating: "\"x\"\n", count: count))
      for line in 1...max(count, 1) where count > 0 { expected += "\(name):\(line): invalid\n" }
    }
    var request = ValidateRequest(schema: .file(schema), files: [folder.path + "/in"])
    request.isFast = true
    request.jobs = 8
    let result = try await folder.run(request)
    #expect(result.output == expected)
    #expect(
      result.messages
        == "\(expected.utf8.count { $0 == 0x0A }) instances: 0 valid, \(expected.utf8.count { $0 == 0x0A }) invalid\n")
  }
}

extension JSONSerialization {
  fileprivate static func isValid(_ text: String) -> Bool { (try? jsonObject(with: Data(text.utf8))) != nil }
}

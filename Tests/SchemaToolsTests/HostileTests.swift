import Foundation
import Testing

/// Text that nobody should be able to do harm with: one clear error, the exit code of the table, no crash.
@Suite struct HostileTests {
  private static let commands = [
    ["lint"], ["inspect"], ["bundle"], ["upgrade", "--from", "7"], ["generate"], ["infer"], ["fmt"],
  ]

  @Test(arguments: commands)
  func brokenTextExitsWithThree(_ command: [String]) throws {
    let folder = try ToolFolder()
    let texts: [Data] = [
      Data(String(repeating: "{\"not\":", count: 100_000).utf8), Data(String(repeating: "[", count: 100_000).utf8),
      Data([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]), Data("{\"a\":1,\"a\":2}".utf8), Data(),
      Data("\u{FEFF}{,}".utf8),
      Data("{\"a\":\"\\ud800\"}".utf8), Data("{\"minimum\":01}".utf8), Data([0]),
    ]
    for text in texts {
      try folder.write("s.json", text)
      let result = try folder.securellm(command + ["s.json"])
      #expect(result.status == 3, "\(command) \(text.prefix(12).map { $0 })")
      #expect(result.messages.components(separatedBy: ": error: ").count == 2, "\(result.messages.prefix(300))")
      #expect(result.messages.contains("s.json:1:"))
      #expect(result.messages.contains("  hint: "))
      #expect(result.output.isEmpty)
      #expect(result.messages.utf8.count < 2000)
    }
  }

  @Test(arguments: commands)
  func failuresAreJSONOnRequest(_ command: [String]) throws {
    let folder = try ToolFolder()
    try folder.write("s.json", "{\"a\":1,\"a\":2}")
    for file in ["s.json", "none.json"] {
      let check = command == ["fmt"] ? ["--check"] : command.first == "upgrade" ? ["--write"] : []
      let result = try folder.securellm(command + check + ["--json", file])
      #expect(result.status == (file == "s.json" ? 3 : 2))
      let line = try #require(result.output.split(separator: "\n").first)
      let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["error"] is [String: Any] || object["status"] as? String == "invalid", "\(command): \(line)")
    }
  }

  /// Names and texts of a schema reach a terminal only with their control characters taken out.
  @Test func controlCharactersAreNotPrinted() throws {
    let folder = try ToolFolder()
    let escape = "\\u001b[31m\\u202e"
    try folder.write(
      "s.json", "{\"\(escape)\": 1, \"$ref\": \"#\(escape)\", \"properties\": {\"\(escape)\": {\"minLength\": 0}}}")
    for command in [["lint"], ["inspect"], ["bundle"], ["generate"]] {
      let result = try folder.securellm(command + ["s.json"])
      for text in [result.output, result.messages] {
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E }, "\(command)")
      }
    }
  }

  /// Cycles of references between files come to an end.
  @Test func referencesInCirclesEnd() throws {
    let folder = try ToolFolder()
    try folder.write("a.json", ##"{"$id": "https://x.y/a", "items": {"$ref": "b.json"}}"##)
    try folder.write("b.json", ##"{"items": {"$ref": "a"}, "not": {"$ref": "#/not"}}"##)
    for command in [["inspect"], ["lint"], ["bundle"], ["generate"]] {
      let result = try folder.securellm(command + ["a.json"])
      #expect([0, 1, 3].contains(result.status), "\(command) \(result.status)")
    }
  }

  /// 10,000 definitions and as many references: the time must not be the product of the two.
  @Test func manyReferencesAreQuick() throws {
    let folder = try ToolFolder()
    let count = 10_000
    let definitions = (0..<count).map { "\"d\($0)\":{\"type\":\"string\",\"minimum\":1}" }.joined(separator: ",")
    let properties = (0..<count).map { "\"p\($0)\":{\"$ref\":\"#/$defs/d\($0)\"}" }.joined(separator: ",")
    try folder.write(
      "s.json",
      "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"properties\":{\(properties)},\"$defs\":{\(definitions)}}"
    )
    let lint = try folder.securellm(["lint", "--json", "s.json"], processorSeconds: 30)
    #expect(lint.output.utf8.count { $0 == 0x0A } == count)
    #expect(try folder.securellm(["inspect", "--json", "s.json"], processorSeconds: 30).status == 0)
  }
}

import Foundation
import JSONCore
import TestData
import Testing

@testable import EventLog

@Suite struct LogLineTests {
  /// 2026-11-29T03:15:10.204Z
  static let time = 1_795_922_110_204

  private func line(_ format: LogFormat, _ message: String = "m", _ fields: [(StaticString, LogValue)] = []) -> String {
    let line = LogLine(milliseconds: Self.time, level: .warning, message: message, fields: fields)
    return String(decoding: line.bytes(format), as: UTF8.self)
  }

  /// Every line as a JSON parser sees it.
  private func object(_ message: String = "m", _ fields: [(StaticString, LogValue)] = []) throws -> [String: Any] {
    let line = line(.json, message, fields)
    #expect(line.utf8.filter { $0 == 0x0A }.count == 1 && line.hasSuffix("\n"))
    return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func textIsForPeople() {
    let fields: [(StaticString, LogValue)] = [
      ("file", .text("/etc/securellm.json")), ("providers", .integer(3)), ("reason", .text("No space left on device")),
      ("errors", .list(["1:2: /x: \"quoted\"", "plain"])), ("nothing", .text("")),
    ]
    #expect(
      line(.text, "it happened", fields)
        == "2026-11-29T03:15:10.204Z warning it happened file=/etc/securellm.json providers=3 "
        + #"reason="No space left on device" errors="1:2: /x: \"quoted\"" errors=plain nothing="""# + "\n")
  }

  @Test func journaldHasAPriorityAndNoTime() {
    #expect(line(.journald, "it happened", [("n", .integer(-1))]) == "<4>it happened n=-1\n")
    let priorities = LogLevel.allCases.map { level in
      String(decoding: LogLine(milliseconds: 0, level: level, message: "m", fields: []).bytes(.journald), as: UTF8.self)
    }
    #expect(priorities == ["<3>m\n", "<4>m\n", "<5>m\n", "<6>m\n", "<7>m\n"])
  }

  @Test func jsonHasFlatMembersInOrder() throws {
    #expect(
      line(.json, "m", [("a", .text("x")), ("n", .integer(7)), ("l", .list(["p", "q"])), ("e", .list([]))])
        == #"{"timestamp":"2026-11-29T03:15:10.204Z","level":"warning","message":"m","a":"x","n":7,"l":["p","q"],"e":[]}"#
        + "\n")
  }

  /// Nobody who names a model ends a line, colours a terminal or reverses it.
  @Test(arguments: [
    "two\nlines\r\n", "\u{1B}[31mred", "bell\u{7}", "delete\u{7F}", "\u{9B}2J", "\u{85}next", "\u{2028}line",
    "\u{202E}reversed", "\u{2066}isolated", "zero\u{200B}width", "\u{FEFF}mark", "tag\u{E0041}", "\"quotes\" and \\",
    "é 日本 👍", "\u{0}",
  ])
  func hiddenCharactersAreVisible(text: String) throws {
    // What a parser makes of it is the text itself.
    let parsed = try object(text, [("field", .text(text)), ("list", .list([text]))])
    #expect(parsed["message"] as? String == text)
    #expect(parsed["field"] as? String == text)
    #expect(parsed["list"] as? [String] == [text])
    for format in LogFormat.allCases {
      let line = line(format, text, [("field", .text(text)), ("list", .list([text]))])
      let hidden = line.dropLast().unicodeScalars.filter {
        [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
      }
      #expect(hidden.isEmpty && line.hasSuffix("\n"))
    }
  }

  @Test func aFieldCannotForgeAnother() {
    #expect(line(.text, "m", [("a", .text("x level=error"))]).hasSuffix(#" m a="x level=error""# + "\n"))
    #expect(line(.text, "m", [("a", .text("x=y"))]).hasSuffix(#" m a="x=y""# + "\n"))
  }

  @Test func longTextIsCutAndSaysSo() throws {
    let long = String(repeating: "é", count: 10_000)
    let parsed = try object(long, [("field", .text(long))])
    let cut = String(repeating: "é", count: 2048) + "… (20000 bytes)"
    #expect(parsed["message"] as? String == cut)
    #expect(parsed["field"] as? String == cut)
    // Not in the middle of a character.
    let odd = try object("x" + long)
    #expect((odd["message"] as? String)?.hasPrefix("x" + String(repeating: "é", count: 2047) + "…") == true)
    #expect(line(.text, "m", [("field", .text(String(repeating: "x", count: 4096)))]).hasSuffix("x\n"))
  }

  @Test(arguments: LogFormat.allCases) func longListsAreCutAndSaySo(format: LogFormat) {
    let line = line(
      format, "m", [("errors", .list((0..<1000).map { "\($0): " + String(repeating: "x", count: 4000) }))])
    #expect(line.utf8.count < LogLine.longestList + 2 * 4096)
    #expect(line.contains("\"0: x") && line.contains("and 991 more"))
  }

  /// By name, in each format. The names are this program's own, so that one that tells is no accident of data.
  @Test(arguments: LogFormat.allCases) func secretsAreRedactedByName(format: LogFormat) {
    let fields: [(StaticString, LogValue)] = [
      ("api_key", .text("s3cr3t")), ("authorization", .list(["s3cr3t"])), ("tokens", .text("seen")),
    ]
    let line = line(format, "m", fields)
    #expect(!line.contains("s3cr3t") && line.contains("redacted") && line.contains("seen"))
  }

  // MARK: access

  private var entry: AccessEntry {
    AccessEntry(
      time: Self.time, requestID: "req_5f0c7d1e9a3b24680000000001", clientAddress: "192.0.2.7", method: "POST",
      route: "chat", status: 200, bodyBytes: 1834, durationMilliseconds: 912, provider: "openai",
      model: "gpt-5-mini", keyName: "ci", outcome: "success")
  }

  /// docs/logging.md shows these lines.
  private func documented(_ fence: String) throws -> [String] {
    let page = try String(contentsOfFile: TestData.root + "/docs/logging.md", encoding: .utf8)
    let section = try #require(page.components(separatedBy: "## The access log").dropFirst().first)
    let block = try #require(section.components(separatedBy: "```\(fence)\n").dropFirst().first)
    return block.components(separatedBy: "\n```")[0].split(separator: "\n").map { $0 + "\n" }
  }

  @Test func accessLinesAreThoseOfTheDocumentation() throws {
    var failed = entry
    failed.status = 503
    failed.provider = nil
    failed.model = nil
    failed.keyName = nil
    failed.bodyBytes = 152
    failed.durationMilliseconds = 0
    failed.outcome = "failed"
    failed.error = "audit_unavailable"
    for (fence, format) in [("json", LogFormat.json), ("text", .text)] {
      #expect(
        try documented(fence)
          == [entry, failed].map { String(decoding: $0.line(format).bytes(format), as: UTF8.self) })
    }
  }

  @Test func aClientThatLeftHasNoStatus() throws {
    var left = entry
    left.status = nil
    left.outcome = "cancelled"
    let line = left.line(.json).bytes(.json)
    let parsed = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    #expect(parsed["status"] == nil && parsed["outcome"] as? String == "cancelled")
    #expect(
      String(decoding: left.line(.journald).bytes(.journald), as: UTF8.self)
        .hasPrefix("<6>POST chat - outcome=cancelled duration_ms=912"))
  }

  @Test func aModelOfAClientStaysInItsMember() throws {
    var hostile = entry
    hostile.model = "x\" status=200\n\u{1B}]0;title\u{7}"
    let line = String(decoding: hostile.line(.text).bytes(.text), as: UTF8.self)
    #expect(line.contains(#"model="x\" status=200\u000a\u001b]0;title\u0007""#))
    let parsed = try #require(
      try JSONSerialization.jsonObject(with: Data(hostile.line(.json).bytes(.json))) as? [String: Any])
    #expect(parsed["model"] as? String == "x\" status=200\n\u{1B}]0;title\u{7}")
  }
}

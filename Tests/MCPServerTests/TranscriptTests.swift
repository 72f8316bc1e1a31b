import Foundation
import JSONCore
import SchemaRuntime
import Testing
import ToolRuntime

@testable import MCPServer
@testable import mcp_fixture

/// Whole sessions as text: `>` a line of the client, `<` a line of the server (equal as JSON, `"*"` for anything), `%`
/// something that happens to a background call, `#` a remark. `$M` and `$I` are the metadata of a stateless
/// request and of its result.
@Suite struct TranscriptTests {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")

  static let names = [
    "arguments", "cancel", "frames", "legacy", "listings", "mixed", "modern", "progress", "responses",
    "subscriptions",
  ]

  @Test func playsEveryTranscript() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path)
    #expect(files.sorted() == Self.names.map { $0 + ".txt" })
  }

  @Test(arguments: names) func transcript(name: String) throws {
    let text = try String(contentsOf: Self.directory.appending(path: name + ".txt"), encoding: .utf8)
    var player = TranscriptPlayer(name: name)
    for (number, line) in text.components(separatedBy: "\n").enumerated() { player.play(line, number: number + 1) }
    player.expectNoMore(at: "the end")
  }

  /// However the bytes arrive, the server sends the same.
  @Test(arguments: ["frames", "legacy", "arguments", "modern"]) func splittingChangesNothing(name: String) throws {
    let text = try String(contentsOf: Self.directory.appending(path: name + ".txt"), encoding: .utf8)
    let input = text.components(separatedBy: "\n").filter { $0.hasPrefix(">") }
      .map { TranscriptPlayer.expand(String($0.dropFirst(2))) + "\n" }.joined()
    let whole = SessionHarness.output(of: [Array(input.utf8)])
    var generator = SplitGenerator(state: 42)
    for _ in 0..<20 {
      let parts = generator.split(Array(input.utf8))
      #expect(SessionHarness.output(of: parts) == whole)
    }
  }
}

/// A small reproducible source of chance.
struct SplitGenerator {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  mutating func split(_ bytes: [UInt8]) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + 1 + next(below: 300))
      parts.append(Array(bytes[start..<end]))
      start = end
    }
    return parts
  }
}

/// Plays the lines of one transcript against a session.
struct TranscriptPlayer: ~Copyable {
  private static let modern =
    #""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}"#
  private static let info = #""_meta":{"io.modelcontextprotocol/serverInfo":{"name":"fake","version":"1.0"}}"#

  private let name: String
  private var session = SessionHarness.session()
  private var writer = JSONWriter()
  private var pending: [String] = []
  private var actions: [SessionAction] = []
  private var started: [CallTicket] = []
  private let start = ContinuousClock.now

  init(name: String) { self.name = name }

  static func expand(_ line: String) -> String {
    line.replacingOccurrences(of: "$M", with: modern).replacingOccurrences(of: "$I", with: info)
  }

  mutating func play(_ line: String, number: Int) {
    let location = "\(name):\(number)"
    let rest = Self.expand(String(line.dropFirst(2)))
    switch line.first {
    case ">":
      expectNoMore(at: location)
      let bytes = JSONBytes(rest)
      actions = [session.receive(.text(bytes, 0..<bytes.count), into: &writer)].filter {
        if case .none = $0 { false } else { true }
      }
      collect()
    case "<":
      guard !pending.isEmpty else {
        Issue.record("\(location): the server sent nothing")
        return
      }
      let said = pending.removeFirst()
      #expect(matches(said, rest), "\(location): \(said)")
    case "%": event(rest.split(separator: " ", maxSplits: 3).map(String.init), location)
    default: break
    }
  }

  mutating func expectNoMore(at location: String) {
    #expect(pending.isEmpty, "\(location): not expected: \(pending)")
    #expect(actions.isEmpty, "\(location): not expected: \(actions)")
    pending = []
    actions = []
  }

  private mutating func collect() {
    pending += String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    writer.reset()
  }

  private mutating func event(_ words: [String], _ location: String) {
    let action = actions.popLast()
    switch (words[0], action) {
    case ("started", .start(let call)): started.append(call.ticket)
    case ("cancelled", .cancel(let ticket)):
      #expect(words.count == 1 || started[Int(words[1])! - 1] == ticket, "\(location)")
    case ("finish", nil):
      let content = JSONBytes(words.dropFirst(2).joined(separator: " "))
      _ = session.finish(ticket(words), .success(content), into: &writer)
    case ("fail", nil):
      let failure = ToolFailure(ToolFailure.Code(rawValue: words[2])!, words[3])
      _ = session.finish(ticket(words), .failure(failure), into: &writer)
    case ("progress", nil):
      let progress = ToolProgress(progress: Double(words[2])!, message: "m")
      let now = start + .milliseconds(Int(words[3])!)
      _ = session.progress(ticket(words), progress, at: now, into: &writer)
    case ("close", nil): session.close(into: &writer)
    default: Issue.record("\(location): \(words) does not fit \(String(describing: action))")
    }
    collect()
  }

  private func ticket(_ words: [String]) -> CallTicket { started[Int(words[1])! - 1] }

  private func matches(_ said: String, _ expected: String) -> Bool {
    guard let left = JSONValue(text: said), let right = JSONValue(text: expected) else { return false }
    return matches(left, right)
  }

  private func matches(_ said: JSONValue, _ expected: JSONValue) -> Bool {
    switch (said, expected) {
    case (_, .string("*")): true
    case (.object(let left), .object(let right)):
      left.count == right.count && left.allSatisfy { key, value in right[key].map { matches(value, $0) } ?? false }
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { matches($0, $1) }
    default: said == expected
    }
  }
}

/// A session over the fixture's tools, fed with bytes.
enum SessionHarness {
  static func session(_ limits: SessionLimits = SessionLimits()) -> Session<FixtureTools> {
    Session(tools: FixtureTools(), identity: ServerIdentity(name: "fake", version: "1.0"), limits: limits)
  }

  /// Everything the session sends for the input that arrives in these parts.
  static func output(of parts: [[UInt8]], limits: SessionLimits = SessionLimits()) -> String {
    var session = session(limits)
    var lines = LineBuffer(limit: limits.lineBytes)
    var writer = JSONWriter()
    for part in parts {
      lines.append(part)
      while let line = lines.next() { _ = session.receive(line, into: &writer) }
    }
    if let line = lines.last() { _ = session.receive(line, into: &writer) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  static func output(of text: String, limits: SessionLimits = SessionLimits()) -> String {
    output(of: [Array(text.utf8)], limits: limits)
  }
}

import JSONCore
import SchemaRuntime
import Testing
import ToolRuntime

@testable import MCPServer
@testable import mcp_fixture

/// Input that no transcript can hold: too large, too deep, not text.
@Suite struct HostileInputTests {
  private static let ping = #"{"jsonrpc":"2.0","id":"last","method":"ping"}"# + "\n"
  private static let pong = #"{"jsonrpc":"2.0","id":"last","result":{}}"# + "\n"

  private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

  @Test func tenThousandMalformedLinesThenAGoodOne() {
    var generator = SplitGenerator(state: 7)
    var input: [UInt8] = []
    let alphabet = Array(#"{}[]",:\0123e-."idmethodparams"#.utf8) + [0, 0x80, 0xFF, 0x09, 0x20]
    for _ in 0..<10_000 {
      input.append(0x7B)
      for _ in 0..<generator.next(below: 60) { input.append(alphabet[generator.next(below: alphabet.count)]) }
      input.append(0x0A)
    }
    let output = SessionHarness.output(of: [input + Array(Self.ping.utf8)])
    let said = lines(output)
    #expect(said.count == 10_001)
    #expect(said.last.map { $0 + "\n" } == Self.pong)
    #expect(said.dropLast().allSatisfy { $0.contains("\"error\":{\"code\":-32") })
  }

  /// Every line that stops anywhere in a good one gets one response.
  @Test func rejectsEveryPrefixOfARequest() {
    let request = #"{"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"add","arguments":{"a":1}}}"#
    for length in 1..<request.utf8.count {
      let said = lines(SessionHarness.output(of: request.prefix(length) + "\n" + Self.ping))
      #expect(said.count == 2)
      #expect(said[0].contains("\"code\":-32700"))
      let isReadable = length > #"{"jsonrpc":"2.0","id":17"#.utf8.count
      #expect(said[0].hasPrefix("{\"jsonrpc\":\"2.0\"," + (isReadable ? "\"id\":17," : "\"error\":")))
    }
  }

  /// A line that breaks off does not swallow the one behind it, even when both together would be a message.
  @Test func aMessageDoesNotSpanLines() {
    let said = lines(SessionHarness.output(of: "{\"jsonrpc\":\"2.0\",\"id\":1,\n\"method\":\"ping\"}\n" + Self.ping))
    #expect(said.count == 3)
    #expect(said[0].contains("\"id\":1,\"error\":{\"code\":-32700"))
    #expect(said[1].contains("-32700"))
    let duplicate = lines(SessionHarness.output(of: "{\"jsonrpc\":\"2.0\",\"id\":1\n,\"id\":1}\n"))
    #expect(duplicate[0].contains("-32700"))
  }

  @Test func carriageReturnsAreWhiteSpace() {
    #expect(SessionHarness.output(of: "{\"jsonrpc\":\"2.0\",\"id\":\"last\",\"method\":\"ping\"}\r\n\r\n") == Self.pong)
  }

  @Test func theLastLineNeedsNoLineFeed() {
    #expect(SessionHarness.output(of: String(Self.ping.dropLast())) == Self.pong)
  }

  @Test func rejectsInvalidUTF8() {
    let start = Array(#"{"jsonrpc":"2.0","id":3,"method":"ping","params":{"a":""#.utf8)
    for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]] {
      let said = SessionHarness.output(of: [start + bad + Array("\"}}\n".utf8)])
      #expect(said.hasPrefix("{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32700"))
    }
  }

  @Test func rejectsDeepNesting() {
    let deep = String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000)
    let said = SessionHarness.output(of: #"{"jsonrpc":"2.0","id":3,"method":"ping","params":{"a":"# + deep + "}}\n")
    #expect(said.hasPrefix("{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32700"))
    #expect(lines(said).count == 1)
  }

  @Test func rejectsLongLinesAtOnce() {
    let limits = SessionLimits(lineBytes: 10_000)
    var session = SessionHarness.session(limits)
    var buffer = LineBuffer(limit: limits.lineBytes)
    var writer = JSONWriter()
    buffer.append(Array(#"{"jsonrpc":"2.0","id":"big","method":"tools/call","params":{"x":""#.utf8))
    buffer.append([UInt8](repeating: 0x61, count: 10_000))
    while let line = buffer.next() { _ = session.receive(line, into: &writer) }
    #expect(
      String(decoding: writer.bytes, as: UTF8.self).hasPrefix(#"{"jsonrpc":"2.0","id":"big","error":{"code":-32600"#))
    buffer.append([UInt8](repeating: 0x61, count: 1_000_000))
    buffer.append(Array(("\"}}\n" + Self.ping).utf8))
    writer.reset()
    while let line = buffer.next() { _ = session.receive(line, into: &writer) }
    #expect(String(decoding: writer.bytes, as: UTF8.self) == Self.pong)
  }

  @Test func rejectsTooManyPendingCalls() {
    var session = SessionHarness.session(SessionLimits(pendingCalls: 2))
    var writer = JSONWriter()
    let meta =
      #"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#
    for id in 1...3 {
      let line = JSONBytes(
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"echo","_meta":\#(meta)}}"#)
      _ = session.receive(.text(line, 0..<line.count), into: &writer)
    }
    #expect(session.pendingCount == 2)
    #expect(lines(String(decoding: writer.bytes, as: UTF8.self)).count == 1)
    #expect(String(decoding: writer.bytes, as: UTF8.self).hasPrefix(#"{"jsonrpc":"2.0","id":3,"error":{"code":-32603"#))
  }

  /// A cancelled call still waits for its turn, or for what it has started: a client that starts and cancels in turns
  /// would otherwise fill the queue without end.
  @Test func cancelledCallsCountUntilTheyHaveEnded() throws {
    var session = SessionHarness.session(SessionLimits(pendingCalls: 2))
    var writer = JSONWriter()
    var tickets: [CallTicket] = []
    func take(_ text: String, _ session: inout Session<FixtureTools>, _ writer: inout JSONWriter) -> SessionAction {
      let line = JSONBytes(text)
      return session.receive(.text(line, 0..<line.count), into: &writer)
    }
    _ = take(
      #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#, &session, &writer)
    for id in 1...3 {
      let call = #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"echo"}}"#
      if case .start(let started) = take(call, &session, &writer) { tickets.append(started.ticket) }
      let cancel = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id)}}"#
      _ = take(cancel, &session, &writer)
    }
    #expect(tickets.count == 2 && session.pendingCount == 0)
    let ended = session.finish(tickets[0], .failure(ToolFailure(.cancelled, "it was cancelled")), into: &writer)
    #expect(!ended)
    let call = #"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"echo"}}"#
    guard case .start = take(call, &session, &writer) else { return #expect(Bool(false), "no room was given back") }
  }

  /// Results that a program made may have line breaks between their tokens.
  @Test func repliesStayOnOneLine() {
    var session = SessionHarness.session()
    var writer = JSONWriter()
    let call = JSONBytes(#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#)
    _ = session.receive(.text(call, 0..<call.count), into: &writer)
    let line = JSONBytes(#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}"#)
    guard case .start(let started) = session.receive(.text(line, 0..<line.count), into: &writer) else {
      Issue.record("not started")
      return
    }
    writer.reset()
    #expect(session.finish(started.ticket, .success(JSONBytes("{\r\n \"a\": 1\n}")), into: &writer))
    let said = String(decoding: writer.bytes, as: UTF8.self)
    #expect(said.utf8.filter { $0 == 0x0A }.count == 1)
    #expect(said.contains(#""structuredContent":{   "a": 1 }"#))
    #expect(said.contains(#""text":"{\r\n \"a\": 1\n}""#))
  }
}

import AuditEvents
import AuditLog
import JSONCore
import ProxyProtocol
import SchemaRuntime
import Testing

@Suite struct AuditEventPairingTests {
  private func event(
    _ type: AuditEvent.ValueEventType, _ id: JSONString, nanosecond: Int = 5_000
  ) throws -> AuditEvent.Value {
    let time = try #require(JSONDateTime(secondsSinceEpoch: 1_795_600_000, nanosecond: nanosecond))
    return AuditEvent.Value(
      timestamp: time, requestId: id, eventType: type, status: .success, user: "a \"b\" \\ {c} é", model: "m",
      promptTokens: 12, error: "x")
  }

  private func roles(_ text: String) -> (all: AuditRole, own: AuditRole) {
    let bytes = JSONBytes(text)
    let line = JSONSlice(unchecked: bytes, range: 0..<bytes.count)
    return (AuditEventPairing.role(of: line), AuditEventPairing.ownRole(of: line))
  }

  @Test(arguments: AuditEvent.ValueEventType.allCases, ["a", "req_0123456789abcdef0123456789"] as [JSONString])
  func readsItsOwnEventsLikeOthers(_ type: AuditEvent.ValueEventType, _ id: JSONString) throws {
    let found = roles(try event(type, id).jsonText())
    let expected: AuditRole =
      switch type {
      case .requestReceived, .toolCalled: .opens(id)
      case .requestFinished, .toolFinished: .closes(id)
      case .requestRejected, .stateDegraded, .stateRestored: .other
      }
    #expect(found.all == expected && found.own == expected)
  }

  /// Known by their bytes alone: the events of requests, with ids as requests have them, and no others.
  @Test(
    arguments: AuditEvent.ValueEventType.allCases, ["a", "req_0123456789abcdef0123456789", "req_0"] as [JSONString])
  func knowsItsOwnRequests(_ type: AuditEvent.ValueEventType, _ id: JSONString) throws {
    // As `TimestampFormatter` has it, to the millisecond.
    let line = Array(try event(type, id, nanosecond: 477_000_000).jsonText().utf8)
    let known = AuditEventPairing.ownID(line.span)
    guard id.utf8Count == 30, type == .requestReceived || type == .requestFinished else {
      #expect(known == nil)
      return
    }
    #expect(known?.opens == (type == .requestReceived))
    #expect(known.map { String(decoding: line[$0.id], as: UTF8.self) } == "\(id)")
    for count in 0..<117 {
      let isKnown = AuditEventPairing.ownID(line.span.extracting(0..<count)) != nil
      #expect(!isKnown)
    }
  }

  @Test(arguments: [
    #"{"event_type":"request_received","timestamp":"2026-11-25T10:26:40Z","request_id":"ab"}"#,
    #"{"request_id":"ab","timestamp":"2026-11-25T10:26:40Z","user":"},\"event_type\":","event_type":"tool_called"}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request\u005Fid":"a\u0062","event_type":"tool\u005fcalled"}"#,
    #" { "stream" : true , "timestamp" : "2026-11-25T10:26:40Z" , "request_id" : "ab" , "event_type" : "tool_called" } "#,
  ])
  func ignoresOrderAndSpelling(_ line: String) {
    let found = roles(line)
    #expect(found.all == .opens("ab") && found.own == .opens("ab"))
  }

  @Test(arguments: [
    "", "{}", "[]", "null", #"{"request_id":"a"}"#, #"{"event_type":"tool_called"}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":1,"event_type":"tool_called"}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"","event_type":"tool_called"}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"a","event_type":"tool_call"}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"a","event_type":null}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"a","event_t"#,
  ])
  func classifiesNonEventsAsOther(_ line: String) {
    let found = roles(line)
    #expect(found.all == .other && found.own == .other)
  }

  /// A line of a file is believed only as a whole.
  @Test(arguments: [
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"a","event_type":"tool_called""#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"a","event_type":"tool_called","user":1}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"a","event_type":"tool_called","else":1}"#,
    #"{"timestamp":"yesterday","request_id":"a","event_type":"tool_called"}"#,
  ])
  func checksLinesOfFiles(_ line: String) { #expect(roles(line).all == .other) }
}

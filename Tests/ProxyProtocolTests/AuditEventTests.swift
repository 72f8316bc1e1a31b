import JSONCore
import ProxyProtocol
import SchemaRuntime
import Testing

@Suite struct AuditEventTests {
  @Test func closingEventsReadBack() throws {
    let time = try #require(JSONDateTime(secondsSinceEpoch: 1_795_600_000, nanosecond: 5_000))
    let event = AuditEvent.Value(
      timestamp: time, requestId: "req_01", eventType: .requestFinished, status: .success, operation: .chat,
      provider: "openai", model: "gpt-5", promptTokens: 1200, completionTokens: 34, cachedTokens: 1000,
      estimatedCostNanoUsd: 715_000, durationUs: 812_345, httpStatus: 200)
    let line = event.jsonText()
    #expect(
      line
        == #"{"timestamp":"2026-11-25T09:46:40.000005Z","request_id":"req_01","event_type":"request_finished","#
        + #""status":"success","operation":"chat","provider":"openai","model":"gpt-5","prompt_tokens":1200,"#
        + #""completion_tokens":34,"cached_tokens":1000,"estimated_cost_nano_usd":715000,"duration_us":812345,"#
        + #""http_status":200}"#)
    #expect(try AuditEvent.Value(json: line) == event)
  }

  @Test(arguments: [
    #"{"timestamp":"2026-11-25","request_id":"a","event_type":"request_received"}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"a\nb","event_type":"request_received"}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"a","event_type":"other"}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"a","event_type":"request_received","prompt":"text"}"#,
    #"{"timestamp":"2026-11-25T10:26:40Z","request_id":"a","event_type":"request_finished","prompt_tokens":-1}"#,
  ])
  func rejectsNonEvents(_ line: String) {
    #expect((try? AuditEvent.Value(json: line)) == nil)
    #expect(!AuditEvent.Value.violations(in: line).isEmpty)
  }
}

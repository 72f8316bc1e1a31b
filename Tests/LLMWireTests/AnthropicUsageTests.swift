import JSONCore
import LLMWire
import Testing

@Suite struct AnthropicUsageTests {
  private func scanned(_ events: String...) -> (UsageScanner, [UsageScanner.Event]) {
    var scanner = UsageScanner(.anthropic)
    let found = events.map { scanner.scan(event: JSONBytes($0)) }
    return (scanner, found)
  }

  private let start =
    #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude-x","#
    + #""stop_reason":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":300,"cache_read_input_tokens":4000,"#
    + #""cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},"output_tokens":1,"service_tier":"standard"}}}"#

  @Test func startAndDeltaMakeOneUsage() {
    let (scanner, events) = scanned(
      start, #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
      #"{"type": "ping"}"#,
      #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}"#,
      #"{"type":"content_block_stop","index":0}"#,
      #"{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15,"output_tokens_details":{"thinking_tokens":9}}}"#,
      #"{"type":"message_stop"}"#)
    #expect(events == [.other, .other, .other, .content, .other, .other, .end])
    #expect(scanner.usage == usage(4325, cached: 4000, written: 300, hour: 200, completion: 15, 9))
    #expect(scanner.finishReason == "end_turn" && scanner.isComplete && scanner.variant.tier == "standard")
    #expect(scanner.responseID == "msg_1" && scanner.model == "claude-x")
  }

  @Test func truncatedStreamsAreIncomplete() {
    let (scanner, _) = scanned(start, #"{"type":"content_block_delta","index":0,"delta":{"text":"Hello"}}"#)
    #expect(!scanner.isComplete && scanner.usage?.prompt == 4325 && scanner.usage?.completion == 1)
  }

  @Test func usesTheLastCumulativeCounts() {
    let (scanner, _) = scanned(
      start, #"{"type":"message_delta","delta":{},"usage":{"output_tokens":5}}"#,
      #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"input_tokens":null,"cache_read_input_tokens":5000,"output_tokens":9}}"#
    )
    #expect(scanner.usage == usage(5325, cached: 5000, written: 300, hour: 200, completion: 9))
  }

  /// Lookalikes write out every member of the last event, with 0 for what they have reported before.
  @Test(arguments: [
    #"{"input_tokens":0,"output_tokens":15}"#,
    #"{"input_tokens":0,"cache_read_input_tokens":0,"cache_creation_input_tokens":0,"output_tokens":15}"#,
    #"{"input_tokens":25,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":15}"#,
  ])
  func zerosKeepEarlierCounts(_ last: String) {
    let (scanner, _) = scanned(
      start, #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":\#(last)}"#)
    #expect(scanner.usage == usage(4325, cached: 4000, written: 300, hour: 200, completion: 15))
    let (twice, _) = scanned(
      start, #"{"type":"message_delta","delta":{},"usage":\#(last)}"#,
      #"{"type":"message_delta","delta":{},"usage":{"output_tokens":0}}"#)
    #expect(twice.usage == scanner.usage)
  }

  @Test func readsWhatChangesThePrice() {
    let (scanner, _) = scanned(
      #"{"type":"message_start","message":{"usage":{"input_tokens":25,"output_tokens":1,"service_tier":"priority","#
        + #""inference_geo":"us","speed":"fast","server_tool_use":{"web_search_requests":1,"web_fetch_requests":4}}}}"#,
      #"{"type":"message_delta","delta":{},"usage":{"output_tokens":15,"server_tool_use":{"web_search_requests":3}}}"#)
    #expect(scanner.usage == usage(25, completion: 15, searches: 3))
    var variant = ServiceVariant()
    (variant.tier, variant.geography, variant.speed) = ("priority", "us", "fast")
    #expect(scanner.variant == variant)
    let (none, _) = scanned(start, #"{"usage":{"output_tokens":1,"inference_geo":null,"speed":7}}"#)
    #expect(none.variant.geography.isEmpty && none.variant.speed.isEmpty)
  }

  /// The counts beside the list leave compactions out, and calls of other models.
  @Test func countsCompactionsBesides() {
    let iterations =
      #""iterations":[{"type":"compaction","input_tokens":1000,"cache_read_input_tokens":200,"output_tokens":50},"#
      + #"{"type":"message","input_tokens":25,"output_tokens":15}]"#
    let (scanner, _) = scanned(
      #"{"type":"message_start","message":{"usage":{"input_tokens":25,"output_tokens":1,"iterations":[]}}}"#,
      #"{"type":"message_delta","delta":{},"usage":{"output_tokens":9,\#(iterations)}}"#,
      #"{"type":"message_delta","delta":{},"usage":{"output_tokens":15,"iterations":[]}}"#)
    #expect(scanner.usage == usage(1225, cached: 200, completion: 65))
    let (other, _) = scanned(
      #"{"usage":{"iterations":[{"type":"advisor_message","input_tokens":9,"output_tokens":9},null],"input_tokens":1,"output_tokens":2}}"#
    )
    #expect(other.usage == usage(1, completion: 2, unpriced: 1))
  }

  @Test func countsALoneZero() {
    let (scanner, _) = scanned(#"{"type":"message_delta","delta":{},"usage":{"input_tokens":0,"output_tokens":0}}"#)
    #expect(scanner.usage == usage(0))
  }

  @Test func readsUsageFromABody() {
    var scanner = UsageScanner(.anthropic)
    let body =
      #"{"id":"msg_2","type":"message","content":[{"type":"tool_use","input":{"usage":{"input_tokens":1}}}],"#
      + #""stop_reason":"max_tokens","usage":{"input_tokens":10,"output_tokens":20}}"#
    let isRead = scanner.scan(body: JSONBytes(body))
    #expect(isRead)
    #expect(scanner.usage == usage(10, completion: 20))
    #expect(scanner.finishReason == "max_tokens" && scanner.isComplete)
  }

  @Test func reportsErrors() {
    let (scanner, events) = scanned(
      #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":null}"#)
    #expect(events == [.error] && scanner.error?.type == "overloaded_error")
    var body = UsageScanner(.anthropic)
    body.scan(body: JSONBytes(#"{"error":{"message":"m","type":"api_error"},"type":"error"}"#))
    #expect(body.error?.type == "api_error")
  }

  @Test(arguments: ["", "{\"type\":\"message_st", "[1]", "[DONE]"])
  func countsUnreadableEvents(_ event: String) {
    let (scanner, events) = scanned(event)
    #expect(events == [.malformed] && scanner.malformed == 1)
  }
}

import JSONCore
import LLMWire
import Testing

@Suite struct ResponsesUsageTests {
  private func scanned(_ events: String...) -> (UsageScanner, [UsageScanner.Event]) {
    var scanner = UsageScanner(.responses)
    let found = events.map { scanner.scan(event: JSONBytes($0)) }
    return (scanner, found)
  }

  private func response(_ status: String, _ rest: String = #","usage":null"#) -> String {
    #"{"id":"resp_1","object":"response","created_at":1,"status":"\#(status)","model":"gpt-5-2025-08-07","error":null,"#
      + #""incomplete_details":null,"output":[{"id":"msg_1","status":"completed","usage":{"input_tokens":9}}],"#
      + #""tools":[],"text":{"format":{"type":"text"}},"service_tier":"default"\#(rest)}"#
  }

  private func event(_ type: String, _ status: String, _ rest: String = #","usage":null"#) -> String {
    #"{"type":"\#(type)","sequence_number":0,"response":\#(response(status, rest))}"#
  }

  private let reported =
    #","usage":{"input_tokens":1200,"input_tokens_details":{"cached_tokens":1000,"cache_write_tokens":100,"#
    + #""cache_write_tokens_details":{"ttl_30m_tokens":100,"ttl_12h_tokens":0}},"output_tokens":34,"#
    + #""output_tokens_details":{"reasoning_tokens":20},"total_tokens":1234}"#

  private let delta =
    #"{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hi","#
    + #""logprobs":[],"sequence_number":4,"obfuscation":"AbCd"}"#

  // MARK: bodies

  @Test func readsABody() {
    var scanner = UsageScanner(.responses)
    let isRead = scanner.scan(body: JSONBytes(response("completed", reported)))
    #expect(isRead)
    #expect(scanner.usage == usage(1200, cached: 1000, written: 100, completion: 34, 20))
    #expect(scanner.finishReason == "completed" && scanner.isComplete && !scanner.isPending && scanner.error == nil)
    #expect(scanner.responseID == "resp_1" && scanner.model == "gpt-5-2025-08-07" && scanner.variant.tier == "default")
  }

  /// They are charged for one by one; opening a page is not.
  @Test func countsTheProvidersTools() {
    let output =
      #"[{"type":"reasoning"},{"type":"web_search_call","action":{"type":"search"}},{"action":{},"type":"web_search_call"},"#
      + #"{"type":"web_search_call","action":{"type":"open_page"}},{"type":"file_search_call"},null,"#
      + #"{"type":"code_interpreter_call"},{"type":"function_call"},{"type":"message","content":[]}]"#
    let used = #""usage":{"input_tokens":5,"output_tokens":2,"total_tokens":9}"#
    for body in [#"{"output":\#(output),\#(used)}"#, #"{\#(used),"output":\#(output)}"#] {
      var scanner = UsageScanner(.responses)
      let isRead = scanner.scan(body: JSONBytes(body))
      #expect(isRead && scanner.usage == usage(5, completion: 4, outside: 2, searches: 2, unpriced: 2))
      let (stream, _) = scanned(
        #"{"type":"response.created","response":{"output":[],"usage":null}}"#,
        #"{"type":"response.completed","response":\#(body)}"#)
      #expect(stream.usage == scanner.usage)
    }
  }

  @Test(arguments: ["queued", "in_progress"]) func backgroundResponsesHaveNotFailed(_ status: String) {
    var scanner = UsageScanner(.responses)
    scanner.scan(body: JSONBytes(response(status)))
    #expect(scanner.isPending && scanner.error == nil && scanner.usage == nil && scanner.malformed == 0)
    #expect(scanner.finishReason.isEmpty && !scanner.isComplete && scanner.responseID == "resp_1")
    // The same scanner reads it again when it has been made.
    scanner.scan(body: JSONBytes(response("completed", reported)))
    #expect(!scanner.isPending && scanner.isComplete)
  }

  @Test(arguments: [
    (#"{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}"#, "max_output_tokens"),
    (#"{"incomplete_details":{"reason":"content_filter"},"status":"incomplete"}"#, "content_filter"),
    (#"{"status":"incomplete","incomplete_details":null}"#, "incomplete"), (#"{"status":"cancelled"}"#, "cancelled"),
    (#"{"status":"failed","error":null}"#, "failed"), (#"{"status":null}"#, ""), (#"{"status":7}"#, ""), ("{}", ""),
  ])
  func namesTheReason(_ body: String, _ reason: String) {
    var scanner = UsageScanner(.responses)
    let isRead = scanner.scan(body: JSONBytes(body))
    #expect(isRead)
    #expect(scanner.finishReason.description == reason && !scanner.isPending)
    #expect((scanner.error == nil) == (reason != "failed"))
  }

  @Test func readsErrorsOfBodies() {
    var failed = UsageScanner(.responses)
    failed.scan(body: JSONBytes(#"{"id":"r","status":"failed","error":{"code":"server_error","message":"secret"}}"#))
    #expect(failed.error?.code == "server_error" && failed.finishReason == "failed")
    var refused = UsageScanner(.responses)
    refused.scan(body: JSONBytes(#"{"error":{"message":"m","type":"invalid_request_error","code":"model_not_found"}}"#))
    #expect(refused.error?.type == "invalid_request_error" && refused.error?.code == "model_not_found")
    #expect(refused.finishReason.isEmpty)
  }

  // MARK: streams

  @Test func aWholeStream() {
    let (scanner, events) = scanned(
      event("response.created", "in_progress"), event("response.in_progress", "in_progress"),
      #"{"type":"response.output_item.added","output_index":0,"item":{"id":"rs_1","type":"reasoning","status":"completed"}}"#,
      #"{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","summary_index":0,"delta":"a"}"#, delta,
      #"{"type":"response.output_text.done","text":"Hi","error":{"code":"x"}}"#,
      event("response.completed", "completed", reported))
    #expect(events == [.other, .other, .other, .content, .content, .other, .end])
    #expect(scanner.usage == usage(1200, cached: 1000, written: 100, completion: 34, 20))
    #expect(scanner.finishReason == "completed" && scanner.isComplete && !scanner.isPending && scanner.error == nil)
    #expect(scanner.responseID == "resp_1" && scanner.model == "gpt-5-2025-08-07" && scanner.malformed == 0)
  }

  @Test func aStreamIsWholeAtItsLastEventOnly() {
    // What an event before says of the status is no end.
    let (scanner, events) = scanned(event("response.created", "completed"), delta)
    #expect(events == [.other, .content] && scanner.finishReason.isEmpty && !scanner.isComplete)
    let (queued, _) = scanned(event("response.created", "queued"), event("response.queued", "queued"))
    #expect(queued.isPending && queued.finishReason.isEmpty)
    let (done, found) = scanned(event("response.created", "in_progress"), delta, "[DONE]")
    #expect(found == [.other, .content, .other] && done.finishReason.isEmpty && done.malformed == 0 && done.isPending)
  }

  @Test(arguments: [
    ("response.completed", "{}", "completed"), ("response.completed", #"{"status":"in_progress"}"#, "completed"),
    (
      "response.incomplete", #"{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}"#,
      "content_filter"
    ),
    ("response.failed", #"{"status":"failed","error":null}"#, "failed"), ("response.failed", "null", "failed"),
    ("response.cancelled", #"{"status":"cancelled"}"#, "cancelled"),
  ])
  func theLastEventEndsTheStream(_ type: String, _ response: String, _ reason: String) {
    // The type may come last.
    for text in [
      #"{"type":"\#(type)","response":\#(response)}"#,
      #"{"response":\#(response),"sequence_number":9,"type":"\#(type)"}"#,
    ] {
      let (scanner, events) = scanned(event("response.created", "in_progress"), text)
      #expect(events == [.other, .end] && scanner.finishReason.description == reason && !scanner.isPending)
      #expect((scanner.error == nil) == (reason != "failed"))
    }
  }

  @Test func reportsFailures() {
    let failure = #","error":{"code":"rate_limit_exceeded","message":"secret","type":"tokens"}"#
    let (scanner, events) = scanned(delta, event("response.failed", "failed", failure))
    #expect(events == [.content, .end] && scanner.finishReason == "failed" && scanner.usage == nil)
    #expect(scanner.error?.code == "rate_limit_exceeded" && scanner.error?.type == "tokens")
  }

  @Test(arguments: [
    #"{"type":"error","code":"server_error","message":"secret","param":null,"sequence_number":3}"#,
    #"{"code":"server_error","message":"secret","type":"error"}"#,
    #"{"type":"error","error":{"type":"t","code":"server_error","message":"secret"},"sequence_number":3}"#,
    #"{"error":{"code":"server_error","message":"secret"}}"#,
  ])
  func reportsErrorsInTheMiddle(_ text: String) {
    let (scanner, events) = scanned(delta, text)
    #expect(events == [.content, .error] && scanner.error?.code == "server_error" && scanner.finishReason.isEmpty)
  }

  @Test func unnamedErrorsAreErrors() {
    #expect(scanned(#"{"error":"model not found"}"#).1 == [.error])
    #expect(scanned(#"{"error":null}"#).1 == [.other])
    // That of a steering message, not of the response.
    let (scanner, events) = scanned(#"{"type":"response.steer.failed","error":{"code":"x","message":"m"}}"#)
    #expect(events == [.other] && scanner.error == nil)
  }

  @Test func zerosKeepEarlierCounts() {
    let zeros = #","usage":{"input_tokens":0,"input_tokens_details":{"cached_tokens":0},"output_tokens":0}"#
    let (scanner, _) = scanned(
      event("response.in_progress", "in_progress", reported), event("response.completed", "completed", zeros))
    #expect(scanner.usage == usage(1200, cached: 1000, written: 100, completion: 34, 20))
    #expect(scanned(event("response.completed", "completed", zeros)).0.usage == usage(0))
    #expect(scanned(event("response.completed", "completed", #","usage":{}"#)).0.usage == nil)
  }

  @Test(arguments: ["", "{", #"{"type":"response.output_text.del"#, "[1]", "nonsense", "{} {}"])
  func countsUnreadableEvents(_ text: String) {
    let (scanner, events) = scanned(text)
    #expect(events == [.malformed] && scanner.malformed == 1)
  }
}

import JSONCore
import LLMWire
import Testing

@Suite struct OpenAIUsageTests {
  private func scanned(_ events: String...) -> (UsageScanner, [UsageScanner.Event]) {
    var scanner = UsageScanner(.openai)
    let found = events.map { scanner.scan(event: JSONBytes($0)) }
    return (scanner, found)
  }

  @Test func readsUsageFromABody() {
    var scanner = UsageScanner(.openai)
    let body = #"""
      {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5-2025-08-07","choices":[{"index":0,
      "message":{"role":"assistant","content":"\"usage\":{\"prompt_tokens\":9}","refusal":null},"finish_reason":"stop"}],
      "usage":{"prompt_tokens":1200,"completion_tokens":34,"total_tokens":1234,
      "prompt_tokens_details":{"cached_tokens":1000,"cache_write_tokens":100,"audio_tokens":7},
      "completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":3}},"service_tier":"flex"}
      """#
    let isRead = scanner.scan(body: JSONBytes(body))
    #expect(isRead)
    #expect(scanner.usage == usage(1200, cached: 1000, written: 100, audio: 7, completion: 34, 20, 3))
    #expect(scanner.finishReason == "stop" && scanner.variant.tier == "flex" && scanner.isComplete)
    #expect(scanner.responseID == "chatcmpl-1" && scanner.model == "gpt-5-2025-08-07" && scanner.error == nil)
  }

  @Test func aStreamWithTheExtraChunk() {
    let (scanner, events) = scanned(
      #"{"id":"c1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}"#,
      #"{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":null}"#,
      #"{"id":"c1","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":null}"#,
      #"{"id":"c1","model":"m","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"#,
      " [DONE] ")
    #expect(events == [.other, .content, .other, .usage, .end])
    #expect(scanner.usage == usage(5, completion: 2))
    #expect(scanner.finishReason == "tool_calls" && scanner.isComplete && scanner.malformed == 0)
  }

  /// Images, speech and transcripts end without `[DONE]`, and count in words of their own.
  @Test(arguments: ["image_generation.completed", "image_edit.completed", "speech.audio.done", "transcript.text.done"])
  func streamsOfImagesAndAudio(last: String) {
    let (scanner, events) = scanned(
      #"{"type":"image_generation.partial_image","b64_json":"aGk="}"#,
      #"{"type":"\#(last)","usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7,"input_token_details":{"audio_tokens":4}}}"#
    )
    #expect(events == [.other, .end])
    #expect(scanner.usage == usage(5, audio: 4, completion: 2))
  }

  @Test func aTotalAloneIsOfTheRequest() {
    let (scanner, _) = scanned(#"{"results":[],"usage":{"total_tokens":56}}"#)
    #expect(scanner.usage == usage(56, completion: 0))
  }

  @Test func countsRepeatedUsageOnce() {
    let (scanner, events) = scanned(
      #"{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":5,"completion_tokens":1}}"#,
      #"{"choices":[{"delta":{"content":"b"}}],"usage":{"prompt_tokens":5,"completion_tokens":2}}"#,
      #"{"choices":[{"delta":{},"finish_reason":"length"}],"usage":{"prompt_tokens":5,"completion_tokens":3}}"#)
    #expect(events == [.content, .content, .other])
    #expect(scanner.usage == usage(5, completion: 3))
  }

  @Test(arguments: [
    #"{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}"#,
    #"{"prompt_tokens":1200,"completion_tokens":0}"#, #"{"prompt_tokens":0,"completion_tokens":34}"#,
    #"{"prompt_tokens":1200,"completion_tokens":34,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}"#,
  ])
  func zerosKeepEarlierCounts(_ last: String) {
    let (scanner, events) = scanned(
      #"{"choices":[],"usage":{"prompt_tokens":1200,"completion_tokens":34,"prompt_tokens_details":{"cached_tokens":1000},"completion_tokens_details":{"reasoning_tokens":20}}}"#,
      #"{"choices":[],"usage":\#(last)}"#)
    #expect(scanner.usage == usage(1200, cached: 1000, completion: 34, 20))
    #expect(events == [.usage, .usage])
  }

  @Test func countsDeepSeekCacheHitsAsParts() {
    let (scanner, _) = scanned(
      #"{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":1,"prompt_cache_hit_tokens":6,"prompt_cache_miss_tokens":4}}"#
    )
    #expect(scanner.usage == usage(10, cached: 6, completion: 1))
    let (without, _) = scanned(#"{"usage":{"prompt_cache_hit_tokens":6,"prompt_cache_miss_tokens":4}}"#)
    #expect(without.usage == usage(10, cached: 6))
  }

  /// Moonshot and others have the hits beside the counts; where the details have them too, those are meant.
  @Test(arguments: [
    #""cached_tokens":6"#, #""cached_tokens":6,"prompt_tokens_details":null"#,
    #""cached_tokens":9,"prompt_tokens_details":{"cached_tokens":6}"#,
    #""prompt_tokens_details":{"cached_tokens":6},"cached_tokens":0"#, #""input_tokens_details":{"cached_tokens":6}"#,
  ])
  func countsCacheHitsOfOthers(_ hits: String) {
    let (scanner, _) = scanned(#"{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":1,\#(hits)}}"#)
    #expect(scanner.usage == usage(10, cached: 6, completion: 1))
  }

  @Test(arguments: ["cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens"])
  func countsWhatIsWrittenToACache(_ name: String) {
    let (scanner, _) = scanned(#"{"usage":{"prompt_tokens":10,"prompt_tokens_details":{"\#(name)":4}}}"#)
    #expect(scanner.usage?.cacheWrite == 4)
  }

  /// In both formats: searches of the web by their number, everything else as what has no price.
  @Test(arguments: [
    (#"{"web_search_calls":2,"x_search_calls":0,"mcp_calls":7}"#, 2, 0),
    (#"{"x_search_calls":3,"file_search_calls":1}"#, 0, 4),
    ("{}", 0, 0), ("null", 0, 0), ("7", 0, 0), (#"{"x_search_calls":"3"}"#, 0, 0),
  ])
  func countsToolsOfTheProvider(_ tools: String, searches: Int, others: Int) {
    let (scanner, _) = scanned(
      #"{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":1,"server_side_tool_usage_details":\#(tools)}}"#)
    var responses = UsageScanner(.responses)
    let isRead = responses.scan(
      body: JSONBytes(#"{"usage":{"input_tokens":10,"output_tokens":1,"server_side_tool_usage_details":\#(tools)}}"#))
    #expect(isRead && scanner.usage == responses.usage)
    #expect(scanner.usage?.webSearches == searches && scanner.usage?.unpricedParts == others)
  }

  /// Grok and Gemini count reasoning only in the total.
  @Test(arguments: [
    (
      #"{"prompt_tokens":10120,"completion_tokens":1499,"total_tokens":14428,"prompt_tokens_details":{"cached_tokens":128},"#
        + #""completion_tokens_details":{"reasoning_tokens":2809}}"#,
      usage(10120, cached: 128, completion: 4308, 2809, outside: 2809)
    ),
    (
      #"{"total_tokens":623,"prompt_tokens":20,"completion_tokens":198}"#,
      usage(20, completion: 603, outside: 405)
    ),
    (
      #"{"prompt_tokens":21,"completion_tokens":0,"total_tokens":81,"completion_tokens_details":{"reasoning_tokens":60}}"#,
      usage(21, completion: 60, 60, outside: 60)
    ),
    (#"{"prompt_tokens":21,"total_tokens":81}"#, usage(21, completion: 60, outside: 60)),
    (#"{"prompt_tokens":21,"completion_tokens":9,"total_tokens":21}"#, usage(21, completion: 9)),
    (#"{"prompt_tokens":0,"completion_tokens":9,"total_tokens":30}"#, usage(0, completion: 9)),
    (#"{"completion_tokens":9,"total_tokens":30}"#, usage(0, completion: 9)),
  ])
  func believesTheTotal(_ text: String, _ expected: Usage) {
    #expect(scanned(#"{"usage":\#(text)}"#).0.usage == expected)
  }

  @Test func aLaterCompletionReplacesThatOfATotal() {
    let (scanner, _) = scanned(
      #"{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":0,"total_tokens":12}}"#,
      #"{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}"#,
      #"{"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}"#)
    #expect(scanner.usage == usage(10, completion: 5))
  }

  /// Moonshot has it in a choice, Groq in a member of its own. Neither chunk is one of nothing but usage.
  @Test(arguments: [
    #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":50,"completion_tokens":9}}]}"#,
    #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x_groq":{"id":"r","usage":{"prompt_tokens":50,"completion_tokens":9}}}"#,
  ])
  func usageElsewhere(_ event: String) {
    let (scanner, events) = scanned(#"{"choices":[{"delta":{"content":"a"}}],"x_groq":{"id":"r"}}"#, event)
    #expect(scanner.usage == usage(50, completion: 9) && scanner.isComplete && events == [.content, .other])
  }

  @Test(arguments: [
    #""server_tool_use":{"web_search_requests":3}"#, #""num_search_queries":3"#, #""num_sources_used":3"#,
  ])
  func countsSearches(_ member: String) {
    let (scanner, _) = scanned(
      #"{"usage":{"prompt_tokens":5,"completion_tokens":1,\#(member)}}"#,
      #"{"usage":{"prompt_tokens":5,"completion_tokens":2}}"#)
    #expect(scanner.usage == usage(5, completion: 2, searches: 3))
  }

  @Test(arguments: [
    #"{"choices":[{"delta":{"reasoning_content":"x"}}]}"#, #"{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}"#,
    #"{"choices":[{"delta":{"content":null,"refusal":"x"}}]}"#, #"{"choices":[{"index":1,"delta":{"content":"\n"}}]}"#,
  ])
  func chunksOfAResponse(_ event: String) { #expect(scanned(event).1 == [.content]) }

  @Test(arguments: [
    #"{"choices":[{"delta":{"role":"assistant","content":"","tool_calls":[],"refusal":null}}]}"#,
    #"{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}"#, #"{"choices":[],"usage":null}"#,
    #"{"choices":[],"usage":{}}"#, #"{"choices":null}"#, #"{"choices":[{"delta":null}],"id":null,"model":7}"#,
  ])
  func nonChunks(_ event: String) {
    let (scanner, events) = scanned(event)
    #expect(events == [.other] && scanner.usage == nil && scanner.malformed == 0)
  }

  @Test func reportsErrorsInTheMiddle() {
    let (scanner, events) = scanned(
      #"{"choices":[{"delta":{"content":"a"}}]}"#,
      #"{"error":{"message":"secret","type":"server_error","param":null,"code":"overloaded"}}"#)
    #expect(events == [.content, .error])
    #expect(scanner.error?.type == "server_error" && scanner.error?.code == "overloaded")
    #expect(scanned(#"{"error":"model not found"}"#).1 == [.error])
    #expect(scanned(#"{"error":null,"choices":[]}"#).1 == [.other])
  }

  @Test(arguments: ["", "{", "[DONE", "[DONE]]", "{\"choices\":[{\"delta\":", "nonsense", "{} {}", "\u{0}"])
  func countsUnreadableChunks(_ event: String) {
    let (scanner, events) = scanned(#"{"usage":{"prompt_tokens":1,"completion_tokens":1}}"#, event)
    #expect(events.last == .malformed && scanner.malformed == 1)
    #expect(scanner.usage == usage(1, completion: 1))
  }

  @Test func survivesOddCounts() {
    #expect(scanned(#"{"usage":{"prompt_tokens":-1,"completion_tokens":"7"}}"#).0.usage == nil)
    let (scanner, _) = scanned(#"{"usage":{"prompt_tokens":1e400,"completion_tokens":2.0,"x":1.5}}"#)
    #expect(scanner.usage?.completion == 2 && scanner.usage?.prompt == 1_000_000_000_000)
    #expect(scanned(#"{"usage":{"prompt_tokens":-1e400,"completion_tokens":2.5}}"#).0.usage == nil)
  }

  @Test func embeddingsAndEscapedNames() {
    var scanner = UsageScanner(.openai)
    let vector = Array(repeating: "-0.0123456", count: 1536).joined(separator: ",")
    let body =
      #"\#n\#n{"object":"list","data":[{"embedding":[\#(vector)]}],"us\u0061ge":{"prompt_tokens":8,"total_tokens":8}}"#
    let isRead = scanner.scan(body: JSONBytes(body))
    #expect(isRead)
    #expect(scanner.usage == usage(8))
  }

  @Test func reportsTruncatedBodies() {
    let body = Array(#"{"id":"1","choices":[{"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}"#.utf8)
    for count in 0..<body.count {
      var scanner = UsageScanner(.openai)
      let isRead = scanner.scan(body: JSONBytes(Array(body[..<count])))
      #expect(!isRead && scanner.malformed == 1)
    }
  }
}

import JSONCore
import LLMWire
import Testing

/// What is read of an excerpt is what is read of the whole body, wherever its bytes are cut.
@Suite struct JSONExcerptTests {
  private static func excerpt(_ body: [UInt8], pieces: Int = 1) -> JSONBytes? {
    let excerpt = JSONExcerpt()
    let size = max(1, body.count / pieces)
    for start in stride(from: 0, to: body.count, by: size) {
      excerpt.append(body.span.extracting(start..<min(body.count, start + size)))
    }
    return excerpt.bytes
  }

  private static func state(_ format: APIFormat, _ body: JSONBytes) -> String? {
    var scanner = UsageScanner(format)
    guard scanner.scan(body: body) else { return nil }
    return """
      \(scanner.usage.map { "\($0)" } ?? "-") \(scanner.finishReason) \(scanner.responseID) \(scanner.model) \
      \(scanner.variant) \(scanner.error.map { "\($0.type) \($0.code)" } ?? "-") \(scanner.isPending)
      """
  }

  private static let numbers = Array(repeating: "-0.0123456", count: 3000).joined(separator: ",")
  private static let text = String(repeating: #"é\"}]\\\u00e9"#, count: 3000)
  private static let bodies: [(APIFormat, String)] = [
    (
      .openai,
      #" {"object":"list","data":[{"embedding":[\#(numbers)]},{"a":"\#(text)"}],"model":"m","usage":{"prompt_tokens":8,"total_tokens":8}} "#
    ),
    (
      .openai,
      #"{ "id" : "c", "data": 7, "choices": [ {"index":0,"message":{"content":"\#(text)"},"logprobs":{"content":[\#(numbers)]},"#
        + #""finish_reason":"stop", "usage":{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1}}},"#
        + #"{"finish_reason":"length"},[1,"a",{"b":[]}],null], "service_tier" : "flex","x":"\#(text)"}"#
    ),
    (
      .anthropic,
      #"{"content":[{"text":"\#(text)"}],"id":"msg","model":"c","stop_reason":"end_turn","type":"message","#
        + #""usage":{"input_tokens":5,"output_tokens":6,"speed":"fast","cache_creation":{"ephemeral_1h_input_tokens":2}}}"#
    ),
    (
      .responses,
      #"{"instructions":"\#(text)","output":[{"result":"\#(text)","type":"image_generation_call"},"#
        + #"{"action":{"type":"search","queries":["\#(text)"]},"type":"web_search_call"}],"status":"completed","id":"r","#
        + #""incomplete_details":null,"usage":{"input_tokens":5,"output_tokens":6,"output_tokens_details":{"reasoning_tokens":1}}}"#
    ),
    (.openai, #"{"error":{"message":"\#(text)","type":"server_error","code":"x"}}"#),
    (.openai, #"{"us\u0061ge":{"prompt_tokens":3,"completion_tokens":1},"data":{}}"#), (.openai, "{}"),
  ]

  @Test(arguments: 0..<7) func saysWhatTheBodySays(_ index: Int) throws {
    let (format, text) = Self.bodies[index]
    let body = Array(text.utf8)
    let whole = try #require(Self.state(format, JSONBytes(body)))
    for pieces in [1, 2, 3, 7, 100, body.count] {
      let excerpt = try #require(Self.excerpt(body, pieces: pieces))
      #expect(Self.state(format, excerpt) == whole)
      #expect(excerpt.count < 8000)
    }
  }

  /// An object that is cut is none, wherever that is; and nothing may follow one.
  @Test(arguments: ["[]", "7", "\"a\"", "", " ", "{", "{}}", "{} {}", "<html>", "{}{", #"{"usage":{}} "#])
  func onlyWholeObjectsCount(_ text: String) {
    let excerpt = Self.excerpt(Array(text.utf8))
    let isRead = excerpt.map { Self.state(.openai, $0) != nil } ?? false
    #expect(isRead == (text == #"{"usage":{}} "#))
  }

  @Test func anExcerptHasABound() {
    let choice = #"{"finish_reason":"stop"},"#
    let body = #"{"choices":["# + String(repeating: choice, count: 20_000) + #"{}],"usage":{}}"#
    #expect(Self.excerpt(Array(body.utf8)) == nil)
    let spaces = #"{"data":1,"usage":{"prompt_tokens": 1 2 }"# + String(repeating: " ", count: 300_000) + "}"
    #expect(Self.excerpt(Array(spaces.utf8)).map { Self.state(.openai, $0) } == .some(nil))
  }

  /// Whatever happens to the bytes: what a scan reads in the whole body, it reads in the excerpt.
  @Test func neverTrapsAndFindsTheSame() {
    var random = Random(state: 11)
    var same = 0
    let small = Self.bodies.map {
      ($0.0, Array($0.1.replacing(Self.numbers, with: "1").replacing(Self.text, with: "t").utf8))
    }
    for _ in 0..<20_000 {
      let (format, seed) = small.randomElement(using: &random)!
      let body = mutated(seed, &random)
      let excerpt = Self.excerpt(body, pieces: Int.random(in: 1...9, using: &random))
      guard let whole = Self.state(format, JSONBytes(body)) else { continue }
      #expect(excerpt.map { Self.state(format, $0) } == .some(whole), "\(String(decoding: body, as: UTF8.self))")
      same += 1
    }
    #expect(same > 500)
  }
}

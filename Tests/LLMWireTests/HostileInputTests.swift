import JSONCore
import LLMWire
import Testing

/// Bytes flipped, cut out and doubled: nothing may trap, and what is still JSON must still be read.
@Suite struct HostileInputTests {
  private static let seeds = [
    #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"a\"b\\"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":1}}}"#,
    #"{"type":"message_start","message":{"id":"msg","usage":{"input_tokens":25,"cache_creation":{"ephemeral_1h_input_tokens":2},"output_tokens":1}}}"#,
    #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}"#,
    #"{"type":"response.incomplete","response":{"id":"r","status":"incomplete","incomplete_details":{"reason":"x"},"error":null,"usage":{"input_tokens":25,"input_tokens_details":{"cached_tokens":1},"output_tokens":1}}}"#,
    #"{"error":{"type":"overloaded_error","message":"é🌍","code":null}}"#,
    #"{"model":"m","previous_response_id":"resp_1","store":false,"background":true,"max_output_tokens":7}"#,
    #"{"model":"m","stream":true,"stream_options":{"include_usage":false,"x":[1,{"y":"]"}]},"max_tokens":1.0e2,"n":2}"#,
  ]

  @Test func neverTrapsAndReadsJSON() {
    var random = Random(state: 7)
    var stillJSON = 0
    for _ in 0..<20_000 {
      let text = mutated(Array(Self.seeds.randomElement(using: &random)!.utf8), &random)
      // Behind the text is what a reader that goes too far would take for more of it.
      let buffer = JSONBytes(text + Array("\"]}]}\"".utf8))
      let range = 0..<text.count
      var openai = UsageScanner(.openai)
      var anthropic = UsageScanner(.anthropic)
      var responses = UsageScanner(.responses)
      _ = openai.scan(event: buffer, in: range)
      _ = anthropic.scan(event: buffer, in: range)
      _ = responses.scan(event: buffer, in: range)
      if let scan = RequestScan(buffer, in: range) {
        let splice = RequestSplice(scan, of: buffer, in: range, model: "new", includeUsage: true)
        var writer = JSONWriter()
        splice.write(buffer, to: &writer)
        #expect(writer.count == splice.count)
      }
      var reader = JSONReader(buffer, range: range)
      guard reader.peekKind() == .object, reader.skipValue(), reader.finish() else { continue }
      stillJSON += 1
      let malformed = openai.malformed + anthropic.malformed + responses.malformed
      #expect(malformed == 0, "\(String(decoding: text, as: UTF8.self))")
    }
    #expect(stillJSON > 500)
  }

  /// A tool's input that was received goes back with the next request.
  @Test(arguments: [(200, true), (250, true), (260, false)])
  func nesting(levels: Int, isRead: Bool) {
    let value = String(repeating: #"{"a":"#, count: levels) + "1" + String(repeating: "}", count: levels)
    var scanner = UsageScanner(.anthropic)
    let isScanned = scanner.scan(
      body: JSONBytes(#"{"content":[{"input":\#(value)}],"usage":{"input_tokens":1,"output_tokens":2}}"#))
    #expect(isScanned == isRead && (scanner.usage != nil) == isRead)
    let request = JSONBytes(#"{"model":"m","messages":[{"role":"assistant","content":[{"input":\#(value)}]}]}"#)
    #expect((RequestScan(request) != nil) == isRead && RequestScan.hasMistypedMember(request) != isRead)
    #expect((ParameterChanges(dropped: ["user"]).applied(to: request) != nil) == isRead)
  }
}

import JSONCore
import LLMWire
import Testing

/// The data of events as they come from providers, of each format a stream.
private enum Streams {
  static func chat(_ text: String, finish: String = "null") -> String {
    #"{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767225600,"model":"gpt-4o-mini-2024-07-18","#
      + #""service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":"\#(text)"},"#
      + #""logprobs":null,"finish_reason":\#(finish)}],"usage":null,"obfuscation":"\#(text)x"}"#
  }

  static func anthropic(_ text: String, padding: Int = 0) -> String {
    let spaces = String(repeating: " ", count: padding)
    return #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(text)"}\#(spaces)}"#
  }

  static func responses(_ text: String, number: Int = 5) -> String {
    #"{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"\#(text)","#
      + #""logprobs":[],"sequence_number":\#(number),"obfuscation":"\#(text)y"}"#
  }

  static let texts = [
    "Hi", " there", #"\n"#, #"\""#, "é🌍", #"\u0041"#, "a", "}],", #"\\"#, #"quite a long piece of text \/ x"#,
  ]
  /// In which a change has room.
  static let long = #"Some more words, a \"quoted\" one and \u00e9, so that most changes are in the text. "#
}

@Suite struct PlainContentTests {
  /// Which events need no reading, by a scanner that reads the others.
  private func plain(_ format: APIFormat, _ events: [String]) -> [Bool] {
    var scanner = UsageScanner(format)
    return events.map { event in
      if scanner.isPlainContent(Array(event.utf8).span) { return true }
      _ = scanner.scan(event: JSONBytes(event))
      return false
    }
  }

  @Test func onlyTheFirstEventIsRead() {
    let texts = Streams.texts
    let wanted = [false] + Array(repeating: true, count: texts.count - 1)
    #expect(plain(.openai, texts.map { Streams.chat($0) }) == wanted)
    #expect(plain(.anthropic, texts.indices.map { Streams.anthropic(texts[$0], padding: $0 * 3) }) == wanted)
    #expect(plain(.responses, texts.map { Streams.responses($0) }) == wanted)
    let calls = texts.map { #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\#($0)"}}]}}]}"# }
    #expect(plain(.openai, calls) == wanted)
  }

  /// A number with more digits is read, and what comes then is compared with that one.
  @Test func numbersHaveAsManyDigits() {
    let events = (7...12).map { Streams.responses("x", number: $0) }
    #expect(plain(.responses, events) == [false, true, true, false, true, true])
    #expect(plain(.responses, [events[0], events[0].replacing(":7,", with: ":-,")]) == [false, false])
    #expect(plain(.responses, [events[4], events[4].replacing(":11,", with: ":01,")]) == [false, false])
  }

  @Test(arguments: [
    Streams.chat(""), Streams.chat("a", finish: #""stop""#),
    Streams.chat("a").replacing("chatcmpl-1", with: "chatcmpl-2"),
    Streams.chat("a").replacing("null,\"obf", with: "{},\"obf"),
    Streams.chat("a").replacing("default", with: "flexibl"),
    Streams.chat("a").replacing("gpt-4o", with: "gpt-4x"), Streams.chat("a") + "x", Streams.chat("a") + "}",
    Streams.chat("a").replacing("}]", with: "]]"), String(Streams.chat("a").dropLast()), Streams.chat("a\\"),
    Streams.chat("a\","), Streams.chat("a").replacing("content", with: "error"), "[DONE]", "", "{",
    Streams.responses("a"),
    Streams.chat("a").replacing("1767225600", with: "176722560"), Streams.chat("a").replacing("00,", with: "0.,"),
    Streams.chat("a").replacing("{\"id", with: "{ \"id"), Streams.chat(#"a","content":null,"refusal":"b"#),
  ])
  func whateverElseDiffersIsRead(_ event: String) {
    #expect(plain(.openai, [Streams.chat("Hi"), Streams.chat("you"), event]) == [false, true, false])
  }

  @Test func nothingIsPlainBehindAnotherEvent() {
    let pair = [Streams.anthropic("a"), #"{"type":"ping"}"#, Streams.anthropic("b"), Streams.anthropic("c")]
    #expect(plain(.anthropic, pair) == [false, false, false, true])
    // Nor behind the reason why it ended, nor behind an error.
    let ended = [Streams.chat("a", finish: #""stop""#), Streams.chat("a", finish: #""stop""#), Streams.chat("b")]
    #expect(plain(.openai, ended) == [false, false, false])
    let failed = [#"{"error":{"code":"x"}}"#, Streams.chat("a"), Streams.chat("b")]
    #expect(plain(.openai, failed) == [false, false, false])
    #expect(plain(.openai, [#"{"choices":[]}"#, #"{"choices":[]}"#]) == [false, false])
  }

  @Test func longEventsAreRead() {
    let long = Streams.chat("a").replacing("fp_1", with: String(repeating: "f", count: 2048))
    #expect(plain(.openai, [long, long]) == [false, false])
    // The text is no matter.
    let text = String(repeating: "word ", count: 50_000)
    #expect(plain(.openai, [Streams.chat("a"), Streams.chat(text)]) == [false, true])
  }

  /// The work that goes into templates is bounded where none is of use, and begins again where they are.
  @Test func templatesAreGivenUpWhereNoneFits() {
    func event(_ number: Int, _ text: String) -> String {
      Streams.chat(text).replacing("fp_1", with: "fp_\(number)")
    }
    let changing = (0..<8).map { event($0, "a") }
    let none = Array(repeating: false, count: 8)
    #expect(plain(.openai, changing + [event(7, "b")]) == none + [true])
    #expect(plain(.openai, changing + [event(8, "a"), event(8, "b"), event(8, "c")]) == none + [false, false, false])
    let repeated = (0..<20).flatMap { number in (0..<6).map { _ in event(number, "a") } }
    #expect(plain(.openai, repeated).count { $0 } == 20 * 5)
  }
}

/// Against the scanner itself: what is called plain, a scan must call content, and be the same afterwards.
@Suite struct PlainContentDifferentialTests {
  private static let seeds: [(APIFormat, [String])] = [
    (
      .openai,
      [
        Streams.chat(Streams.long),
        #"{"choices":[{"delta":{"content":"\#(Streams.long)"}}]}"#, #"{"choices":[{"delta":{"index":100}}]}"#,
        #"{"choices":[{"delta":{"content":"","reasoning_content":"b"},"finish_reason":null}],"usage":null}"#,
        #"{"id":"c","choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":5,"completion_tokens":1}}"#,
        #"{"choices":[{"delta":{"role":"assistant","content":""}}],"text":"x","error":null}"#,
        #"{"choices":[{"delta":"x","index":0},{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}}]}"#,
        #"{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}"#, "[DONE]", #"{"error":{"code":"c"}}"#,
      ]
    ),
    (
      .anthropic,
      [
        Streams.anthropic(Streams.long), Streams.anthropic("a", padding: 17), #"{"type": "ping"}"#,
        #"{"type":"content_block_delta","index":12,"delta":{"type":"input_json_delta","partial_json":"{\"a"}}"#,
        #"{"type":"content_block_delta","index":1,"delta":{"type":"signature_delta","signature":"Eq"},"usage":null}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}"#,
      ]
    ),
    (
      .responses,
      [
        Streams.responses(Streams.long), Streams.responses("a", number: 10),
        #"{"type":"x.delta","delta":{"stdout":"x"},"code":"a"}"#,
        #"{"delta":"a","response":{"id":"r","status":"in_progress","text":"t"},"type":"a.delta"}"#,
        #"{"type":"response.created","response":{"id":"r","status":"in_progress","usage":null}}"#,
        #"{"type":"response.completed","response":{"id":"r","status":"completed","usage":{"input_tokens":1}}}"#,
        #"{"type":"error","code":"c"}"#,
      ]
    ),
  ]

  private static func state(_ scanner: UsageScanner) -> String {
    """
    \(scanner.usage.map { "\($0)" } ?? "-") \(scanner.finishReason) \(scanner.responseID) \(scanner.model) \
    \(scanner.variant.tier) \(scanner.error.map { "\($0.type) \($0.code)" } ?? "-") \(scanner.malformed) \
    \(scanner.isPending)
    """
  }

  /// One event of a few streams at a time, changed a little or not, so that there are many that are nearly alike.
  @Test(arguments: 0..<3) func plainEventsChangeNothing(_ format: Int) {
    let (format, seeds) = Self.seeds[format]
    var random = Random(state: 11)
    var plain = 0
    var changedAndPlain = 0
    for _ in 0..<600 {
      var scanner = UsageScanner(format)
      var text = Array(seeds.randomElement(using: &random)!.utf8)
      for _ in 0..<80 {
        if Int.random(in: 0..<20, using: &random) == 0 { text = Array(seeds.randomElement(using: &random)!.utf8) }
        let isChanged = Int.random(in: 0..<4, using: &random) == 0
        let event = isChanged ? mutated(text, &random) : text
        if Int.random(in: 0..<20, using: &random) == 0 { text = event }
        let isPlain = scanner.isPlainContent(event.span)
        var scanned = scanner
        let found = scanned.scan(event: JSONBytes(event))
        if isPlain {
          plain += 1
          if isChanged { changedAndPlain += 1 }
          let text = String(decoding: event, as: UTF8.self)
          #expect(found == .content && Self.state(scanned) == Self.state(scanner), "\(text)")
        } else {
          scanner = scanned
        }
      }
    }
    #expect(plain > 4000 && changedAndPlain > 100, "\(plain), of them changed \(changedAndPlain)")
  }
}

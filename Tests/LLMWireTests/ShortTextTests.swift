import JSONCore
import LLMWire
import Testing

@Suite struct ShortTextTests {
  @Test func itHoldsWhatFits() {
    let text = ShortText("chatcmpl-123")
    #expect(text == "chatcmpl-123" && text != "chatcmpl-124" && text != "chatcmpl-12" && !text.isEmpty)
    #expect(text.jsonString == "chatcmpl-123" && ShortText().jsonString == nil)
    #expect(Set([text, "chatcmpl-123", ""]).count == 2)
  }

  @Test func whatIsLongerIsCutBetweenCharacters() {
    let long = String(repeating: "x", count: 62)
    #expect(ShortText(Array((long + "ab").utf8).span).description == long + "a")
    #expect(ShortText(Array((long + "é").utf8).span).description == long)
    #expect(ShortText(Array((String(repeating: "x", count: 60) + "🌍").utf8).span).count == 60)
  }
}

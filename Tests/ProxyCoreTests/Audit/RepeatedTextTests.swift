import LLMWire
import Testing

@testable import ProxyCore

@Suite struct RepeatedTextTests {
  @Test func givesEachTextAsItIs() {
    var repeated = RepeatedText()
    for text: ShortText in ["stop", "stop", "length", "stop", "", "", "tool_calls", "tool_calls"] {
      #expect(repeated.jsonString(text) == text.jsonString)
    }
  }
}

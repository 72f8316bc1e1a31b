import JSONCore
import LLMWire
import Testing

@Suite struct ShortTextTests {
  @Test func holdsWhatFits() {
    let text = ShortText("chatcmpl-123")
    #expect(text == "chatcmpl-123" && text != "chatcmpl-124" && text != "chatcmpl-12" && !text.isEmpty)
    #expect(text.jsonString == "chatcmpl-123" && ShortText().jsonString == nil)
    #expect(Set([text, "chatcmpl-123", ""]).count == 2)
  }

  @Test func everyLength() {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_".utf8)
    for count in 0...63 {
      let text = ShortText(Array(letters[..<count]).span)
      let string = String(decoding: letters[..<count], as: UTF8.self)
      #expect(text.count == count && text.description == string)
      #expect(text.jsonString == (count == 0 ? nil : JSONString(string)) && text.jsonString?.utf8Count ?? 0 == count)
      #expect(text == ShortText(Array((string + "\0").utf8.prefix(count)).span))
      if count > 0 { #expect(text != ShortText(Array(letters[..<(count - 1)]).span)) }
      if count < 63 { #expect(text != ShortText(Array((string + "\0").utf8).span)) }
    }
  }

  @Test func cutsBetweenCharacters() {
    let long = String(repeating: "x", count: 62)
    #expect(ShortText(Array((long + "ab").utf8).span).description == long + "a")
    #expect(ShortText(Array((long + "é").utf8).span).description == long)
    #expect(ShortText(Array((String(repeating: "x", count: 60) + "🌍").utf8).span).count == 60)
  }
}

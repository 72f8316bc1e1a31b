import JSONCore
import Testing

@Suite struct WriterQueueTests {
  private func escaped(_ text: String, from start: Int = 0) -> String {
    var writer = JSONWriter()
    writer.raw(Array(text.utf8))
    writer.escapeLineSeparators(from: start)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func lineSeparatorsAreEscaped() {
    #expect(escaped("\"a\u{2028}b\u{2029}\u{85}c\"") == #""a\u2028b\u2029\u0085c""#)
    #expect(escaped("\u{2028}") == #"\u2028"#)
    #expect(escaped("\u{85}\u{2028}", from: 2) == "\u{85}\\u2028", "what was looked at before stays")
  }

  /// Wherever they are beside words of eight bytes, and however many there are.
  @Test(arguments: 0..<20) func everyPositionIsSeen(position: Int) {
    let before = String(repeating: "x", count: position)
    #expect(escaped(before + "\u{2028}" + before) == before + "\\u2028" + before)
    #expect(escaped(before + "é\u{85}") == before + "é\\u0085")
  }

  @Test func neighboursPass() {
    let text = "\u{84}\u{86}\u{2027}\u{202A}\u{2128}é日本語\u{A8}\u{A9}"
    #expect(escaped(text).unicodeScalars.elementsEqual(text.unicodeScalars))
    let many = String(repeating: "日\u{2028}", count: 5000)
    #expect(escaped(many) == String(repeating: "日\\u2028", count: 5000))
  }

  @Test func theBeginningIsForgotten() {
    var writer = JSONWriter(capacity: 64)
    writer.raw(Array("0123456789".utf8))
    writer.removeFirst(4)
    writer.raw(Array("ab".utf8))
    #expect(writer.bytes == Array("456789ab".utf8))
    writer.removeFirst(8)
    #expect(writer.count == 0)
  }
}

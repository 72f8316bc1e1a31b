import Testing

@testable import JSONCore

@Suite struct SpanTextTests {
  private func end(_ text: String, from start: Int = 0) -> Int? { Array(text.utf8).span.endOfString(from: start) }

  /// At every distance from the quote to the word and to the end of the span.
  @Test func findsTheQuote() {
    for before in 0..<20 {
      for behind in 0..<20 {
        let text = String(repeating: "a", count: before) + "\"" + String(repeating: "b", count: behind)
        #expect(end(text) == before && end("\"" + text, from: 1) == before + 1)
        #expect(end(String(repeating: "!#[]é", count: before) + "\"") == before * 6)
        #expect(end(String(repeating: "a", count: before) + String(repeating: "b", count: behind)) == nil)
      }
    }
  }

  @Test func passesOverEscapes() {
    for before in 0..<20 {
      let text = String(repeating: "a", count: before)
      #expect(end(text + #"\"""#) == before + 2 && end(text + #"\\""#) == before + 2)
      #expect(end(text + #"\\\"b""#) == before + 5 && end(text + #"\u0022""#) == before + 6)
      #expect(end(text + #"\""#) == nil && end(text + "\\") == nil && end(text + #"\\\"#) == nil)
    }
    #expect(end("") == nil && end("abc", from: 3) == nil && end("abc", from: 9) == nil)
  }

  /// It ends strings where the reader that passes over them does.
  @Test func endsWhereTheReaderEnds() {
    let bytes = Array(#"a"\é"#.utf8)
    var state = 1
    for count in 0..<2000 {
      let text = (0..<count % 30).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return bytes[abs(state >> 33) % bytes.count]
      }
      var reader = JSONReader(JSONBytes([0x22] + text))
      #expect(text.span.endOfString(from: 0) == (reader.passValue() ? reader.offset - 2 : nil), "\(text)")
    }
  }

  @Test func comparesWithinBothEnds() {
    func matches(_ range: Range<Int>, at offset: Int, in text: String = "xx0123456789abcde") -> Bool {
      Array(text.utf8).span.matches(Array("0123456789abcdef".utf8).span, range, at: offset)
    }
    #expect(matches(0..<15, at: 2) && matches(3..<9, at: 5))
    #expect(!matches(0..<16, at: 2) && !matches(0..<15, at: 1) && !matches(3..<9, at: 6) && !matches(14..<16, at: 16))
    #expect(matches(5..<5, at: 17) && !matches(5..<5, at: 18))
    #expect(!matches(0..<1, at: -1) && !matches(0..<1, at: .max))
    #expect(matches(0..<0, at: 0, in: "") && !matches(0..<1, at: 0, in: ""))
  }

  /// Eight bytes, a length between two words, and two words; each byte counts, and nothing outside of the span is read.
  @Test func comparesTextOfTheProgram() {
    func has(_ text: StaticString, _ bytes: [UInt8], at offset: Int) -> Bool { bytes.span.has(text, at: offset) }
    func check(_ text: StaticString) {
      let size = text.utf8CodeUnitCount
      let bytes = Array("ab".utf8) + Array("\(text)".utf8)
      #expect(has(text, bytes, at: 2))
      #expect(!has(text, bytes, at: 1) && !has(text, bytes, at: 3) && !has(text, bytes, at: -1))
      #expect(!has(text, bytes.dropLast(), at: 2))
      for position in 2..<2 + size {
        var changed = bytes
        changed[position] ^= 1
        #expect(!has(text, changed, at: 2), "\(position)")
      }
    }
    check("12345678")
    check("1234567890123")
    check("1234567890123456")
  }
}

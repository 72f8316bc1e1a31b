import JSONCore
import Testing

@Suite struct StringTests {
  private func read(_ text: [UInt8]) -> [UInt8]? {
    var reader = JSONReader(JSONBytes(text))
    guard reader.string(), reader.finish() else { return nil }
    return reader.takeString().bytes
  }

  private func read(_ text: String) -> [UInt8]? { read(Array(text.utf8)) }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\uDE00""#, "😀"),
    (#""\uD800\uDC00\uDBFF\uDFFF""#, "\u{10000}\u{10FFFF}"), (#""\uFFFF\u0000""#, "\u{FFFF}\u{0}"),
    (#""""#, ""), ("\"\u{7f}\"", "\u{7f}"), ("\"\u{2028}\"", "\u{2028}"),
  ])
  func escapesAreResolved(text: String, value: String) {
    #expect(read(text) == Array(value.utf8))
  }

  @Test(arguments: [
    #""\a""#, #""\U0041""#, #""\u004""#, #""\u00g0""#, #""\""#, #""\u""#, #""\ud800""#, #""\ud800x""#, #""\ud800\n""#,
    #""\ud800\u0041""#, #""\udc00""#, #""\udc00\ud800""#, #""\ud800\ud800\udc00""#, "\"\\\n\"", "\"\\é\"",
    #""\ud83d\ude0""#,
  ])
  func rejectsBrokenEscapes(text: String) {
    #expect(read(text) == nil)
  }

  /// Every lead byte with the borders of its continuation bytes (Unicode, table 3-7).
  @Test func onlyWellFormedUTF8IsAccepted() {
    let edges: [UInt8] = [0x00, 0x22, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
    for lead in UInt8(0x80)...0xFF {
      for second in edges {
        for third in edges {
          check([lead, second, third])
          for fourth in edges { check([lead, second, third, fourth]) }
        }
        check([lead, second])
      }
      check([lead])
    }
  }

  private func check(_ bytes: [UInt8]) {
    let isText = String(validating: bytes, as: UTF8.self) != nil && !bytes.contains { $0 < 0x20 || $0 == 0x22 }
    // Before, behind and across the words that the scan loads.
    for padding in [0, 5, 7] {
      let filled = [UInt8](repeating: 0x61, count: padding) + bytes
      let accepted = read([0x22] + filled + [0x22])
      #expect(accepted == (isText ? filled : nil), "\(bytes)")
    }
    #expect((JSONString(validating: bytes) != nil) == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
  }

  @Test func rejectsControlCharactersAtEveryPosition() {
    for byte in UInt8(0)..<0x20 {
      for position in 0..<17 {
        var text = [UInt8](repeating: 0x61, count: 17)
        text[position] = byte
        #expect(read([0x22] + text + [0x22]) == nil)
      }
    }
  }

  @Test func writtenBytesReadBack() {
    for byte in UInt8(0)..<0x80 {
      for position in [0, 1, 7, 8, 9, 15, 16, 20] {
        var text = [UInt8](repeating: 0x78, count: 21)
        text[position] = byte
        checkWritten(text)
      }
      checkWritten([byte])
    }
    for sample in [
      "é", "€", "😀", "\u{FFFF}", "\u{10FFFF}", "\u{2028}", "e\u{301}", "\u{80}", "1234567é", "12345678é\"",
    ] {
      checkWritten(Array(sample.utf8))
    }
  }

  private func checkWritten(_ text: [UInt8]) {
    guard let string = JSONString(validating: text) else { return #expect(Bool(false), "\(text)") }
    var writer = JSONWriter(capacity: 64)
    writer.string(string)
    let written = writer.bytes
    #expect(read(written) == text, "\(text)")
    #expect(!written.contains { $0 < 0x20 })
    #expect(written.count { $0 == 0x22 } == 2 + text.count { $0 == 0x22 })
  }

  @Test func shortEscapesAreUsedWhereTheyExist() {
    var writer = JSONWriter()
    writer.string("\u{8}\t\n\u{c}\r\"\\/\u{1}\u{1f}\u{0}")
    #expect(writer.bytes == Array(#""\b\t\n\f\r\"\\/\u0001\u001f\u0000""#.utf8))
  }

  @Test func repairsBadBytesOnlyOnRequest() {
    var writer = JSONWriter()
    writer.string(repairing: [0x61, 0xFF, 0x62])
    #expect(writer.bytes == Array("\"a\u{FFFD}b\"".utf8))
  }

  @Test func stringsCompareByCodePoint() {
    #expect(JSONString("é") != JSONString("e\u{301}"))
    #expect(JSONString("a") == JSONString("a"))
    #expect(JSONString("e\u{301}").codePointCount == 2)
    #expect(JSONString("👨‍👩‍👧").codePointCount == 5)
  }

  /// Short texts are in the value, long ones in a buffer: nothing else may distinguish them.
  @Test(arguments: 0...20)
  func textsOfEveryLengthEqualAcrossSources(_ length: Int) throws {
    let characters = Array("abcdefghijklmnopqrst".prefix(length))
    let text = String(characters)
    let escaped = text.unicodeScalars.map { "\\u00" + String($0.value, radix: 16) }.joined()
    let values = try [text, escaped].map { written in
      var reader = JSONReader(JSONBytes("\"\(written)\" "))
      let value = reader.text()
      return try #require(value)
    }
    let validated = try #require(JSONString(validating: Array(text.utf8)))
    for value in values + [validated, JSONString(text), values[0].detached()] {
      #expect(value == JSONString(text) && value.hashValue == JSONString(text).hashValue)
      #expect(value != JSONString(text + "x") && value != JSONString(text.uppercased() + "1"))
      #expect(value.bytes == Array(text.utf8) && value.utf8Count == length && value.isEmpty == (length == 0))
      #expect(value.description == text && value.codePointCount == length)
      #expect((0..<length).map { value[$0] } == Array(text.utf8))
      #expect(value.withSpan { $0.count } == length)
      var writer = JSONWriter()
      writer.string(value)
      #expect(writer.bytes == Array("\"\(text)\"".utf8))
    }
    #expect(JSONString(text).isEqual(to: "abcdefg") == (length == 7))
    #expect(JSONString(text).isEqual(to: "abcdefghijk") == (length == 11))
  }

  @Test func longStringsGrowTheWriter() {
    let text = String(repeating: "\u{1}", count: 10_000)
    var writer = JSONWriter(capacity: 64)
    writer.string(text)
    #expect(writer.count == 60_002)
    #expect(read(writer.bytes) == Array(text.utf8))
  }
}

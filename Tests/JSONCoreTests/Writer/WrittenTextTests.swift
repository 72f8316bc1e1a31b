import JSONCore
import Testing

/// Strings through every path of the writer: blocks of 32 bytes, words, the last bytes, with and without room behind.
@Suite struct WrittenTextTests {
  /// What RFC 8259 asks for, byte by byte.
  private static func expected(_ text: [UInt8]) -> [UInt8] {
    [0x22] + text.flatMap(escaped) + [0x22]
  }

  private static func escaped(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case 0x22, 0x5C: [0x5C, byte]
    case 0x08: Array(#"\b"#.utf8)
    case 0x09: Array(#"\t"#.utf8)
    case 0x0A: Array(#"\n"#.utf8)
    case 0x0C: Array(#"\f"#.utf8)
    case 0x0D: Array(#"\r"#.utf8)
    case 0..<0x10: Array("\\u000\(String(byte, radix: 16))".utf8)
    case 0x10..<0x20: Array("\\u00\(String(byte, radix: 16))".utf8)
    default: [byte]
    }
  }

  private func check(_ text: [UInt8]) throws {
    let expected = Self.expected(text)
    let string = try #require(JSONString(validating: text))
    var writer = JSONWriter(capacity: 64)
    writer.string(string)
    try #require(writer.bytes == expected, "\(text)")
    writer.reset()
    writer.string(String(string))
    try #require(writer.bytes == expected, "\(text)")
    var outer = JSONWriter(capacity: 64)
    writer.reset()
    writer.raw(text)
    outer.string(writer)
    try #require(outer.bytes == expected, "\(text)")
  }

  @Test(arguments: Array(0..<0x20) + [0x22, 0x5C, 0x7F] as [UInt8])
  func everyByteAtEveryPositionOfEveryLength(byte: UInt8) throws {
    for size in 1...72 where size < 20 || size % 8 < 2 || size % 8 == 7 {
      for position in 0..<size {
        var text = [UInt8](repeating: 0x61, count: size)
        text[position] = byte
        try check(text)
      }
    }
  }

  @Test func severalEscapesInOneWordAndAllOfThemInARow() throws {
    for size in 0...40 { try check([UInt8](repeating: 0x0A, count: size)) }
    for size in 0...40 { try check([UInt8](repeating: 0x01, count: size)) }
    try check(Array(0..<0x20) + Array(0x20..<0x7F))
    for gap in 0...40 {
      let unit = [UInt8](repeating: 0x7A, count: gap) + [0x22, 0x5C]
      try check(Array(repeatElement(unit, count: 5).joined()))
    }
  }

  @Test(arguments: [
    "é", "€", "😀", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{FFFF}", "\u{10000}",
    "\u{10FFFF}", "\u{2028}", "e\u{301}", "👨‍👩‍👧",
  ])
  func otherPlanesAtEveryOffset(text: String) throws {
    for before in 0...33 {
      for after in [0, 1, 7, 8, 31, 32] {
        try check(
          [UInt8](repeating: 0x61, count: before) + Array(text.utf8) + [UInt8](repeating: 0x62, count: after))
        try check([UInt8](repeating: 0x22, count: before) + Array(text.utf8) + [0x0A])
      }
    }
  }

  /// A slice of a message is followed by bytes that are not its own; they must not decide anything.
  @Test func ignoresBytesAfterASlice() throws {
    for size in 0...20 {
      let text = [UInt8](repeating: 0x61, count: size)
      var reader = JSONReader(JSONBytes([0x22] + text + Array("\"\n\"\\\u{1}".utf8)))
      let isString = reader.string()
      try #require(isString)
      var writer = JSONWriter()
      writer.string(reader.takeString())
      #expect(writer.bytes == [0x22] + text + [0x22])
    }
  }

  @Test func escapesGrowTheBufferAtEveryEnd() throws {
    for size in 1...200 {
      var writer = JSONWriter(capacity: 64)
      let text = [UInt8](repeating: 0x61, count: size / 2) + [UInt8](repeating: 0x02, count: size - size / 2)
      writer.string(try #require(JSONString(validating: text)))
      writer.string(try #require(JSONString(validating: text)))
      #expect(writer.bytes == Self.expected(text) + Self.expected(text))
    }
  }

  @Test func randomTextIsEscapedAsByteByByte() throws {
    var random = FixedRandom(seed: 7)
    let alphabet: [UInt8] = [0x61, 0x62, 0x20, 0x7E, 0x7F, 0x22, 0x5C, 0x0A, 0x00, 0x1F, 0x2F, 0x23, 0x5B]
    for _ in 0..<5_000 {
      let size = Int(random.next() % 100)
      let plain = random.next() % 3
      try check((0..<size).map { _ in random.next() % 4 < plain ? 0x61 : alphabet[Int(random.next() % 13)] })
    }
  }

  @Test func absentAndNullStrings() {
    var writer = JSONWriter()
    writer.member(",\"a\":\"", text: nil)
    writer.member(",\"b\":\"", text: "x\"")
    writer.byte(0x2C)
    writer.nullable(nil)
    writer.byte(0x2C)
    writer.nullable("y")
    #expect(writer.bytes == Array(#","b":"x\"",null,"y""#.utf8))
  }
}

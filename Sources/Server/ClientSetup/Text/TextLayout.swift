/// How a text is laid out, read off the text itself, so that what is added looks as if its owner had written it.
struct TextLayout: Equatable {
  /// `\r\n` when the first line ends so.
  let newline: [UInt8]
  /// One level of indentation: that of the first indented line, else two blanks.
  let unit: [UInt8]

  init(_ text: [UInt8]) {
    let feed = text.firstIndex(of: 0x0A)
    newline = feed.map { $0 > 0 && text[$0 - 1] == 0x0D } == true ? [0x0D, 0x0A] : [0x0A]
    unit = Self.firstIndentation(text) ?? [0x20, 0x20]
  }

  /// Lines inside a block comment are indented by their own rules: those that begin with `*` do not count.
  private static func firstIndentation(_ text: [UInt8]) -> [UInt8]? {
    for line in text.split(separator: 0x0A) {
      let space = Array(line.prefix { $0 == 0x20 || $0 == 0x09 })
      guard !space.isEmpty, space.count < line.count else { continue }
      let first = line[line.startIndex + space.count]
      if first != UInt8(ascii: "*"), first != 0x0D { return space }
    }
    return nil
  }

  /// The blanks and tabs with which the line of an offset begins.
  static func indentation(of offset: Int, in text: [UInt8]) -> [UInt8] {
    let start = (text[..<offset].lastIndex(of: 0x0A) ?? -1) + 1
    return Array(text[start...].prefix { $0 == 0x20 || $0 == 0x09 })
  }

  /// Whether nothing but blanks is before an offset on its line.
  static func beginsLine(_ offset: Int, in text: [UInt8]) -> Bool {
    var index = offset
    while index > 0, text[index - 1] == 0x20 || text[index - 1] == 0x09 { index -= 1 }
    return index == 0 || text[index - 1] == 0x0A
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}

/// The four kinds of strings.
extension TOMLParser {
  mutating func basicString() throws(TOMLError) -> String {
    let start = position
    position += 1
    var out: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(&out)
      case _ where Self.isControl(byte): throw controlInString(byte, start)
      default:
        out.append(byte)
        position += 1
      }
    }
    throw error("this string has no end: close it with \"", at: start)
  }

  mutating func literalString() throws(TOMLError) -> String {
    let start = position
    position += 1
    while let byte = peek {
      if byte == UInt8(ascii: "'") {
        position += 1
        return String(decoding: text[(start + 1)..<(position - 1)], as: UTF8.self)
      }
      if Self.isControl(byte) { throw controlInString(byte, start) }
      position += 1
    }
    throw error("this string has no end: close it with '", at: start)
  }

  mutating func multilineBasic() throws(TOMLError) -> String {
    let start = position
    beginMultiline()
    var out: [UInt8] = []
    while let byte = peek {
      if byte == UInt8(ascii: "\""), endMultiline(byte, &out) { return String(decoding: out, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") {
        if !(try continuedLine()) { try escape(&out) }
      } else {
        try multilineByte(byte, &out, start)
      }
    }
    throw error("this string has no end: close it with \"\"\"", at: start)
  }

  mutating func multilineLiteral() throws(TOMLError) -> String {
    let start = position
    beginMultiline()
    var out: [UInt8] = []
    while let byte = peek {
      if byte == UInt8(ascii: "'"), endMultiline(byte, &out) { return String(decoding: out, as: UTF8.self) }
      try multilineByte(byte, &out, start)
    }
    throw error("this string has no end: close it with '''", at: start)
  }

  /// A line end right behind the quotes is not part of the string.
  private mutating func beginMultiline() {
    position += 3
    if peek == 0x0A { position += 1 } else if starts("\r\n") { position += 2 }
  }

  /// At a quote: takes three that end the string, with up to two more that belong to it.
  private mutating func endMultiline(_ quote: UInt8, _ out: inout [UInt8]) -> Bool {
    let count = text[position...].prefix(5).prefix { $0 == quote }.count
    guard count >= 3 else { return false }
    out += [UInt8](repeating: quote, count: count - 3)
    position += count
    return true
  }

  /// CRLF is one line feed, whatever wrote the file.
  private mutating func multilineByte(_ byte: UInt8, _ out: inout [UInt8], _ start: Int) throws(TOMLError) {
    if starts("\r\n") {
      out.append(0x0A)
      position += 2
      return
    }
    if Self.isControl(byte), byte != 0x0A { throw controlInString(byte, start) }
    out.append(byte)
    position += 1
  }

  /// A backslash at the end of a line takes the line's end away, and all blanks behind it.
  private mutating func continuedLine() throws(TOMLError) -> Bool {
    let before = position
    position += 1
    skipBlanks()
    guard peek == 0x0A || starts("\r\n") else {
      position = before
      return false
    }
    while peek == 0x0A || peek == 0x20 || peek == 0x09 || starts("\r\n") { position += 1 }
    return true
  }

  private mutating func escape(_ out: inout [UInt8]) throws(TOMLError) {
    let start = position
    position += 1
    guard let byte = peek else { throw error("this string ends in a backslash", at: start) }
    position += 1
    switch byte {
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(byte)
    case UInt8(ascii: "u"): try scalar(digits: 4, &out, start)
    case UInt8(ascii: "U"): try scalar(digits: 8, &out, start)
    default:
      throw error("TOML has \\b \\t \\n \\f \\r \\\" \\\\ \\uXXXX \\UXXXXXXXX; write \\\\ for a backslash", at: start)
    }
  }

  private mutating func scalar(digits: Int, _ out: inout [UInt8], _ start: Int) throws(TOMLError) {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = peek.flatMap(Self.hexDigit) else {
        throw error("\\u has 4 hexadecimal digits, \\U has 8", at: start)
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    guard let scalar = Unicode.Scalar(value) else { throw error("there is no character of this number", at: start) }
    out += String(Character(scalar)).utf8
  }

  static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private func controlInString(_ byte: UInt8, _ start: Int) -> TOMLError {
    byte == 0x0A || byte == 0x0D
      ? error("this string goes on beyond its line: close it, or use three quotes", at: start)
      : error("control characters are written as \\u00XX", at: position)
  }
}

extension JSONWriter {
  /// A string with its quotes, escaped as RFC 8259, 7, asks: the quote, the backslash and control characters. All else
  /// is written as it is.
  @inlinable
  @inline(__always)
  public mutating func string(_ text: JSONString) {
    byte(0x22)
    self.text(text)
    byte(0x22)
  }

  /// A string with its quotes, escaped as RFC 8259 asks.
  public mutating func string(_ text: String) {
    var text = text
    byte(0x22)
    text.withUTF8 { source in
      if let address = source.baseAddress { unsafe copy(address, source.count, padded: false) }
    }
    byte(0x22)
  }

  /// Bytes that are lent, as a string with its quotes. Precondition: valid UTF-8.
  package mutating func string(unchecked text: Span<UInt8>) {
    byte(0x22)
    unsafe text.withUnsafeBufferPointer { source in
      if let address = source.baseAddress { unsafe copy(address, source.count, padded: false) }
    }
    byte(0x22)
  }

  /// What was written elsewhere, as the text of a string. Precondition: valid UTF-8.
  public mutating func string(_ other: borrowing JSONWriter) {
    byte(0x22)
    unsafe copy(UnsafePointer(other.base), other.count, padded: false)
    byte(0x22)
  }

  /// Bytes from outside as a string: what is not valid UTF-8 becomes U+FFFD, since JSON must be valid (RFC 8259, 8.1).
  public mutating func string(repairing bytes: [UInt8]) { string(String(decoding: bytes, as: UTF8.self)) }

  /// A string without its quotes, for a caller whose literals hold them.
  @inlinable
  @inline(__always)
  public mutating func text(_ text: JSONString) {
    if text.isInline { return short(text) }
    copy(text)
  }

  /// A text that is kept in its value: one word, where none of it needs an escape.
  @inline(never)
  @usableFromInline
  mutating func short(_ text: JSONString) {
    let (word, size) = (text.position, text.shortCount)
    // What is above the text is shifted out.
    guard Self.escapes(word) << (64 &- size &* 8) == 0 else {
      return unsafe text.withAddress { unsafe copy($0, $1, padded: true) }
    }
    reserve(Self.slack)
    unsafe UnsafeMutableRawPointer(base + used).storeBytes(of: word.littleEndian, as: UInt64.self)
    used &+= size
  }

  /// A string that may be absent, with the text before it: `,"name":"` and the closing quote; nothing for nil.
  /// Inlined, `if let` would count a reference.
  @inlinable
  @inline(__always)
  public mutating func member(_ name: StaticString, text: JSONString?) {
    if text == nil { return }
    literal(name)
    self.text(text!)
    byte(0x22)
  }

  /// A string with its quotes, or `null`. Not inlined, so that it borrows the string.
  @inline(never)
  public mutating func nullable(_ text: JSONString?) {
    if text == nil { return null() }
    string(text!)
  }

  // MARK: copying

  /// Room behind what is written: the last word is stored whole, and an escape has six bytes.
  @usableFromInline static var slack: Int { 32 }

  /// Copies a text that has an owner. Not inlined, so that it borrows the text.
  @inline(never)
  @usableFromInline
  mutating func copy(_ text: JSONString) {
    defer { withExtendedLifetime(text) {} }
    unsafe copyText(text.longAddress, text.longCount, padded: true)
  }

  /// Copies text that lies anywhere.
  @inline(never)
  private mutating func copy(_ source: UnsafePointer<UInt8>, _ size: Int, padded: Bool) {
    unsafe copyText(source, size, padded: padded)
  }

  /// Copies text, 32 bytes at a time where nothing needs an escape. `padded`: seven bytes behind it may be read, as in
  /// `JSONBytes`. Words are stored before they are looked at; what was stored too much is written over. SIMD types were
  /// no faster: 8 KB took 401 ns in words and 418 ns in `SIMD2<UInt64>`.
  @inline(__always)
  private mutating func copyText(_ source: UnsafePointer<UInt8>, _ size: Int, padded: Bool) {
    reserve(size &+ Self.slack)
    var source = unsafe source
    var out = unsafe base + used
    var rest = size
    while rest >= 8 {
      while rest >= 32, unsafe Self.copyBlock(source, out) == 0 {
        unsafe source += 32
        unsafe out += 32
        rest &-= 32
      }
      unsafe copyWords(&source, &out, &rest)
    }
    while rest > 0 {
      let word = unsafe padded ? Self.copyWord(source, out) : Self.copyBytes(source, out, rest)
      let mask = Self.escapes(word) & Self.highBits(rest)
      if mask == 0 {
        unsafe out += rest
        break
      }
      unsafe escape(mask, &source, &out, &rest)
    }
    used = unsafe out - base
  }

  /// Copies words until four in a row were plain or fewer than eight bytes are left: escapes come in flocks, as in JSON
  /// inside a string.
  @inline(__always)
  private mutating func copyWords(
    _ source: inout UnsafePointer<UInt8>, _ out: inout UnsafeMutablePointer<UInt8>, _ rest: inout Int
  ) {
    var plain = 0
    while rest >= 8, plain < 4 {
      let mask = unsafe Self.escapes(Self.copyWord(source, out))
      if mask == 0 {
        unsafe source += 8
        unsafe out += 8
        rest &-= 8
        plain &+= 1
      } else {
        unsafe escape(mask, &source, &out, &rest)
        plain = 0
      }
    }
  }

  /// Passes over the plain bytes of a word that was copied and writes the escape of the first other one. An escape
  /// takes more room than was reserved for its byte, so there is a new look at what is left.
  @inline(__always)
  private mutating func escape(
    _ mask: UInt64, _ source: inout UnsafePointer<UInt8>, _ out: inout UnsafeMutablePointer<UInt8>, _ rest: inout Int
  ) {
    let plain = mask.trailingZeroBitCount &>> 3
    let byte = unsafe source[plain]
    unsafe out += plain
    unsafe source += plain &+ 1
    rest &-= plain &+ 1
    if byte >= 0x20 || (0x3700 &>> UInt32(byte)) & 1 == 1 {
      // `btn`, nothing, `fr` for the bytes 8 to 13; a quote or a backslash is itself.
      let letter = UInt8(truncatingIfNeeded: (0x7266_006E_7462 as UInt64) &>> (UInt64(byte &- 8) &* 8))
      unsafe out[0] = 0x5C
      unsafe out[1] = byte >= 0x20 ? byte : letter
      unsafe out += 2
    } else {
      unsafe Self.longEscape(byte, &out)
    }
    if unsafe base + capacity - out < rest &+ Self.slack {
      used = unsafe out - base
      grow(rest &+ rest / 4 &+ Self.slack)
      unsafe out = base + used
    }
  }

  /// Copies 32 bytes; not 0 when any of them needs an escape.
  @inline(__always)
  private static func copyBlock(_ source: UnsafePointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>) -> UInt64 {
    let a = unsafe copyWord(source, out)
    let b = unsafe copyWord(source + 8, out + 8)
    let c = unsafe copyWord(source + 16, out + 16)
    let d = unsafe copyWord(source + 24, out + 24)
    return escapes(a) | escapes(b) | escapes(c) | escapes(d)
  }

  @inline(__always)
  private static func copyWord(_ source: UnsafePointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>) -> UInt64 {
    let word = unsafe UnsafeRawPointer(source).loadUnaligned(as: UInt64.self)
    unsafe UnsafeMutableRawPointer(out).storeBytes(of: word, as: UInt64.self)
    return UInt64(littleEndian: word)
  }

  /// Copies fewer than eight bytes; they come back as a word.
  private static func copyBytes(
    _ source: UnsafePointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>, _ size: Int
  ) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<size {
      unsafe out[index] = source[index]
      word |= unsafe UInt64(source[index]) << UInt64(index * 8)
    }
    return word
  }

  /// One bit per byte that needs an escape. The lowest one is exact; higher ones may be carried into.
  @inline(__always)
  private static func escapes(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    return ((word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones)) & ~word & 0x8080_8080_8080_8080
  }

  /// The high bits of the first `size` bytes of a word, 1 to 8.
  @inline(__always)
  private static func highBits(_ size: Int) -> UInt64 {
    0x8080_8080_8080_8080 &>> UInt64(truncatingIfNeeded: 64 &- size &* 8)
  }

  /// `\u001f`.
  private static func longEscape(_ byte: UInt8, _ out: inout UnsafeMutablePointer<UInt8>) {
    let low = byte & 15
    unsafe out[0] = 0x5C
    unsafe out[1] = 0x75
    unsafe out[2] = 0x30
    unsafe out[3] = 0x30
    unsafe out[4] = 0x30 + byte >> 4
    unsafe out[5] = low < 10 ? 0x30 + low : 0x57 + low
    unsafe out += 6
  }
}

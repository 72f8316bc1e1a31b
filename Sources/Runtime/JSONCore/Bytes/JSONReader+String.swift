extension JSONReader {
  @usableFromInline static var ones: UInt64 { 0x0101_0101_0101_0101 }
  @usableFromInline static var highs: UInt64 { 0x8080_8080_8080_8080 }

  /// One bit per byte that ends a plain run: a quote, a backslash, a control byte or a byte above 0x7F. The lowest
  /// set bit is exact; higher ones may be carried into.
  @inlinable
  @inline(__always)
  static func stops(_ word: UInt64) -> UInt64 {
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    return ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word | word)
      & highs
  }

  @inlinable
  @inline(__always)
  mutating func scanString() -> Bool {
    let first = unsafe cursor + 1
    var scan = unsafe first
    var mask = unsafe Self.stops(load(scan))
    while mask == 0 {
      unsafe scan += 8
      mask = unsafe Self.stops(load(scan))
    }
    unsafe scan += mask.trailingZeroBitCount >> 3
    guard unsafe scan[0] == 0x22 else { return unsafe scanUnusual(first, scan) }
    unsafe tokenStart = first
    tokenLength = unsafe scan - first
    tokenASCII = true
    tokenHasEscapes = false
    unsafe cursor = scan + 1
    return true
  }

  /// The rest of a string from its first byte that is not plain ASCII.
  @inline(never)
  @usableFromInline
  mutating func scanUnusual(_ first: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>) -> Bool {
    var scan = unsafe at
    var ascii = true
    var escapes = 0
    while true {
      let mask = unsafe Self.stops(load(scan))
      if mask == 0 {
        unsafe scan += 8
        continue
      }
      unsafe scan += mask.trailingZeroBitCount >> 3
      let byte = unsafe scan[0]
      if byte == 0x22 { break }
      if byte >= 0x80 {
        ascii = false
        let length = unsafe UTF8Check.sequenceLength(scan)
        if length == 0 { return unsafe failString(.invalidUTF8, scan) }
        unsafe scan += length
      } else if byte == 0x5C {
        escapes += 1
        if unsafe scan + 1 >= end { return unsafe failString(.unexpectedEnd, scan) }
        unsafe scan += scan[1] >= 0x80 ? 1 : 2
      } else {
        return unsafe failString(.controlCharacter, scan)
      }
    }
    if unsafe scan >= end { return unsafe failString(.unexpectedEnd, scan) }
    tokenASCII = ascii
    tokenHasEscapes = escapes > 0
    if escapes > 0 { return unsafe resolveEscapes(first, scan) }
    unsafe tokenStart = first
    tokenLength = unsafe scan - first
    unsafe cursor = scan + 1
    return true
  }

  private mutating func failString(_ reason: JSONFailure, _ at: UnsafePointer<UInt8>) -> Bool {
    unsafe cursor = at
    return fail(reason)
  }

  /// Copies the text between two quotes with its escapes resolved.
  private mutating func resolveEscapes(_ first: UnsafePointer<UInt8>, _ quote: UnsafePointer<UInt8>) -> Bool {
    let text = unsafe JSONBytes(capacity: quote - first)
    var out = unsafe text.base
    var scan = unsafe first
    while unsafe scan < quote {
      // Plain runs go eight bytes at a time; the text is never longer than what it was written as, so they fit.
      let word = unsafe load(scan)
      if unsafe quote - scan >= 8, !Self.holdsBackslash(word) {
        unsafe UnsafeMutableRawPointer(out).storeBytes(of: word.littleEndian, as: UInt64.self)
        unsafe scan += 8
        unsafe out += 8
        continue
      }
      let byte = unsafe scan[0]
      unsafe scan += 1
      if byte != 0x5C {
        unsafe out[0] = byte
        unsafe out += 1
        continue
      }
      let escape = unsafe scan[0]
      unsafe scan += 1
      if escape == 0x75 {
        guard let scalar = unsafe escapedScalar(&scan) else { return false }
        if scalar.value >= 0x80 { tokenASCII = false }
        for unit in scalar.utf8 {
          unsafe out[0] = unit
          unsafe out += 1
        }
      } else if let plain = Self.plainEscape(escape) {
        unsafe out[0] = plain
        unsafe out += 1
      } else {
        return unsafe failString(.invalidEscape, scan - 2)
      }
    }
    text.seal(unsafe out - text.base)
    unescaped = text
    unsafe tokenStart = UnsafePointer(text.base)
    tokenLength = text.count
    unsafe cursor = quote + 1
    return true
  }

  private static func holdsBackslash(_ word: UInt64) -> Bool {
    let difference = word ^ (ones &* 0x5C)
    return (difference &- ones) & ~difference & highs != 0
  }

  private static func plainEscape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x22, 0x5C, 0x2F: byte
    case 0x62: 0x08
    case 0x66: 0x0C
    case 0x6E: 0x0A
    case 0x72: 0x0D
    case 0x74: 0x09
    default: nil
    }
  }

  /// The code point of `\uXXXX`, two of them for a surrogate pair; `scan` stands behind the first `u`.
  private mutating func escapedScalar(_ scan: inout UnsafePointer<UInt8>) -> Unicode.Scalar? {
    let start = unsafe scan - 2
    guard let unit = unsafe Self.hex4(scan) else {
      _ = unsafe failString(.invalidEscape, start)
      return nil
    }
    unsafe scan += 4
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, unsafe scan[0] == 0x5C, unsafe scan[1] == 0x75, let low = unsafe Self.hex4(scan + 2),
      low & 0xFC00 == 0xDC00
    else {
      _ = unsafe failString(.loneSurrogate, start)
      return nil
    }
    unsafe scan += 6
    return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
  }

  private static func hex4(_ p: UnsafePointer<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    for index in 0..<4 {
      let digit: UInt8
      switch unsafe p[index] {
      case let byte where byte >= 0x30 && byte <= 0x39: digit = byte - 0x30
      case let byte where byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66: digit = (byte | 0x20) - 0x57
      default: return nil
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  // MARK: tokens

  /// Takes a string and makes it the token; a `mismatch` when the value is not a string.
  @inlinable
  @inline(__always)
  public mutating func string() -> Bool {
    skipWhitespace()
    guard unsafe cursor[0] == 0x22 else { return mismatch() }
    return scanString()
  }

  /// Takes a member's name and its colon; the name is the token.
  @inlinable
  @inline(__always)
  public mutating func key() -> Bool {
    skipWhitespace()
    guard unsafe cursor[0] == 0x22 else { return fail(.unexpectedByte) }
    guard scanString() else { return false }
    skipWhitespace()
    guard unsafe cursor[0] == 0x3A else { return fail(.unexpectedByte) }
    unsafe cursor += 1
    skipWhitespace()
    return true
  }

  /// Eight bytes of the token from `offset`, the first in the low bits; what lies behind the token is arbitrary.
  @inlinable
  @inline(__always)
  public mutating func tokenWord(_ offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset <= tokenCount)
    return unsafe load(tokenStart + offset)
  }

  /// The token as a value that shares the reader's buffer.
  @inlinable
  @inline(__always)
  public mutating func takeString() -> JSONString {
    if tokenHasEscapes, let unescaped { return JSONString(owner: unescaped, start: 0, count: tokenCount) }
    return unsafe JSONString(owner: buffer, start: tokenStart - base, count: tokenCount)
  }

  /// The token's bytes, borrowed for the call.
  @inlinable
  public func withToken<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    unsafe body(Span(_unsafeStart: tokenStart, count: tokenCount))
  }

  /// Whether the token is exactly these bytes.
  public func tokenEquals(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == tokenCount else { return false }
    return unsafe UnsafeBufferPointer(start: tokenStart, count: tokenCount).elementsEqual(bytes)
  }

  /// Whether the token is exactly `text`: for names too long to be compared word by word in generated code.
  public func tokenEquals(_ text: StaticString) -> Bool {
    guard text.utf8CodeUnitCount == tokenCount else { return false }
    let bytes = unsafe UnsafeBufferPointer(start: tokenStart, count: tokenCount)
    return unsafe bytes.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: tokenCount))
  }

  /// Whether the token has between `minimum` and `maximum` code points.
  @inlinable
  @inline(__always)
  public func tokenFits(minimum: Int, maximum: Int) -> Bool {
    if tokenIsASCII { return tokenCount >= minimum && tokenCount <= maximum }
    return tokenFitsCounted(minimum: minimum, maximum: maximum)
  }

  @inline(never)
  @usableFromInline
  func tokenFitsCounted(minimum: Int, maximum: Int) -> Bool {
    let count = withToken(UTF8Check.codePointCount)
    return count >= minimum && count <= maximum
  }
}

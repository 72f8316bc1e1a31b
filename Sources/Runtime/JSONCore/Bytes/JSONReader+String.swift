public import CBytes
public import Glibc

extension JSONReader {
  /// One in every byte: times a value, it is that value in every byte.
  @usableFromInline static var ones: UInt64 { 0x0101_0101_0101_0101 }
  /// The highest bit of every byte, where the comparisons of words leave their results.
  @usableFromInline static var highs: UInt64 { 0x8080_8080_8080_8080 }

  #if arch(x86_64)
    /// The first byte from `start` on that ends a plain run: a quote, a backslash, a control byte or one above 0x7F.
    /// The terminator is a control byte, so the scan ends there at the latest.
    @inlinable
    @inline(__always)
    static func plainEnd(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
      var scan = unsafe start
      while true {
        let found = unsafe securellm_string_stops(scan)
        if found != 0 { return unsafe scan + found.trailingZeroBitCount }
        unsafe scan += 16
      }
    }
  #else
    /// One bit per byte that ends a plain run: a quote, a backslash, a control byte or a byte above 0x7F. The lowest
    /// set bit is exact; higher ones may be borrowed into.
    @inlinable
    @inline(__always)
    static func stops(_ word: UInt64) -> UInt64 {
      // A byte above 0x7F stops anyway, so the differences need no mask of their own.
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      return ((quote &- ones) | (backslash &- ones) | (word &- ones &* 0x20) | word) & highs
    }

    /// The first byte from `start` on that ends a plain run.
    @inlinable
    @inline(__always)
    static func plainEnd(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
      var scan = unsafe start
      while true {
        let first = unsafe stops(load(scan))
        if first != 0 { return unsafe scan + first.trailingZeroBitCount >> 3 }
        let second = unsafe stops(load(scan + 8))
        if second != 0 { return unsafe scan + 8 + second.trailingZeroBitCount >> 3 }
        unsafe scan += 16
      }
    }
  #endif

  /// Takes a string and makes it the token. Precondition: a quote comes next. The token of a plain string is in the
  /// buffer; one with escapes is in `unescaped`.
  @inlinable
  @inline(__always)
  mutating func scanString() -> Bool {
    let first = unsafe cursor + 1
    let stop = unsafe Self.plainEnd(first)
    guard unsafe stop[0] == 0x22 else { return unsafe unusualToken(first, stop) }
    unsafe tokenStart = first
    tokenLength = unsafe stop - first
    tokenASCII = true
    tokenHasEscapes = false
    unsafe cursor = stop + 1
    return true
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

  /// Eight bytes of the token from `offset`, the first in the low bits; what lies behind the token is arbitrary. The
  /// padding makes the load safe at the token's end.
  @inlinable
  @inline(__always)
  public mutating func tokenWord(_ offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset <= tokenCount)
    return unsafe Self.load(tokenStart + offset)
  }

  /// The token as a value that shares the reader's buffer, or, up to seven bytes, holds its text itself.
  @inlinable
  @inline(__always)
  public mutating func takeString() -> JSONString {
    let count = tokenLength
    if count <= JSONString.longestInline {
      return unsafe JSONString(word: Self.load(tokenStart), shortCount: count)
    }
    // The text with its escapes resolved is in the room, not in the message.
    if tokenHasEscapes, let unescaped {
      let start = unsafe tokenStart - UnsafePointer(unescaped.base)
      return JSONString(owner: unescaped, start: start, longCount: count)
    }
    return unsafe JSONString(owner: shared(), start: tokenStart - base, longCount: count)
  }

  /// Text of the reader's buffer as a value.
  @inlinable
  @inline(__always)
  mutating func shared(_ first: UnsafePointer<UInt8>, _ count: Int) -> JSONString {
    if count <= JSONString.longestInline { return unsafe JSONString(word: Self.load(first), shortCount: count) }
    return unsafe JSONString(owner: shared(), start: first - base, longCount: count)
  }

  /// The token's bytes, borrowed for the call. Of a number, its digits.
  @inlinable
  public func withToken<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    unsafe body(Span(_unsafeStart: tokenStart, count: tokenCount))
  }

  /// Whether the token is exactly these bytes.
  public func tokenEquals(_ bytes: [UInt8]) -> Bool {
    unsafe bytes.count == tokenCount && memcmp(tokenStart, bytes, tokenCount) == 0
  }

  /// Whether the token is exactly `text`: for names too long to be compared word by word in generated code. Inlined,
  /// because a call would be handed a copy of the whole reader, and because the length is then known: the bytes are
  /// compared as words.
  @inlinable
  @inline(__always)
  public func tokenEquals(_ text: StaticString) -> Bool {
    unsafe tokenLength == text.utf8CodeUnitCount
      && memcmp(tokenStart, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  /// Whether the token has between `minimum` and `maximum` code points.
  @inlinable
  @inline(__always)
  public func tokenFits(minimum: Int, maximum: Int) -> Bool {
    if tokenIsASCII { return tokenCount >= minimum && tokenCount <= maximum }
    return tokenFitsCounted(minimum: minimum, maximum: maximum)
  }

  /// Beyond ASCII code points have to be counted.
  @inline(never)
  @usableFromInline
  func tokenFitsCounted(minimum: Int, maximum: Int) -> Bool {
    let count = withToken(UTF8Check.codePointCount)
    return count >= minimum && count <= maximum
  }
}

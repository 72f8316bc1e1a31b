/// Strings that hold something besides plain ASCII: out of line, so that the common ones stay small.
extension JSONReader {
  /// What a walk over a string found.
  @usableFromInline
  struct Unusual {
    /// Its length in code points.
    var codePoints = 0
    var isASCII = true
    var hasEscapes = false
  }

  /// Takes the rest of a string, from its first byte that is not plain ASCII, with all of it checked; nil with a
  /// failure. An escape that is wrong is told when the string ends, so that a text cut short is told as that.
  mutating func walkUnusual(_ first: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>) -> Unusual? {
    var scan = unsafe at
    var found = Unusual()
    /// Bytes as written beyond one per code point.
    var surplus = 0
    var wrong: (at: UnsafePointer<UInt8>, reason: JSONFailure)?
    while true {
      unsafe scan = Self.plainEnd(scan)
      let byte = unsafe scan[0]
      if byte == 0x22 { break }
      if byte == 0x5C {
        found.hasEscapes = true
        if unsafe scan + 1 >= end {
          unsafe fail(.unexpectedEnd, at: scan)
          return nil
        }
        var length = unsafe Self.plainEscape(scan[1]) == nil ? 1 : 2
        if length == 1 {
          switch unsafe Self.escapedScalar(scan) {
          case .success(let scalar):
            length = scalar.value < 0x10000 ? 6 : 12
            if scalar.value >= 0x80 { found.isASCII = false }
          case .failure(let reason):
            length = unsafe scan[1] >= 0x80 ? 1 : 2
            if unsafe wrong == nil { unsafe wrong = (scan, reason) }
          }
        }
        surplus += length - 1
        unsafe scan += length
      } else if byte >= 0x80 {
        found.isASCII = false
        repeat {
          let length = unsafe UTF8Check.sequenceLength(scan)
          if length == 0 {
            unsafe fail(.invalidUTF8, at: scan)
            return nil
          }
          surplus += length - 1
          unsafe scan += length
        } while unsafe scan[0] >= 0x80
      } else {
        unsafe fail(.controlCharacter, at: scan)
        return nil
      }
    }
    if unsafe scan >= end {
      unsafe fail(.unexpectedEnd, at: scan)
      return nil
    }
    if let wrong = unsafe wrong {
      unsafe fail(wrong.reason, at: wrong.at)
      return nil
    }
    found.codePoints = unsafe scan - first - surplus
    unsafe cursor = scan + 1
    return found
  }

  private mutating func fail(_ reason: JSONFailure, at place: UnsafePointer<UInt8>) {
    unsafe cursor = place
    _ = fail(reason)
  }

  /// Takes the rest of a string and makes it the token.
  @inline(never)
  @usableFromInline
  mutating func unusualToken(_ first: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>) -> Bool {
    guard let found = unsafe walkUnusual(first, at) else { return false }
    tokenASCII = found.isASCII
    tokenHasEscapes = found.hasEscapes
    if found.hasEscapes {
      unsafe resolveEscapes(first, cursor - 1)
    } else {
      unsafe tokenStart = first
      tokenLength = unsafe cursor - 1 - first
    }
    return true
  }

  /// Takes the rest of a string as a value; nil with a failure, a `mismatch` when its length is not allowed.
  @inline(never)
  @usableFromInline
  mutating func unusualText(
    _ first: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>, minimum: Int, maximum: Int
  ) -> JSONString? {
    guard let found = unsafe walkUnusual(first, at) else { return nil }
    guard found.codePoints >= minimum && found.codePoints <= maximum else {
      _ = mismatch()
      return nil
    }
    guard found.hasEscapes else {
      return unsafe JSONString(owner: buffer, start: first - base, count: cursor - 1 - first)
    }
    unsafe resolveEscapes(first, cursor - 1)
    return takeString()
  }

  /// Takes the rest of a string without keeping it; a `mismatch` when its length is not allowed.
  @inline(never)
  @usableFromInline
  mutating func skipUnusual(
    _ first: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>, minimum: Int, maximum: Int
  ) -> Bool {
    guard let found = unsafe walkUnusual(first, at) else { return false }
    return (found.codePoints >= minimum && found.codePoints <= maximum) || mismatch()
  }

  // MARK: resolving

  /// Room for `size` bytes of resolved text, shared by the strings of one message. What is left of the message bounds
  /// all the text still to come, so a message takes few of these.
  private mutating func room(_ size: Int, before quote: UnsafePointer<UInt8>) -> JSONBytes {
    if let unescaped, unescaped.capacity - unescaped.filled >= size { return unescaped }
    let rest = unsafe max(0, end - quote)
    let fresh = JSONBytes(capacity: size + min(rest, 4096))
    unescaped = fresh
    return fresh
  }

  /// Copies the text between two quotes with its escapes, already checked, resolved, and makes it the token.
  private mutating func resolveEscapes(_ first: UnsafePointer<UInt8>, _ quote: UnsafePointer<UInt8>) {
    let text = unsafe room(quote - first, before: quote)
    let start = unsafe text.base + text.filled
    var out = unsafe start
    var scan = unsafe first
    while unsafe scan < quote {
      // Plain runs go eight bytes at a time; the text is never longer than what it was written as, so they fit.
      let word = unsafe Self.load(scan)
      let backslash = Self.backslashes(word)
      if unsafe quote - scan >= 8 {
        unsafe UnsafeMutableRawPointer(out).storeBytes(of: word.littleEndian, as: UInt64.self)
        let plain = backslash.trailingZeroBitCount >> 3
        unsafe scan += plain
        unsafe out += plain
        if backslash == 0 { continue }
      } else if unsafe scan[0] != 0x5C {
        unsafe out[0] = scan[0]
        unsafe scan += 1
        unsafe out += 1
        continue
      }
      if let plain = unsafe Self.plainEscape(scan[1]) {
        unsafe out[0] = plain
        unsafe out += 1
        unsafe scan += 2
      } else if case .success(let scalar) = unsafe Self.escapedScalar(scan) {
        for unit in scalar.utf8 {
          unsafe out[0] = unit
          unsafe out += 1
        }
        unsafe scan += scalar.value < 0x10000 ? 6 : 12
      }
    }
    unsafe tokenStart = UnsafePointer(start)
    tokenLength = unsafe out - start
    tokenHasEscapes = true
    text.seal(unsafe out - text.base)
  }

  /// One bit per backslash; the lowest set bit is exact.
  private static func backslashes(_ word: UInt64) -> UInt64 {
    let difference = word ^ (ones &* 0x5C)
    return (difference &- ones) & ~difference & highs
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

  /// The code point of the `\\uXXXX` at `backslash`, of two of them for a surrogate pair.
  private static func escapedScalar(_ backslash: UnsafePointer<UInt8>) -> Result<Unicode.Scalar, JSONFailure> {
    guard unsafe backslash[1] == 0x75, let unit = unsafe hex4(backslash + 2) else { return .failure(.invalidEscape) }
    if let scalar = Unicode.Scalar(unit) { return .success(scalar) }
    guard unit < 0xDC00, unsafe backslash[6] == 0x5C, unsafe backslash[7] == 0x75,
      let low = unsafe hex4(backslash + 8), low & 0xFC00 == 0xDC00,
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { return .failure(.loneSurrogate) }
    return .success(scalar)
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
}

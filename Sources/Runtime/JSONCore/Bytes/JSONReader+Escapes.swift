/// Strings that hold something besides plain ASCII: out of line, so that the common ones stay small.
extension JSONReader {
  /// What a walk over a string found.
  private struct Unusual {
    /// Its length in code points.
    var codePoints = 0
    var isASCII = true
    var hasEscapes = false
    /// Bytes as written beyond one per code point.
    var surplus = 0
    /// The first escape that is wrong. It is reported when the string ends, so that a text cut short is reported as
    /// that.
    var wrong: (offset: Int, reason: JSONFailure)?
  }

  /// Takes the rest of a string, from its first byte that is not plain ASCII, with all of it checked; nil with a
  /// failure. `keeps`: a string with escapes is copied while it is walked over, its escapes resolved, and becomes the
  /// token. One walk does it all: checking first and resolving later read such strings twice.
  @inline(__always)
  private mutating func walkUnusual(
    _ first: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>, keeps: Bool
  ) -> Unusual? {
    var scan = unsafe at
    var found = Unusual()
    /// Where the text begins that is not copied yet, and where it goes.
    var run = unsafe first
    var out = unsafe Resolved(at: UnsafeMutablePointer(mutating: first))
    while true {
      // Plain runs between the unusual bytes go at the speed of plain strings.
      unsafe scan = Self.plainEnd(scan)
      let byte = unsafe scan[0]
      if byte == 0x22 { break }
      if byte == 0x5C {
        // A backslash is the last byte: the terminator is no escape.
        if unsafe scan + 1 >= end {
          unsafe fail(.unexpectedEnd, at: scan)
          return nil
        }
        if keeps {
          if !found.hasEscapes { unsafe out = begin(first) }
          unsafe copy(run, scan, to: &out)
        }
        found.hasEscapes = true
        unsafe escape(&scan, &found, to: &out, keeps: keeps)
        unsafe run = scan
      } else if byte >= 0x80 {
        found.isASCII = false
        repeat {
          let length = unsafe UTF8Check.sequenceLength(scan)
          if length == 0 {
            unsafe fail(.invalidUTF8, at: scan)
            return nil
          }
          found.surplus += length - 1
          unsafe scan += length
        } while unsafe scan[0] >= 0x80
      } else {
        unsafe fail(.controlCharacter, at: scan)
        return nil
      }
    }
    // The quote was found behind the range: it belongs to something else.
    if unsafe scan >= end {
      unsafe fail(.unexpectedEnd, at: scan)
      return nil
    }
    // Only now is it known that the string has an end.
    if let wrong = found.wrong {
      unsafe fail(wrong.reason, at: base + wrong.offset)
      return nil
    }
    if keeps, found.hasEscapes {
      unsafe copy(run, scan, to: &out)
      unsafe finish(out)
    }
    found.codePoints = unsafe scan - first - found.surplus
    unsafe cursor = scan + 1
    return found
  }

  /// Fails where the walk is, not where the string began.
  private mutating func fail(_ reason: JSONFailure, at position: UnsafePointer<UInt8>) {
    unsafe cursor = position
    _ = fail(reason)
  }

  /// Takes the rest of a string and makes it the token.
  @inline(never)
  @usableFromInline
  mutating func unusualToken(_ first: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>) -> Bool {
    guard let found = unsafe walkUnusual(first, at, keeps: true) else { return false }
    tokenASCII = found.isASCII
    tokenHasEscapes = found.hasEscapes
    if !found.hasEscapes {
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
    guard let found = unsafe walkUnusual(first, at, keeps: true) else { return nil }
    guard found.codePoints >= minimum && found.codePoints <= maximum else {
      _ = mismatch()
      return nil
    }
    guard found.hasEscapes else {
      return unsafe shared(first, cursor - 1 - first)
    }
    return takeString()
  }

  /// The same into a property that is blank.
  @inlinable
  mutating func unusualText(
    into position: inout JSONString, _ first: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>, minimum: Int,
    maximum: Int
  ) -> Bool {
    guard let text = unsafe unusualText(first, at, minimum: minimum, maximum: maximum) else { return false }
    JSONSlot.fill(&position, text)
    return true
  }

  /// Takes the rest of a string without keeping it; a `mismatch` when its length is not allowed. Escapes are checked
  /// and counted, not resolved.
  @inline(never)
  @usableFromInline
  mutating func skipUnusual(
    _ first: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>, minimum: Int, maximum: Int
  ) -> Bool {
    guard let found = unsafe walkUnusual(first, at, keeps: false) else { return false }
    return (found.codePoints >= minimum && found.codePoints <= maximum) || mismatch()
  }

  // MARK: resolving

  /// Where resolved text goes: `start` is where that of the string begins, `limit` the end of the room.
  @unsafe
  private struct Resolved {
    var start: UnsafeMutablePointer<UInt8>
    var next: UnsafeMutablePointer<UInt8>
    var limit: UnsafeMutablePointer<UInt8>

    /// No room yet: no string is copied before `begin`.
    init(at position: UnsafeMutablePointer<UInt8>) {
      unsafe start = position
      unsafe next = position
      unsafe limit = position
    }

    init(_ room: JSONBytes) {
      unsafe start = room.base + room.filled
      unsafe next = start
      unsafe limit = room.base + room.capacity
    }
  }

  /// A string of a message shares its room with the others of the message. What is left of the message bounds all the
  /// text still to come, so that a small one takes one room. An escape is never shorter than what it means.
  private mutating func begin(_ first: UnsafePointer<UInt8>) -> Resolved {
    if let unescaped, unescaped.filled < unescaped.capacity { return unsafe Resolved(unescaped) }
    let fresh = unsafe JSONBytes(capacity: min(end - first, 4096))
    unescaped = fresh
    return unsafe Resolved(fresh)
  }

  /// Moves to a larger room when `size` bytes do not fit.
  @inline(__always)
  private mutating func reserve(_ size: Int, in text: inout Resolved) {
    if unsafe text.limit - text.next < size { unsafe moveOn(size, &text) }
  }

  /// The strings before stay in the old room, which they hold; only the one in progress moves.
  @inline(never)
  private mutating func moveOn(_ size: Int, _ text: inout Resolved) {
    let done = unsafe text.next - text.start
    let fresh = JSONBytes(capacity: max(4096, (done + size) * 2))
    unsafe fresh.base.update(from: text.start, count: done)
    unescaped = fresh
    unsafe text = Resolved(fresh)
    unsafe text.next += done
  }

  /// Copies plain text, sixteen bytes at a time: what is copied too much lies in the padding of both buffers.
  @inline(__always)
  private mutating func copy(_ from: UnsafePointer<UInt8>, _ to: UnsafePointer<UInt8>, to text: inout Resolved) {
    let size = unsafe to - from
    unsafe reserve(size, in: &text)
    var offset = 0
    while offset < size {
      let block = unsafe UnsafeRawPointer(from + offset).loadUnaligned(as: SIMD16<UInt8>.self)
      unsafe UnsafeMutableRawPointer(text.next + offset).storeBytes(of: block, as: SIMD16<UInt8>.self)
      offset += 16
    }
    unsafe text.next += size
  }

  /// Makes the resolved text the token.
  private mutating func finish(_ text: Resolved) {
    guard let unescaped else { return }
    unsafe tokenStart = UnsafePointer(text.start)
    tokenLength = unsafe text.next - text.start
    tokenHasEscapes = true
    unsafe unescaped.seal(text.next - unescaped.base)
  }

  /// Passes over the escape at `scan` and appends what it means; notes the first that means nothing.
  @inline(__always)
  private mutating func escape(
    _ scan: inout UnsafePointer<UInt8>, _ found: inout Unusual, to text: inout Resolved, keeps: Bool
  ) {
    if let plain = unsafe Self.plainEscape(scan[1]) {
      if keeps {
        unsafe reserve(1, in: &text)
        unsafe text.next[0] = plain
        unsafe text.next += 1
      }
      found.surplus += 1
      unsafe scan += 2
      return
    }
    let length: Int
    switch unsafe Self.escapedScalar(scan) {
    case .success(let scalar):
      length = scalar.value < 0x10000 ? 6 : 12
      if scalar.value >= 0x80 { found.isASCII = false }
      if keeps { unsafe append(scalar, to: &text) }
    case .failure(let reason):
      length = unsafe scan[1] >= 0x80 ? 1 : 2
      if found.wrong == nil { found.wrong = unsafe (scan - base, reason) }
    }
    found.surplus += length - 1
    unsafe scan += length
  }

  /// One to four bytes of UTF-8.
  private mutating func append(_ scalar: Unicode.Scalar, to text: inout Resolved) {
    unsafe reserve(4, in: &text)
    for unit in scalar.utf8 {
      unsafe text.next[0] = unit
      unsafe text.next += 1
    }
  }

  /// The escapes of one letter (RFC 8259, 7); `\u` is another matter.
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
    // A high surrogate needs a low one behind it. RFC 8259, 8.2, calls the result unpredictable; here half a pair is an
    // error, since no UTF-8 can hold it.
    guard unit < 0xDC00, unsafe backslash[6] == 0x5C, unsafe backslash[7] == 0x75,
      let low = unsafe hex4(backslash + 8), low & 0xFC00 == 0xDC00,
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { return .failure(.loneSurrogate) }
    return .success(scalar)
  }

  /// Four hexadecimal digits; nil when one is missing. Stops at the first that is none, so it reads no further than the
  /// terminator.
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

import Glibc

extension JSONWriter {
  /// A string with its quotes, escaped as RFC 8259 asks.
  @inlinable
  public mutating func string(_ text: JSONString) {
    unsafe string(UnsafePointer(text.owner.base) + Int(text.start), Int(text.length))
  }

  /// A string with its quotes, escaped as RFC 8259 asks.
  public mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { source in
      guard let address = source.baseAddress else { return literal("\"\"") }
      unsafe string(address, source.count)
    }
  }

  /// What was written elsewhere, as the text of a string. Precondition: valid UTF-8.
  public mutating func string(_ other: borrowing JSONWriter) {
    unsafe string(UnsafePointer(other.base), other.count)
  }

  /// Bytes from outside as a string: what is not valid UTF-8 becomes U+FFFD.
  public mutating func string(repairing bytes: [UInt8]) { string(String(decoding: bytes, as: UTF8.self)) }

  @inlinable
  mutating func string(_ source: UnsafePointer<UInt8>, _ size: Int) {
    reserve(size &+ 16)
    var out = unsafe base + count
    unsafe out[0] = 0x22
    unsafe out += 1
    var index = 0
    while index &+ 8 <= size {
      let word = unsafe UnsafeRawPointer(source + index).loadUnaligned(as: UInt64.self)
      if Self.needsEscape(word) { break }
      unsafe UnsafeMutableRawPointer(out).storeBytes(of: word, as: UInt64.self)
      unsafe out += 8
      index &+= 8
    }
    while index < size {
      let byte = unsafe source[index]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C {
        used = unsafe out - base
        return unsafe escaped(source + index, size &- index)
      }
      unsafe out[0] = byte
      unsafe out += 1
      index &+= 1
    }
    unsafe out[0] = 0x22
    used = unsafe out + 1 - base
  }

  @inlinable
  @inline(__always)
  static func needsEscape(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    return (((word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones)) & ~word & 0x8080_8080_8080_8080) != 0
  }

  /// The rest of a string from its first byte that needs an escape.
  @inline(never)
  @usableFromInline
  mutating func escaped(_ source: UnsafePointer<UInt8>, _ size: Int) {
    reserve(size &* 6 &+ 1)
    var out = unsafe base + count
    for index in 0..<size { unsafe Self.escape(source[index], &out) }
    unsafe out[0] = 0x22
    used = unsafe out + 1 - base
  }

  private static func escape(_ byte: UInt8, _ out: inout UnsafeMutablePointer<UInt8>) {
    if byte >= 0x20 && byte != 0x22 && byte != 0x5C {
      unsafe out[0] = byte
      unsafe out += 1
      return
    }
    unsafe out[0] = 0x5C
    let short: UInt8
    switch byte {
    case 0x22, 0x5C: short = byte
    case 0x08: short = 0x62
    case 0x09: short = 0x74
    case 0x0A: short = 0x6E
    case 0x0C: short = 0x66
    case 0x0D: short = 0x72
    default: return unsafe longEscape(byte, &out)
    }
    unsafe out[1] = short
    unsafe out += 2
  }

  private static func longEscape(_ byte: UInt8, _ out: inout UnsafeMutablePointer<UInt8>) {
    let low = byte & 15
    unsafe out[1] = 0x75
    unsafe out[2] = 0x30
    unsafe out[3] = 0x30
    unsafe out[4] = 0x30 + byte >> 4
    unsafe out[5] = low < 10 ? 0x30 + low : 0x57 + low
    unsafe out += 6
  }

  // MARK: numbers

  @inlinable
  public mutating func integer(_ value: Int) {
    if value < 0 { byte(0x2D) }
    unsigned(UInt64(value.magnitude))
  }

  @inlinable
  public mutating func unsigned(_ value: UInt64) {
    reserve(20)
    let digits = Self.digitCount(value)
    var rest = value
    var out = unsafe base + count + digits
    while rest >= 10 {
      let quotient = rest / 10
      unsafe out -= 1
      unsafe out[0] = 0x30 &+ UInt8(truncatingIfNeeded: rest &- quotient &* 10)
      rest = quotient
    }
    unsafe out[-1] = 0x30 &+ UInt8(truncatingIfNeeded: rest)
    used &+= digits
  }

  @inlinable
  static func digitCount(_ value: UInt64) -> Int {
    var count = 1
    var limit: UInt64 = 10
    while value >= limit {
      count += 1
      if count == 20 { break }
      limit = limit &* 10
    }
    return count
  }

  /// The shortest decimal that reads back as the same double. JSON has no infinities and no NaN: they become `null`.
  public mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    if value.sign == .minus { byte(0x2D) }
    let magnitude = value.magnitude
    // A decimal of at most 15 digits that divides back to the same double is the shortest one.
    var scaled = magnitude
    var places = 0
    while scaled < 1e15 && places <= 22 {
      let rounded = scaled.rounded()
      if rounded / PowersOfTen[places] == magnitude { return fixed(UInt64(rounded), places) }
      places += 1
      guard places <= 22 else { break }
      scaled = magnitude * PowersOfTen[places]
    }
    raw(Array(magnitude.description.utf8))
  }

  /// `digits × 10^-places`, at least one digit on both sides of the point.
  private mutating func fixed(_ digits: UInt64, _ places: Int) {
    if places == 0 {
      unsigned(digits)
      return literal(".0")
    }
    let start = count
    unsigned(digits)
    let size = count - start
    let padding = max(0, places + 1 - size)
    reserve(padding + 1)
    let first = unsafe base + start
    unsafe memmove(first + padding, first, size)
    for index in 0..<padding { unsafe first[index] = 0x30 }
    let whole = size + padding - places
    unsafe memmove(first + whole + 1, first + whole, places)
    unsafe first[whole] = 0x2E
    used += padding + 1
  }
}

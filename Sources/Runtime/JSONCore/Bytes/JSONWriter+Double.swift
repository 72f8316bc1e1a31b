extension JSONWriter {
  /// The shortest decimal that reads back as the same double, in the notation of ECMA-262 with a fraction on whole
  /// numbers. JSON has no infinities and no NaN: they become `null`.
  @inline(never)
  public mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    if value.sign == .minus { byte(0x2D) }
    let magnitude = value.magnitude
    // 2^53: below it a whole number is written as an integer, digit by digit.
    if magnitude < 9_007_199_254_740_992 {
      let whole = UInt64(magnitude)
      if Double(whole) == magnitude {
        unsigned(whole)
        return literal(".0")
      }
      // Where up to 15 digits need no exponent and the powers of ten are exact.
      if magnitude >= 1e-6, magnitude < 1e15, short(magnitude) { return }
    }
    long(ShortestDecimal(magnitude))
  }

  /// A number that may be absent, with the text before it: `,"name":`; nothing for nil.
  @inlinable
  @inline(__always)
  public mutating func member(_ name: StaticString, double value: Double?) {
    guard let value else { return }
    literal(name)
    double(value)
  }

  /// Writes a double that is a decimal of at most 15 digits: there is only one such decimal, so it is the shortest.
  ///
  /// Scaled to 15 digits before the point it is off by less than a half, so rounding finds its digits if there are so
  /// few; dividing them again, exactly rounded because both numbers are exact, proves it.
  private mutating func short(_ magnitude: Double) -> Bool {
    // 1233 / 4096 is a little more than log10(2): the guess is right or one too low.
    var decimals = 14 &- ((Int(magnitude.exponent) &* 1233) >> 12)
    var digits = magnitude * PowersOfTen[decimals] + 0.5
    if digits >= 1e15 {
      guard decimals > 0 else { return false }
      decimals &-= 1
      digits = magnitude * PowersOfTen[decimals] + 0.5
    }
    let whole = UInt64(digits)
    guard Double(whole) / PowersOfTen[decimals] == magnitude else { return false }
    fixed(whole &* 10, point: 15 &- decimals)
    return true
  }

  /// `digits` has 16 digits, of which `point` (-5 to 15) are before the point; at least one is behind it.
  private mutating func fixed(_ digits: UInt64, point: Int) {
    reserve(40)
    let high = Self.eightDigits(digits / 100_000_000)
    let low = Self.eightDigits(digits % 100_000_000)
    // Trailing zeros of the sixteen digits: they are in the highest bytes.
    let zeros = low == 0 ? 8 &+ high.leadingZeroBitCount &>> 3 : low.leadingZeroBitCount &>> 3
    var out = unsafe base + used
    if point <= 0 {
      unsafe Self.store(0, out)
      unsafe out[1] = 0x2E
      unsafe out += 2 &- point
    }
    unsafe Self.store(high, out)
    unsafe Self.store(low, out + 8)
    if point > 0 {
      unsafe Self.shift(out + point, by: 1)
      unsafe out[point] = 0x2E
      unsafe out += 1
    }
    used = unsafe out + (16 &- zeros) - base
  }

  /// Moves 16 bytes up, both loaded before the first is stored, since the ranges overlap.
  @inline(__always)
  private static func shift(_ at: UnsafeMutablePointer<UInt8>, by distance: Int) {
    let source = UnsafeRawPointer(at)
    let first = unsafe source.loadUnaligned(as: UInt64.self)
    let second = unsafe source.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    unsafe UnsafeMutableRawPointer(at + distance).storeBytes(of: first, as: UInt64.self)
    unsafe UnsafeMutableRawPointer(at + distance).storeBytes(of: second, toByteOffset: 8, as: UInt64.self)
  }

  /// Any decimal: with a point as long as at most 21 digits are before it or 5 zeros behind it, which is where
  /// `Number::toString` of ECMA-262 changes to an exponent.
  private mutating func long(_ decimal: ShortestDecimal) {
    let start = used
    unsigned(decimal.digits)
    let count = used - start
    let point = count + decimal.exponent
    if point > 21 || point < -5 { return scientific(start, count, point - 1) }
    if point >= count {
      for _ in count..<point { byte(0x30) }
      return literal(".0")
    }
    let zeros = max(0, 1 - point)
    insert(zeros, at: start)
    insert(1, at: start + point + zeros)
    unsafe base[start + point + zeros] = 0x2E
  }

  /// `1.5e+300`: one digit, the rest behind the point, the exponent with its sign.
  private mutating func scientific(_ start: Int, _ count: Int, _ exponent: Int) {
    if count > 1 {
      insert(1, at: start + 1)
      unsafe base[start + 1] = 0x2E
    }
    byte(0x65)
    if exponent > 0 { byte(0x2B) }
    integer(exponent)
  }

  /// Moves what was written from the offset `position` on up by `count` bytes and fills the room with zeros.
  private mutating func insert(_ count: Int, at position: Int) {
    reserve(count)
    for index in stride(from: used - 1, through: position, by: -1) { unsafe base[index + count] = base[index] }
    for index in 0..<count { unsafe base[position + index] = 0x30 }
    used += count
  }
}

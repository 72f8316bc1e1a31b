extension JSONWriter {
  /// The digits of RFC 8259, without a point: also those of 2^53 and more, which some readers round.
  @inline(never)
  public mutating func integer(_ value: Int) { decimal(UInt64(value.magnitude), negative: value < 0) }

  @inline(never)
  public mutating func unsigned(_ value: UInt64) { decimal(value, negative: false) }

  /// A number that may be absent, with the text before it: `,"name":`; nothing for nil.
  @inlinable
  @inline(__always)
  public mutating func member(_ name: StaticString, integer value: Int?) {
    guard let value else { return }
    literal(name)
    integer(value)
  }

  /// At most 20 digits and a sign. A sign is always stored and only counted when there is one: no branch.
  @inline(__always)
  private mutating func decimal(_ value: UInt64, negative: Bool) {
    reserve(32)
    var out = unsafe base + used
    unsafe out[0] = 0x2D
    unsafe out += negative ? 1 : 0
    // Counts and flags are mostly one digit.
    if value < 10 {
      unsafe out[0] = 0x30 &+ UInt8(truncatingIfNeeded: value)
      used = unsafe out + 1 - base
      return
    }
    var rest = value
    // Eight digits at a time, the first group without its leading zeros.
    if rest >= 100_000_000 {
      if rest >= 10_000_000_000_000_000 {
        // 17 to 20 digits: the first up to four, then twice eight.
        unsafe Self.leading(rest / 10_000_000_000_000_000, &out)
        rest %= 10_000_000_000_000_000
        unsafe Self.store(Self.eightDigits(rest / 100_000_000), out)
        unsafe out += 8
      } else {
        unsafe Self.leading(rest / 100_000_000, &out)
      }
      unsafe Self.store(Self.eightDigits(rest % 100_000_000), out)
      unsafe out += 8
    } else {
      unsafe Self.leading(rest, &out)
    }
    used = unsafe out - base
  }

  /// A number below 10^8 without leading zeros. Precondition: it is not 0.
  @inline(__always)
  private static func leading(_ value: UInt64, _ out: inout UnsafeMutablePointer<UInt8>) {
    let digits = eightDigits(value)
    let zeros = digits.trailingZeroBitCount & ~7
    unsafe store(digits &>> UInt64(zeros), out)
    unsafe out += 8 &- zeros &>> 3
  }

  /// Digit values as ASCII.
  @inline(__always)
  static func store(_ digits: UInt64, _ out: UnsafeMutablePointer<UInt8>) {
    unsafe UnsafeMutableRawPointer(out).storeBytes(
      of: (digits | 0x3030_3030_3030_3030).littleEndian, as: UInt64.self)
  }

  /// The eight digits of a number below 10^8, each in a byte, the first one in the lowest. Halves, quarters and eighths
  /// are divided side by side in one word: multiplying by 10486 and shifting by 20 divides by 100, 103 and 10 by 10.
  @inline(__always)
  static func eightDigits(_ value: UInt64) -> UInt64 {
    let fours = value / 10_000 &+ (value % 10_000) &<< 32
    let hundreds = ((fours &* 10_486) &>> 20) & 0x0000_007F_0000_007F
    let twos = hundreds &+ (fours &- hundreds &* 100) &<< 16
    let tens = ((twos &* 103) &>> 10) & 0x000F_000F_000F_000F
    return tens &+ (twos &- tens &* 10) &<< 8
  }
}

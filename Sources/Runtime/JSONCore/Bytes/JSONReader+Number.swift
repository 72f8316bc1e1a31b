import Glibc

extension JSONReader {
  /// One bit per byte that is no digit; the lowest set bit is exact, higher ones may come from a carry or a borrow.
  @inlinable
  @inline(__always)
  static func nonDigits(_ word: UInt64) -> UInt64 { ((word &+ ones &* 0x46) | (word &- ones &* 0x30)) & highs }

  /// The value of the first `count` digits of a word, 1 to 8 of them, the most significant in the lowest byte. Pairs,
  /// then fours, then eights are joined side by side in one word: three multiplications however many digits there are.
  @inlinable
  @inline(__always)
  static func digits(_ word: UInt64, _ count: Int) -> UInt64 {
    var value = (word &- ones &* 0x30) << UInt64(64 &- count &* 8)
    value = value &* 10 &+ value >> 8
    let low = (value & 0xFF_0000_00FF) &* (100 &+ 1_000_000 << 32)
    let high = (value >> 16 & 0xFF_0000_00FF) &* (1 &+ 10_000 << 32)
    return (low &+ high) >> 32
  }

  /// An integer of at most 18 digits, written plainly; nil, with nothing taken, for any other value. 18, because no
  /// such number overflows an `Int`. Says nothing of why not: `integer` does.
  @inlinable
  @inline(__always)
  public mutating func plainInteger() -> Int? {
    skipWhitespace()
    let negative = unsafe cursor[0] == 0x2D
    let start = unsafe negative ? cursor + 1 : cursor
    let word = unsafe Self.load(start)
    let stop = Self.nonDigits(word)
    let count = stop.trailingZeroBitCount >> 3
    let next = UInt8(truncatingIfNeeded: word >> UInt64(truncatingIfNeeded: stop.trailingZeroBitCount & 0x38))
    // Eight digits and perhaps more.
    if stop == 0 { return longInteger() }
    // A point or an exponent follows: the value may still be an integer, which the slower way finds out.
    if count == 0 || next == 0x2E || next | 0x20 == 0x65 { return nil }
    // JSON has no leading zeros (RFC 8259, 6).
    if word & 0xFF == 0x30 && count > 1 { return nil }
    unsafe cursor = start + count
    let value = Int(truncatingIfNeeded: Self.digits(word, count))
    return negative ? 0 &- value : value
  }

  /// An integer that fits 64 bits, also when written `2.0` or `2e3`; nil with a `mismatch` when the value is not an
  /// integer, with `numberOutOfRange` when it does not fit.
  @inlinable
  @inline(__always)
  public mutating func integer() -> Int? { plainInteger() ?? unusualInteger() }

  /// The same for eight digits and more, one at a time. Beyond 18 digits the sum may have overflowed, and is not used.
  @inline(never)
  @usableFromInline
  mutating func longInteger() -> Int? {
    let negative = unsafe cursor[0] == 0x2D
    let digits = unsafe negative ? cursor + 1 : cursor
    var scan = unsafe digits
    var value = 0
    while unsafe scan[0] &- 0x30 <= 9 {
      value = unsafe value &* 10 &+ Int(scan[0] &- 0x30)
      unsafe scan += 1
    }
    let next = unsafe scan[0]
    if unsafe scan - digits > 18 || digits[0] == 0x30 || next == 0x2E || next | 0x20 == 0x65 { return nil }
    unsafe cursor = scan
    return negative ? 0 &- value : value
  }

  /// By its digits: `2.0`, `2e3`, 19 digits. A value that is refused is not taken, so that the offset of the failure is
  /// where the number begins.
  @inline(never)
  @usableFromInline
  mutating func unusualInteger() -> Int? {
    let start = unsafe cursor
    guard let decimal = decimal() else { return nil }
    // Of another type, not out of range: the two failures lead to different messages.
    guard decimal.isInteger else {
      unsafe cursor = start
      _ = mismatch()
      return nil
    }
    guard let value = decimal.int else {
      unsafe cursor = start
      _ = fail(.numberOutOfRange)
      return nil
    }
    return value
  }

  /// A number of at most seven digits before the point and eight behind it, written plainly; nil, with nothing taken,
  /// for any other value.
  ///
  /// Digits and power of ten are exact doubles, so one division rounds correctly, and two different numbers of at
  /// most 15 digits never give the same double: comparing with a bound of as many digits is exact.
  @inlinable
  @inline(__always)
  public mutating func plainDouble() -> Double? {
    skipWhitespace()
    let negative = unsafe cursor[0] == 0x2D
    let start = unsafe negative ? cursor + 1 : cursor
    let word = unsafe Self.load(start)
    let stop = Self.nonDigits(word)
    let count = stop.trailingZeroBitCount >> 3
    // Eight digits and more before the point, none at all, or a leading zero: not plain.
    if stop == 0 || count == 0 || (word & 0xFF == 0x30 && count > 1) { return nil }
    var value = Double(Self.digits(word, count))
    // Behind the digits in front of the point.
    var past = unsafe start + count
    if unsafe past[0] == 0x2E {
      let fraction = unsafe Self.load(past + 1)
      let fractionDigits = Self.nonDigits(fraction).trailingZeroBitCount >> 3
      unsafe past += 1 + fractionDigits
      if unsafe fractionDigits == 0 || past[0] &- 0x30 <= 9 { return nil }
      // Both numbers below 10^8, their sum below 10^15: each step is exact but the division, which rounds once.
      let scale = Self.powerOfTen(fractionDigits)
      value = (value * scale + Double(Self.digits(fraction, fractionDigits))) / scale
    }
    if unsafe past[0] | 0x20 == 0x65 { return nil }
    unsafe cursor = past
    return negative ? -value : value
  }

  /// 10^0 to 10^8; a table once compiled.
  @inlinable
  @inline(__always)
  static func powerOfTen(_ exponent: Int) -> Double {
    switch exponent {
    case 1: 1e1
    case 2: 1e2
    case 3: 1e3
    case 4: 1e4
    case 5: 1e5
    case 6: 1e6
    case 7: 1e7
    case 8: 1e8
    default: 1
    }
  }

  /// The nearest double; nil with `numberOutOfRange` beyond its range, with a `mismatch` when it is not a number.
  /// Rounding is right for every number: what the quick ways cannot do exactly goes to `strtod`.
  @inlinable
  @inline(__always)
  public mutating func double() -> Double? { plainDouble() ?? longDouble() }

  /// Up to 15 digits; hands on to `unusualDouble` what has more, an exponent, or is no number.
  @inline(never)
  @usableFromInline
  mutating func longDouble() -> Double? {
    let start = unsafe cursor
    var scan = unsafe cursor
    let negative = unsafe scan[0] == 0x2D
    if negative { unsafe scan += 1 }
    let whole = unsafe scan
    var mantissa: UInt64 = 0
    while true {
      let digit = unsafe scan[0] &- 0x30
      if digit > 9 { break }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      unsafe scan += 1
    }
    let wholeCount = unsafe scan - whole
    var fractionCount = 0
    if unsafe scan[0] == 0x2E {
      unsafe scan += 1
      let fraction = unsafe scan
      while true {
        let digit = unsafe scan[0] &- 0x30
        if digit > 9 { break }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        unsafe scan += 1
      }
      fractionCount = unsafe scan - fraction
      if fractionCount == 0 { return unsafe unusualDouble(start) }
    }
    // Up to 15 digits both the digits and the power of ten are exact doubles, so one division rounds correctly.
    // A leading zero before further digits is no number (RFC 8259, 6); an exponent takes the slower way.
    let plain =
      unsafe wholeCount > 0 && wholeCount + fractionCount <= 15 && scan[0] | 0x20 != 0x65
      && !(wholeCount > 1 && whole[0] == 0x30)
    if !plain { return unsafe unusualDouble(start) }
    unsafe cursor = scan
    let value = fractionCount == 0 ? Double(mantissa) : Double(mantissa) / PowersOfTen[fractionCount]
    return negative ? -value : value
  }

  /// `strtod` over the token, whose grammar has been checked first, since it would also take `inf` and leading blanks.
  /// What follows a number and is no part of it fails at the next token. A number that becomes infinite fails; one that
  /// becomes zero does not.
  private mutating func unusualDouble(_ start: UnsafePointer<UInt8>) -> Double? {
    unsafe cursor = start
    guard numberToken() else { return nil }
    let value = unsafe start.withMemoryRebound(to: CChar.self, capacity: tokenLength + 1) { unsafe strtod($0, nil) }
    guard value.isFinite else {
      unsafe cursor = start
      _ = fail(.numberOutOfRange)
      return nil
    }
    return value
  }

  /// Takes a number and makes its text the token: the grammar of RFC 8259, 6, and nothing else.
  @usableFromInline
  mutating func numberToken() -> Bool {
    skipWhitespace()
    let start = unsafe cursor
    var scan = unsafe cursor
    if unsafe scan[0] == 0x2D { unsafe scan += 1 }
    guard unsafe scan[0] &- 0x30 <= 9 else {
      if unsafe scan == start { return mismatch() }
      unsafe cursor = scan
      return fail(.invalidNumber)
    }
    let leadingZero = unsafe scan[0] == 0x30
    let wholeCount = unsafe Self.skipDigits(&scan)
    if leadingZero && wholeCount > 1 { return fail(.invalidNumber) }
    if unsafe scan[0] == 0x2E {
      unsafe scan += 1
      if unsafe Self.skipDigits(&scan) == 0 { return fail(.invalidNumber) }
    }
    if unsafe scan[0] | 0x20 == 0x65 {
      unsafe scan += 1
      if unsafe scan[0] == 0x2B || scan[0] == 0x2D { unsafe scan += 1 }
      if unsafe Self.skipDigits(&scan) == 0 { return fail(.invalidNumber) }
    }
    unsafe tokenStart = start
    tokenLength = unsafe scan - start
    tokenASCII = true
    tokenHasEscapes = false
    unsafe cursor = scan
    return true
  }

  /// Returns how many there were; ends at the terminator at the latest.
  private static func skipDigits(_ scan: inout UnsafePointer<UInt8>) -> Int {
    let start = unsafe scan
    while unsafe scan[0] &- 0x30 <= 9 { unsafe scan += 1 }
    return unsafe scan - start
  }

  /// The exact value of a number of any size; nil with a `mismatch` when the value is not a number. Allocates: for
  /// bounds and comparisons that a double cannot decide.
  public mutating func decimal() -> JSONDecimal? {
    guard numberToken() else { return nil }
    return withToken { JSONDecimal(number: $0) }
  }
}

/// 10^0 to 10^22: the powers of ten that a double holds exactly.
@usableFromInline let PowersOfTen: InlineArray<23, Double> = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]

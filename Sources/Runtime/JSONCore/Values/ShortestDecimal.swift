/// The shortest decimal that reads back as a given double: Giulietti's Schubfach, for the doubles that need 16 or 17
/// digits. Those with fewer, which is nearly all that people write, never come here.
struct ShortestDecimal {
  /// Without trailing zeros unless it is 0; at most 17 digits.
  let digits: UInt64
  /// Power of ten that the digits are multiplied with.
  let exponent: Int

  /// Precondition: `value` is finite and greater than 0.
  init(_ value: Double) {
    let fraction = value.significandBitPattern
    let biased = Int(value.exponentBitPattern)
    // value = c * 2^q; subnormal numbers have no hidden bit.
    let c = biased == 0 ? fraction : fraction | 1 << 52
    let q = max(biased, 1) - 1075
    // Below a power of two the neighbour is half as far away as above it.
    let closer = fraction == 0 && biased > 1
    // floor(log10(2^q)), of 3/4 of that for the closer neighbor, by integer fractions that are right for all exponents
    // of a double.
    let k = (q * 1_262_611 - (closer ? 524_031 : 0)) >> 22
    let power = PowerOfTen.significand(-k)
    let shift = UInt64(q + PowerOfTen.floorLog2(-k) + 1)

    // The interval that rounds to `value` in quarters of 10^k; its ends belong to it when the significand is even.
    let open: UInt64 = c & 1
    let lower = Self.product(power, (4 * c - 2 + (closer ? 1 : 0)) << shift) + open
    let middle = Self.product(power, 4 * c << shift)
    let upper = Self.product(power, (4 * c + 2) << shift) - open
    (digits, exponent) = Self.stripped(Self.nearest(lower, middle, upper), k)
  }

  /// The integer, times four inside the interval, that has one digit less when there is such a one, and otherwise the
  /// one nearest to the middle.
  private static func nearest(_ lower: UInt64, _ middle: UInt64, _ upper: UInt64) -> UInt64 {
    let s = middle / 4
    let tens = s / 10
    let tenBelow = lower <= 40 * tens
    let tenAbove = 40 * tens + 40 <= upper
    if s >= 10, tenBelow != tenAbove { return (tens + (tenAbove ? 1 : 0)) * 10 }
    let below = lower <= 4 * s
    let above = 4 * s + 4 <= upper
    if below != above { return s + (above ? 1 : 0) }
    let half = 4 * s + 2
    return s + (middle > half || (middle == half && s & 1 == 1) ? 1 : 0)
  }

  /// `nearest` may return a multiple of ten.
  private static func stripped(_ digits: UInt64, _ exponent: Int) -> (UInt64, Int) {
    var (digits, exponent) = (digits, exponent)
    while digits != 0, digits % 10 == 0 {
      digits /= 10
      exponent += 1
    }
    return (digits, exponent)
  }

  /// The top 64 bits of a 192-bit product, the lowest bit set when anything below it is not zero.
  private static func product(_ power: (high: UInt64, low: UInt64), _ factor: UInt64) -> UInt64 {
    let low = factor.multipliedFullWidth(by: power.low)
    let high = factor.multipliedFullWidth(by: power.high)
    let (middle, carry) = high.low.addingReportingOverflow(low.high)
    return (high.high + (carry ? 1 : 0)) | (middle > 1 ? 1 : 0)
  }
}

/// The first 128 bits of the powers of ten from 10^-292 to 10^324, rounded up.
enum PowerOfTen {
  private static let least = -292
  private static let greatest = 324

  /// The largest `n` such that 2^n <= 10^exponent.
  static func floorLog2(_ exponent: Int) -> Int { (exponent * 1_741_647) >> 19 }

  /// Precondition: within the table, which all finite doubles are.
  static func significand(_ exponent: Int) -> (high: UInt64, low: UInt64) {
    let index = 2 * (exponent - least)
    return (words[index], words[index + 1])
  }

  /// Computed once, in a tenth of a millisecond, when the first double of 16 digits is written.
  private static let words: [UInt64] = {
    var words: [UInt64] = []
    words.reserveCapacity(2 * (greatest - least + 1))
    var downwards: [UInt64] = []
    var fraction = FixedPoint(size: 22)
    for _ in 0 ..< -least {
      fraction.divideByTen()
      let top = fraction.top128(exact: false)
      downwards += [top.low, top.high]
    }
    words += downwards.reversed()
    var whole = FixedPoint(size: 1)
    for _ in 0...greatest {
      let top = whole.top128(exact: true)
      words += [top.high, top.low]
      whole.multiplyByTen()
    }
    return words
  }()
}

/// A number of a fixed count of 64-bit words, least significant first, that starts as a power of two.
private struct FixedPoint {
  private var words: [UInt64]

  /// 2^(64 (size - 1)): 1 above the point when dividing, 1 in the lowest word when multiplying after a shift.
  init(size: Int) {
    words = [UInt64](repeating: 0, count: size)
    words[size - 1] = 1
  }

  /// Exact but for what falls off at the end: 22 words have more than 128 good bits left at 10^-292.
  mutating func divideByTen() {
    var remainder: UInt64 = 0
    for index in words.indices.reversed() {
      (words[index], remainder) = UInt64(10).dividingFullWidth((remainder, words[index]))
    }
  }

  mutating func multiplyByTen() {
    var carry: UInt64 = 0
    for index in words.indices {
      let product = words[index].multipliedFullWidth(by: 10)
      let (sum, over) = product.low.addingReportingOverflow(carry)
      words[index] = sum
      carry = product.high + (over ? 1 : 0)
    }
    if carry > 0 { words.append(carry) }
  }

  /// The 128 bits from the highest one set, plus one unless that is all there is.
  func top128(exact: Bool) -> (high: UInt64, low: UInt64) {
    guard let first = words.lastIndex(where: { $0 != 0 }) else { return (0, 0) }
    func word(_ index: Int) -> UInt64 { index >= 0 ? words[index] : 0 }
    let shift = UInt64(words[first].leadingZeroBitCount)
    func shifted(_ index: Int) -> UInt64 {
      shift == 0 ? word(index) : word(index) << shift | word(index - 1) >> (64 - shift)
    }
    let (high, low) = (shifted(first), shifted(first - 1))
    let rest = shifted(first - 2) != 0 || words[..<max(first - 2, 0)].contains { $0 != 0 }
    guard rest || !exact else { return (high, low) }
    let (sum, over) = low.addingReportingOverflow(1)
    return (high + (over ? 1 : 0), sum)
  }
}

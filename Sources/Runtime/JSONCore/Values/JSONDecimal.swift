/// A number exactly as written: `±digits × 10^exponent`, of any size and precision.
///
/// Normalised: no leading and no trailing zero digits; zero has no digits. So equal values have equal fields, and
/// hashing and comparing need no arithmetic. Exponents saturate far outside what any comparison needs, so
/// `1E+1000000000` costs no more than `1`.
public struct JSONDecimal: Sendable, Hashable {
  /// Decimal digits, values 0 to 9, most significant first.
  let digits: [UInt8]
  let exponent: Int
  public let isNegative: Bool

  /// Bounds what an exponent part may say and, more tightly, where the first digit may be: the canonical text of
  /// any value then reads back as the same value.
  private static let exponentLimit = 1 << 59
  private static let magnitudeLimit = 1 << 58

  /// The value of a JSON number's text, whose grammar somebody has checked.
  public init(number: Span<UInt8>) {
    var digits: [UInt8] = []
    var exponent = 0
    var seenPoint = false
    var index = 0
    let negative = number.count > 0 && number[0] == 0x2D
    if negative { index = 1 }
    // Up to the exponent: leading zeros are left out, digits behind the point lower the exponent.
    while index < number.count, number[index] | 0x20 != 0x65 {
      if number[index] == 0x2E {
        seenPoint = true
      } else {
        if !(digits.isEmpty && number[index] == 0x30) { digits.append(number[index] - 0x30) }
        if seenPoint { exponent -= 1 }
      }
      index += 1
    }
    if index < number.count { exponent += Self.exponent(number, from: index + 1) }
    // Trailing zeros go into the exponent, so that `100` and `1e2` are one value.
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    self.digits = digits
    let magnitude = max(-Self.magnitudeLimit, min(digits.count + exponent, Self.magnitudeLimit))
    self.exponent = digits.isEmpty ? 0 : magnitude - digits.count
    isNegative = negative && !digits.isEmpty
  }

  /// The exact value of an integer.
  public init(_ value: Int) { self.init(number: Array(String(value).utf8).span) }

  /// The value of a number's text, zero when it is not one. For constants that the compiler has checked.
  public init(text: String) { self.init(number: Array(text.utf8).span) }

  private static func exponent(_ text: Span<UInt8>, from start: Int) -> Int {
    var value = 0
    var negative = false
    for index in start..<text.count {
      switch text[index] {
      case 0x2B: break
      case 0x2D: negative = true
      case let byte: value = min(value * 10 + Int(byte - 0x30), exponentLimit)
      }
    }
    return negative ? -value : value
  }

  public var isZero: Bool { digits.isEmpty }

  /// Whether the value has no fractional part: `1.0` and `1e2` have none. Exact, since trailing zeros are in the
  /// exponent.
  public var isInteger: Bool { exponent >= 0 }

  /// Position of the most significant digit: 1 for 1...9, 2 for 10...99, 0 for 0.1.
  private var magnitude: Int { digits.count + exponent }

  /// The value as an `Int`, nil when it is not integral or does not fit. Counts downwards from zero, since the smallest
  /// `Int` has no positive counterpart.
  public var int: Int? {
    guard isInteger, magnitude <= 19 else { return nil }
    // Subtracted, so that the sum never leaves the range that negative numbers have.
    var value = 0
    for position in 0..<magnitude {
      let digit = position < digits.count ? Int(digits[position]) : 0
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      let (next, carried) = scaled.subtractingReportingOverflow(digit)
      if overflow || carried { return nil }
      value = next
    }
    if isNegative { return value }
    return value == Int.min ? nil : -value
  }

  /// Leaves signs aside: positions first, then digits, which compare like words in a dictionary.
  private func hasSmallerMagnitude(than other: JSONDecimal) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    if magnitude != other.magnitude { return magnitude < other.magnitude }
    return digits.lexicographicallyPrecedes(other.digits)
  }

  /// The digits as a number, nil beyond 18 of them, which always fit 64 bits, and for zero, which has none.
  public var significand: UInt64? {
    guard !digits.isEmpty, digits.count <= 18 else { return nil }
    return digits.reduce(0) { $0 * 10 + UInt64($1) }
  }

  /// Whether the value, as a literal, is a double that no other value of at most 15 digits shares.
  public var isPlainDouble: Bool { digits.count <= 15 && magnitude <= 300 && magnitude >= -300 }

  /// The value without its fraction, towards positive infinity when `roundedUp`, otherwise towards negative infinity.
  /// Nil when it does not fit an `Int`.
  public func integerPart(roundedUp: Bool) -> Int? {
    if isInteger { return int }
    // The digits in front of the point, and one step away from zero where the rounding goes there.
    let whole = JSONDecimal(digits: Array(digits.prefix(max(0, magnitude))), exponent: 0, isNegative: isNegative)
    guard let truncated = whole.int else { return nil }
    if roundedUp { return isNegative ? truncated : truncated + 1 }
    return isNegative ? truncated - 1 : truncated
  }

  private init(digits: [UInt8], exponent: Int, isNegative: Bool) {
    var digits = digits
    var exponent = exponent
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    self.digits = digits
    self.exponent = digits.isEmpty ? 0 : exponent
    self.isNegative = isNegative && !digits.isEmpty
  }

  /// Canonical text: plain digits for integers of up to 21 digits, otherwise scientific.
  public var text: String {
    if isZero { return "0" }
    let sign = isNegative ? "-" : ""
    let plain = digits.map { String($0) }.joined()
    if exponent >= 0, magnitude <= 21 { return sign + plain + String(repeating: "0", count: exponent) }
    if exponent < 0, magnitude > 0 { return sign + plain.prefix(magnitude) + "." + plain.dropFirst(magnitude) }
    if magnitude <= 0, magnitude > -6 { return sign + "0." + String(repeating: "0", count: -magnitude) + plain }
    let fraction = plain.count > 1 ? "." + plain.dropFirst() : ""
    return sign + plain.prefix(1) + fraction + "e" + String(magnitude - 1)
  }
}

extension JSONDecimal: Comparable {
  public static func < (left: JSONDecimal, right: JSONDecimal) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.hasSmallerMagnitude(than: left) : left.hasSmallerMagnitude(than: right)
  }
}

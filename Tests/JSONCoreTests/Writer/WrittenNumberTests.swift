import JSONCore
import Testing

@Suite struct WrittenNumberTests {
  private func text(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(capacity: 64)
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  // MARK: integers

  @Test func integersAroundEveryPowerOfTenAndTwo() {
    var power: UInt64 = 1
    for _ in 0..<20 {
      for value in [power &- 1, power, power &+ 1, power &* 9, power / 3] {
        #expect(text { $0.unsigned(value) } == String(value))
      }
      power = power &* 10
    }
    for shift in 0..<64 {
      for value in [Int(truncatingIfNeeded: 1 << UInt64(shift)), -(1 << min(shift, 62)), (1 << min(shift, 62)) - 1] {
        #expect(text { $0.integer(value) } == String(value))
      }
    }
    for value in [Int.min, Int.min + 1, -1, 0, Int.max] { #expect(text { $0.integer(value) } == String(value)) }
  }

  @Test func everyNumberOfFourDigitsAndMoreAtRandom() throws {
    for value in 0..<10_000 { try #require(text { $0.integer(value) } == String(value)) }
    var random = FixedRandom(seed: 3)
    for _ in 0..<50_000 {
      let value = Int(truncatingIfNeeded: random.next() >> (random.next() % 64))
      try #require(text { $0.integer(value) } == String(value))
    }
  }

  // MARK: doubles

  @Test(
    arguments: [
      (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1.5, "-1.5"), (0.1, "0.1"), (0.00033152, "0.00033152"),
      (0.000001, "0.000001"), (1e-7, "1e-7"), (1.5e-7, "1.5e-7"), (123456789.125, "123456789.125"),
      (1e15, "1000000000000000.0"), (9007199254740991, "9007199254740991.0"), (9007199254740992, "9007199254740992.0"),
      (1e16, "10000000000000000.0"), (1e20, "100000000000000000000.0"), (1e21, "1e+21"),
      (123456789012345683968, "123456789012345680000.0"), (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e+308"), (2.2250738585072014e-308, "2.2250738585072014e-308"),
      (0.30000000000000004, "0.30000000000000004"), (0.1 + 0.7, "0.7999999999999999"),
      (999999999999999.9, "999999999999999.9"),
      (1e23, "1e+23"), (9.5367431640625e-7, "9.5367431640625e-7"), (0.5, "0.5"), (100.25, "100.25"),
      (123456.789, "123456.789"), (99999.99999, "99999.99999"),
      (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
    ] as [(Double, String)])
  func doublesHaveTheNotationOfECMA262(value: Double, expected: String) {
    #expect(text { $0.double(value) } == expected)
  }

  /// The digits are Swift's own shortest digits and the text reads back to the same bits, by two readers.
  private func check(_ value: Double) throws {
    let written = text { $0.double(value) }
    try #require(Double(written)?.bitPattern == value.bitPattern, "\(value) \(written)")
    try #require(digits(written) == digits(value.description), "\(value) \(written)")
    var reader = JSONReader(JSONBytes(written))
    let read = reader.double()
    try #require(read?.bitPattern == value.bitPattern)
  }

  private func digits(_ text: String) -> String {
    let mantissa = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
    return String(mantissa.reversed().drop { $0 == "0" }.reversed())
  }

  @Test func shortestDigitsOfAnyBitPattern() throws {
    var random = FixedRandom(seed: 11)
    for _ in 0..<40_000 {
      let value = Double(bitPattern: random.next())
      if value.isFinite { try check(value) }
    }
  }

  @Test func shortestDigitsOfDecimals() throws {
    var random = FixedRandom(seed: 12)
    let powers = (0...22).map { Double("1e\($0)") ?? 0 }
    for _ in 0..<40_000 {
      let digits = random.next() >> (random.next() % 60)
      try check(Double(digits % (1 << 53)) / powers[Int(random.next() % 23)])
    }
  }

  @Test func powersOfTwoAndTheirNeighbours() throws {
    for exponent in -1074...1023 {
      let value = Double(sign: .plus, exponent: exponent, significand: 1)
      for near in [value.nextDown, value, value.nextUp] where near > 0 && near.isFinite { try check(near) }
    }
  }

  @Test func powersOfTenAndTheirNeighbours() throws {
    for exponent in -323...308 {
      let value = try #require(Double("1e\(exponent)"))
      for near in [value.nextDown, value, value.nextUp, -value] { try check(near) }
    }
  }

  @Test func absentNumbers() {
    let written = text {
      $0.member(",\"a\":", integer: nil)
      $0.member(",\"b\":", integer: -7)
      $0.member(",\"c\":", double: nil)
      $0.member(",\"d\":", double: 0.25)
      $0.member(",\"e\":", boolean: nil)
      $0.member(",\"f\":", boolean: true)
    }
    #expect(written == #","b":-7,"d":0.25,"f":true"#)
  }
}

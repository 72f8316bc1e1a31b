import JSONCore
import Testing

@Suite struct NumberTests {
  private func decimal(_ text: String) -> JSONDecimal { JSONDecimal(number: Array(text.utf8).span) }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("1.0", 1), ("2e3", 2000),
    ("1200e-2", 12), ("-5.00", -5), ("999999999999999999", 999_999_999_999_999_999),
    ("1000000000000000000", 1_000_000_000_000_000_000),
    ("0e999999999999", 0), ("9223372036854775807.000", Int.max), ("0.9e1", 9),
  ])
  func integersAreExact(text: String, value: Int) {
    var reader = JSONReader(JSONBytes(text))
    let result1 = reader.integer()
    #expect(result1 == value)
    let finished = reader.finish()
    #expect(finished)
    #expect(decimal(text).int == value)
  }

  @Test(arguments: [
    ("9223372036854775808", JSONFailure.numberOutOfRange), ("-9223372036854775809", .numberOutOfRange),
    ("1e19", .numberOutOfRange), ("1E+1000000000", .numberOutOfRange), ("1.5", .mismatch), ("1e-1", .mismatch),
    ("\"1\"", .mismatch), ("01", .invalidNumber), ("1.", .invalidNumber), ("1e", .invalidNumber), ("+1", .mismatch),
    (".5", .mismatch),
  ])
  func rejectsOtherNumbers(text: String, failure: JSONFailure) {
    var reader = JSONReader(JSONBytes(text + " "))
    let result2 = reader.integer()
    #expect(result2 == nil)
    #expect(reader.failure == failure)
  }

  /// In ascending order, equal ones in one entry.
  private static let ascending: [[String]] = [
    ["-1e1000000000000"], ["-1e400"], ["-9223372036854775809"], ["-9223372036854775808", "-9.223372036854775808e18"],
    ["-1.5", "-15e-1"], ["-1e-400"], ["0", "-0", "0.000", "0e5", "-0.0e-99999999999999999999"], ["1e-1000000000"],
    ["1e-400"], ["0.1", "1e-1", "0.1000"], ["0.10000000000000000000001"], ["0.3"], ["1", "1.0", "10e-1", "0.01e2"],
    ["1.5"], ["9007199254740992"], ["9007199254740993"], ["9223372036854775807"], ["9223372036854775808"], ["1e400"],
    ["1E+1000000000", "10e999999999"],
  ]

  @Test func comparisonIsExact() {
    for (leftRank, lefts) in Self.ascending.enumerated() {
      for (rightRank, rights) in Self.ascending.enumerated() {
        for left in lefts {
          for right in rights {
            #expect((decimal(left) < decimal(right)) == (leftRank < rightRank), "\(left) < \(right)")
            #expect((decimal(left) == decimal(right)) == (leftRank == rightRank), "\(left) == \(right)")
          }
        }
      }
    }
  }

  @Test(arguments: [
    ("0", "3", true), ("9", "3", true), ("10", "3", false), ("0.3", "0.1", true), ("0.35", "0.1", false),
    ("19.99", "0.01", true), ("1e308", "0.123456789", false), ("1e1000000000", "7", false), ("7e1000000000", "7", true),
    ("1e1000000000", "0.5", true), ("1e-1000000000", "0.5", false), ("-4.5", "1.5", true),
    ("9007199254740993", "9007199254740993", true), ("9007199254740993", "2", false), ("12391239123", "1e-8", true),
    ("123456789012345678901234567890", "10", true), ("123456789012345678901234567891", "10", false),
    ("999999999999999999", "999999999999999999", true), ("1e400", "1e399", true), ("1e399", "1e400", false),
  ])
  func multiplesAreExact(value: String, divisor: String, isMultiple: Bool) {
    #expect(decimal(value).isMultiple(of: decimal(divisor)) == isMultiple)
  }

  /// Divisors of 19 to 60 digits: a product is a multiple, the numbers beside it are not.
  @Test func multiplesOfLongNumbersAreExact() {
    var random = 88_172_645_463_325_252 as UInt64
    func digits(_ count: Int) -> [UInt8] {
      (0..<count).map { index in
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return index == 0 ? UInt8(random % 9 + 1) : UInt8(random % 10)
      }
    }
    for round in 0..<300 {
      let divisor = digits(19 + round % 42)
      let product = Self.product(divisor, digits(1 + round % 50))
      let text = { (digits: [UInt8]) in digits.map { String($0) }.joined() }
      let modulus = decimal(text(divisor))
      #expect(decimal(text(product)).isMultiple(of: modulus))
      #expect(decimal(text(product) + "e9").isMultiple(of: modulus))
      #expect(decimal("-" + text(product) + "000").isMultiple(of: modulus))
      #expect(!decimal(text(product) + "e-400").isMultiple(of: modulus))
      var neighbour = product
      neighbour[neighbour.count - 1] = (neighbour[neighbour.count - 1] + 1) % 10
      #expect(!decimal(text(neighbour)).isMultiple(of: modulus))
    }
    #expect(decimal("1e1000000000").isMultiple(of: decimal("1000000000000000000000000000000000000000e-20")))
    #expect(!decimal("1e1000000000").isMultiple(of: decimal("3000000000000000000000000000000000000001")))
  }

  private static func product(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var result = [Int](repeating: 0, count: left.count + right.count)
    for (i, a) in left.enumerated() { for (j, b) in right.enumerated() { result[i + j + 1] += Int(a) * Int(b) } }
    for index in result.indices.dropFirst().reversed() {
      result[index - 1] += result[index] / 10
      result[index] %= 10
    }
    return result.map { UInt8($0) }
  }

  @Test(arguments: [
    ("0", "0"), ("-0.0", "0"), ("1.50", "1.5"), ("1e20", "100000000000000000000"), ("1e21", "1e21"),
    ("12e30", "1.2e31"),
    ("0.000001", "0.000001"), ("1e-9", "1e-9"), ("-12.5e-1", "-1.25"), ("1E+1000000000", "1e1000000000"),
  ])
  func decimalsHaveOneText(text: String, canonical: String) {
    #expect(decimal(text).text == canonical)
    #expect(decimal(canonical) == decimal(text))
  }

  @Test func hugeExponentsCostNothing() {
    let long = "1" + String(repeating: "0", count: 100_000)
    #expect(decimal(long) == decimal("1e100000"))
    #expect(decimal("1e" + String(repeating: "9", count: 100_000)).int == nil)
  }

  @Test(
    arguments: [
      ("1e400", nil), ("-1e400", nil), ("1e-400", 0), ("1.7976931348623157e308", 1.7976931348623157e308),
      ("4.9e-324", Double.leastNonzeroMagnitude), ("9007199254740993", 9007199254740992), ("0.1", 0.1),
      ("123456789012345.6", 123456789012345.6),
      ("-0", -0.0), ("1E2", 100), ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
    ] as [(String, Double?)])
  func doublesAreTheNearest(text: String, value: Double?) {
    var reader = JSONReader(JSONBytes(text))
    let result3 = reader.double()
    #expect(result3 == value)
    #expect(value != nil || reader.failure == .numberOutOfRange)
  }

  @Test func writtenDoublesReadBackAndAreShort() throws {
    var random = FixedRandom(seed: 1)
    var writer = JSONWriter()
    for _ in 0..<100_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      try checkRoundTrip(value, &writer)
      // Prices, counts and coordinates have few digits.
      let short = Double(Int.random(in: -1_000_000...1_000_000, using: &random)) / 1000
      try checkRoundTrip(short, &writer)
    }
  }

  private func checkRoundTrip(_ value: Double, _ writer: inout JSONWriter) throws {
    writer.reset()
    writer.double(value)
    let text = writer.bytes
    var reader = JSONReader(JSONBytes(text))
    let read = reader.double()
    try #require(read?.bitPattern == value.bitPattern, "\(value)")
    try #require(digits(text) <= digits(Array(value.description.utf8)), "\(value)")
  }

  /// Significant digits of a number's text.
  private func digits(_ text: [UInt8]) -> Int {
    let mantissa = text.prefix { $0 | 0x20 != UInt8(ascii: "e") }.filter { $0 >= 0x30 && $0 <= 0x39 }
    let trimmed = mantissa.drop { $0 == 0x30 }.reversed().drop { $0 == 0x30 }
    return trimmed.count
  }

  @Test(arguments: [Int.min, Int.min + 1, -1_000_000_000, -10, -9, -1, 0, 1, 9, 10, 99, 100, 999_999_999, Int.max])
  func writtenIntegersReadBack(value: Int) {
    var writer = JSONWriter()
    writer.integer(value)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == String(value))
    var reader = JSONReader(writer.copy())
    let result4 = reader.integer()
    #expect(result4 == value)
  }

  @Test(arguments: [UInt64.max, 10_000_000_000_000_000_000, 9_999_999_999_999_999_999])
  func unsignedIntegersAreWritten(value: UInt64) {
    var writer = JSONWriter()
    writer.unsigned(value)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == String(value))
  }
}

import System

/// The text of a point in time as HTTP writes it (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`, 29 bytes, for the
/// `Date` of every response. Its owner keeps it: the text is made anew only when the second is another one, and without
/// memory of its own.
package struct HTTPDateText: Sendable {
  static let months = Array("JanFebMarAprMayJunJulAugSepOctNovDec".utf8)
  private static let days = Array("SunMonTueWedThuFriSat".utf8)
  private static let form = Array("..., 00 ... 0000 00:00:00 GMT".utf8)
  /// The years of four digits.
  private static let seconds = -62_167_219_200...253_402_300_799

  private var second: Int?
  private var text = InlineArray<29, UInt8>(repeating: 0)

  package init() {}

  /// The text, borrowed for the call.
  ///
  /// - Parameter seconds: seconds since 1970. Those of a year before 0 or after 9999, which have no text, count as the
  ///   first or last that has: a clock that is wrong must not end a process.
  package mutating func with<Result>(_ seconds: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    if seconds != second {
      format(min(max(seconds, Self.seconds.lowerBound), Self.seconds.upperBound))
      second = seconds
    }
    return body(text.span)
  }

  private mutating func format(_ seconds: Int) {
    let (day, rest) = seconds.flooredQuotient(86_400)
    let date = CivilDay.date(day)
    for index in 0..<29 { text[index] = Self.form[index] }
    // 1970-01-01 was a Thursday.
    put(Self.days, (day + 4).flooredQuotient(7).remainder, at: 0)
    put(date.day, 2, at: 5)
    put(Self.months, date.month - 1, at: 8)
    put(date.year, 4, at: 12)
    put(rest / 3600, 2, at: 17)
    put(rest / 60 % 60, 2, at: 20)
    put(rest % 60, 2, at: 23)
  }

  /// One of several names of three letters.
  private mutating func put(_ names: [UInt8], _ number: Int, at start: Int) {
    for offset in 0..<3 { text[start + offset] = names[number * 3 + offset] }
  }

  /// Decimal digits, with zeros before them.
  private mutating func put(_ value: Int, _ width: Int, at start: Int) {
    var rest = value
    for index in stride(from: start + width - 1, through: start, by: -1) {
      text[index] = 0x30 + UInt8(rest % 10)
      rest /= 10
    }
  }
}

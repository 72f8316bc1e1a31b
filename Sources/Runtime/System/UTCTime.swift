/// Points in time as RFC 3339 writes them, in UTC and to the millisecond: for logs, the audit and file names by day.
/// Without Foundation, which costs 40 MB and 8 ms of start.
package enum UTCTime {
  package static let millisecondsPerDay = 86_400_000

  /// `2026-07-28T09:05:01.007Z` for milliseconds since 1970.
  package static func text(_ milliseconds: Int) -> String { String(decoding: bytes(milliseconds), as: UTF8.self) }

  /// The same as ASCII: records are stamped with it on the path of every request. Years are those of four digits.
  package static func bytes(_ milliseconds: Int) -> [UInt8] {
    let (day, rest) = milliseconds.flooredQuotient(millisecondsPerDay)
    let date = CivilDay.date(day)
    var text = Array("0000-00-00T00:00:00.000Z".utf8)
    put(date.year, 4, at: 0, &text)
    put(date.month, 2, at: 5, &text)
    put(date.day, 2, at: 8, &text)
    put(rest / 3_600_000, 2, at: 11, &text)
    put(rest / 60_000 % 60, 2, at: 14, &text)
    put(rest / 1000 % 60, 2, at: 17, &text)
    put(rest % 1000, 3, at: 20, &text)
    return text
  }

  /// Decimal digits in a field of fixed width; what does not fit is left off at the front.
  private static func put(_ value: Int, _ width: Int, at start: Int, _ text: inout [UInt8]) {
    var rest = value.magnitude
    for index in stride(from: start + width - 1, through: start, by: -1) {
      text[index] = 0x30 + UInt8(rest % 10)
      rest /= 10
    }
  }

  /// `2026-07-28` for a day counted from 1970-01-01.
  package static func date(_ day: Int) -> String {
    let date = CivilDay.date(day)
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  /// The day that `2026-07-28` names, counted from 1970-01-01; nil for any other text.
  package static func day(_ text: String) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], (1...9999).contains(year),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let result = CivilDay.number(year, month, day)
    // What does not come back the same was no date, as February 30, or not written the same.
    return date(result).utf8.elementsEqual(text.utf8) ? result : nil
  }

  /// The day that holds this millisecond.
  package static func day(of milliseconds: Int) -> Int { milliseconds.flooredQuotient(millisecondsPerDay).quotient }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

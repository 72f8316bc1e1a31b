/// Points in time as RFC 3339 writes them.
package enum UTCTime {
  package static let millisecondsPerDay = 86_400_000

  /// `2026-07-28T09:05:01.007Z` for milliseconds since 1970.
  package static func text(_ milliseconds: Int) -> String {
    let (day, rest) = floored(milliseconds, millisecondsPerDay)
    let seconds = rest / 1000
    let time = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    return "\(date(day))T\(time).\(padded(rest % 1000, 3))Z"
  }

  /// `2026-07-28` for a day counted from 1970-01-01.
  package static func date(_ day: Int) -> String {
    let date = civil(day)
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  /// The day that `2026-07-28` names, counted from 1970-01-01; nil for any other text.
  package static func day(_ text: String) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], (1...9999).contains(year),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let (era, yearOfEra) = floored(shiftedYear, 400)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let result = era * 146_097 + dayOfEra - 719_468
    // What does not come back the same was no date, as February 30, or not written the same.
    return date(result) == text ? result : nil
  }

  /// The day that holds this millisecond.
  package static func day(of milliseconds: Int) -> Int { floored(milliseconds, millisecondsPerDay).quotient }

  private static func floored(_ value: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
    let remainder = ((value % divisor) + divisor) % divisor
    return ((value - remainder) / divisor, remainder)
  }

  /// Gregorian date of a day counted from 1970-01-01. Years start in March here, so that the leap day comes last.
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = floored(days + 719_468, 146_097)
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (year + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

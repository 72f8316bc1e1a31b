/// ISO 8601 text of a moment; fixed width, so that text order is time order.
enum Timestamp {
  /// - Parameter milliseconds: since 1970-01-01T00:00:00Z, not negative.
  static func text(milliseconds: Int64) -> String {
    let (days, rest) = max(0, milliseconds).quotientAndRemainder(dividingBy: 86_400_000)
    let (year, month, day) = civil(days: days)
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    let clock = "\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2)):\(padded(rest / 1000 % 60, 2))"
    return "\(date)T\(clock).\(padded(rest % 1000, 3))Z"
  }

  /// Gregorian date of a day number, counted in eras of 400 years that start on 1 March, so that the leap day is the
  /// last day of a year (Howard Hinnant's algorithm).
  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

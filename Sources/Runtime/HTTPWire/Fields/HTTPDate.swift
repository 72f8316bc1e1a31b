import System

/// Reads a date of HTTP (RFC 9110, 5.6.7), of which recipients must accept three forms:
///
///     Sun, 06 Nov 1994 08:49:37 GMT
///     Sunday, 06-Nov-94 08:49:37 GMT
///     Sun Nov  6 08:49:37 1994
///
/// A day or an hour may have one digit in each of them. The day of the week is not compared with the date.
package enum HTTPDate {
  /// Seconds since 1970; nil for any other text, and for a date that does not exist.
  ///
  /// - Parameter now: seconds since 1970. A date with two digits for the year is at most 50 years ahead of it, as the
  ///   RFC has it.
  package static func seconds(_ text: Span<UInt8>, now: Int) -> Int? {
    var index = 0
    while index < text.count, (text[index] | 0x20) &- UInt8(ascii: "a") < 26 { index += 1 }
    // No name of a day is shorter than three letters, none longer than `Wednesday`.
    guard (3...9).contains(index), index < text.count else { return nil }
    let isASCTime = text[index] != UInt8(ascii: ",")
    let parts = isASCTime ? ascTime(text, from: index) : withZone(text, from: index, now: now)
    guard let parts, parts.time.hour < 24, parts.time.minute < 60, parts.time.second <= 60 else { return nil }
    let day = CivilDay.number(parts.year, parts.month, parts.day)
    // What does not come back the same was no date, as February 30.
    guard CivilDay.date(day) == (parts.year, parts.month, parts.day) else { return nil }
    return day * 86_400 + parts.time.hour * 3600 + parts.time.minute * 60 + parts.time.second
  }

  private typealias Time = (hour: Int, minute: Int, second: Int)
  private typealias Parts = (year: Int, month: Int, day: Int, time: Time)

  /// `, 06 Nov 1994 08:49:37 GMT` and `, 06-Nov-94 08:49:37 GMT`, behind the day of the week.
  private static func withZone(_ text: Span<UInt8>, from start: Int, now: Int) -> Parts? {
    var index = start
    guard skip(", ", text, &index), let day = number(text, &index, digits: 1...2), index < text.count else {
      return nil
    }
    let separator = text[index]
    guard separator == UInt8(ascii: " ") || separator == UInt8(ascii: "-") else { return nil }
    index += 1
    guard let month = month(text, &index), index < text.count, text[index] == separator else { return nil }
    index += 1
    let yearStart = index
    guard var year = number(text, &index, digits: 2...4) else { return nil }
    switch index - yearStart {
    case 4: break
    case 2: year = wholeYear(year, month, day, now: now)
    default: return nil
    }
    guard skip(" ", text, &index), let time = time(text, &index), skip(" GMT", text, &index), index == text.count
    else { return nil }
    return (year, month, day, time)
  }

  /// ` Nov  6 08:49:37 1994`, behind the day of the week.
  private static func ascTime(_ text: Span<UInt8>, from start: Int) -> Parts? {
    var index = start
    guard skip(" ", text, &index), let month = month(text, &index), skip(" ", text, &index) else { return nil }
    // A day of one digit has a space before it.
    if index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
    guard let day = number(text, &index, digits: 1...2), skip(" ", text, &index), let time = time(text, &index),
      skip(" ", text, &index), let year = number(text, &index, digits: 4...4), index == text.count
    else { return nil }
    return (year, month, day, time)
  }

  private static func time(_ text: Span<UInt8>, _ index: inout Int) -> Time? {
    guard let hour = number(text, &index, digits: 1...2), skip(":", text, &index),
      let minute = number(text, &index, digits: 2...2), skip(":", text, &index),
      let second = number(text, &index, digits: 2...2)
    else { return nil }
    return (hour, minute, second)
  }

  /// Digits only: no sign, no blanks.
  private static func number(_ text: Span<UInt8>, _ index: inout Int, digits: ClosedRange<Int>) -> Int? {
    let start = index
    var value = 0
    while index < text.count, text[index] &- 0x30 < 10 {
      guard index - start < digits.upperBound else { return nil }
      value = value * 10 + Int(text[index] - 0x30)
      index += 1
    }
    return index - start >= digits.lowerBound ? value : nil
  }

  /// 1 to 12.
  private static func month(_ text: Span<UInt8>, _ index: inout Int) -> Int? {
    guard index + 3 <= text.count else { return nil }
    let name = text.extracting(index..<index + 3)
    index += 3
    let names = HTTPDateText.months
    for month in 0..<12 {
      let start = month * 3
      if names[start] == name[0], names[start + 1] == name[1], names[start + 2] == name[2] { return month + 1 }
    }
    return nil
  }

  private static func skip(_ expected: StaticString, _ text: Span<UInt8>, _ index: inout Int) -> Bool {
    let end = index + expected.utf8CodeUnitCount
    guard end <= text.count, text.extracting(index..<end).equals(expected) else { return false }
    index = end
    return true
  }

  /// The year with these two last digits with which the date is at most 50 years ahead.
  private static func wholeYear(_ digits: Int, _ month: Int, _ day: Int, now: Int) -> Int {
    let today = CivilDay.date(now.flooredQuotient(86_400).quotient)
    let first = today.year - 49
    let year = first + (digits - first).flooredQuotient(100).remainder
    return year == today.year + 50 && (month, day) > (today.month, today.day) ? year - 100 : year
  }
}

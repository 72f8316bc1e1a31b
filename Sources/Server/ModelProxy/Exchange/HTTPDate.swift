import System

/// A date of HTTP (RFC 9110, 5.6.7), of which recipients must accept three forms: `Sun, 06 Nov 1994 08:49:37 GMT`,
/// `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
///
/// It is only asked for with `Retry-After`; a date that is read wrongly would keep a client waiting, hence the
/// strictness.
enum HTTPDate {
  private static let months: [[UInt8]] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ].map { Array($0.utf8) }
  /// More than any form has.
  private static let longest = 40

  /// Seconds since 1970; nil for any other text.
  static func seconds(_ text: Span<UInt8>) -> Int? {
    guard text.count <= longest else { return nil }
    let words = words(text)
    guard words.count == 7 || words.count == 8 else { return nil }
    // asctime has the month before the day, the year at the end, and no zone.
    let isASCTime = words.count == 7
    if !isASCTime, words[7] != Array("GMT".utf8) { return nil }
    guard let month = months.firstIndex(of: words[isASCTime ? 1 : 2]), let day = number(words[isASCTime ? 2 : 1]),
      let year = number(words[isASCTime ? 6 : 3]).map(whole(year:)),
      let hour = number(words[isASCTime ? 3 : 4]), let minute = number(words[isASCTime ? 4 : 5]),
      let second = number(words[isASCTime ? 5 : 6]),
      (1...31).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    return CivilDay.number(year, month + 1, day) * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// What the forms separate by space, comma, hyphen and colon; the day of the week is one of the words and not
  /// checked.
  private static func words(_ text: Span<UInt8>) -> [[UInt8]] {
    var words: [[UInt8]] = [[]]
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: ":"): words.append([])
      case let byte: words[words.count - 1].append(byte)
      }
    }
    return words.filter { !$0.isEmpty }
  }

  /// Nil for signs and spaces, which `Int(_:)` would take in part.
  private static func number(_ digits: [UInt8]) -> Int? {
    guard (1...4).contains(digits.count), digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// Two digits are of the century around 2020.
  private static func whole(year: Int) -> Int { year >= 100 ? year : year < 70 ? year + 2000 : year + 1900 }
}

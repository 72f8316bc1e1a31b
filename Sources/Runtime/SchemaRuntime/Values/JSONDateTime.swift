public import JSONCore
import System

/// `format: date`: a day of the Gregorian calendar, `2026-11-24`.
public struct JSONDate: FormattedText {
  public static let format = Format.date
  public let text: JSONString

  @inlinable public init(checked text: JSONString) { self.text = text }

  public var year: Int { text.digits(at: 0, count: 4) }
  public var month: Int { text.digits(at: 5, count: 2) }
  public var day: Int { text.digits(at: 8, count: 2) }
}

/// `format: time`: a time of day with its offset, `15:29:29.5+01:00`. Equal when the texts are.
public struct JSONTime: FormattedText {
  public static let format = Format.time
  public let text: JSONString

  @inlinable public init(checked text: JSONString) { self.text = text }

  public var hour: Int { clock.hour }
  public var minute: Int { clock.minute }
  /// 0 to 60: a leap second has the number 60.
  public var second: Int { clock.second }
  /// Further digits of the text are not lost, only not in here.
  public var nanosecond: Int { clock.nanosecond }
  /// East of Greenwich.
  public var offsetMinutes: Int { clock.offsetMinutes }

  private var clock: ClockText { ClockText(text, at: 0) }
}

/// `format: date-time`: an instant with its offset, `2026-11-24T15:29:29Z`.
///
/// Two values are equal when their texts are: `…T12:00:00Z` and `…T13:00:00+01:00` are one instant and two values;
/// compare `secondsSinceEpoch` to compare instants.
public struct JSONDateTime: FormattedText {
  public static let format = Format.dateTime
  public let text: JSONString

  @inlinable public init(checked text: JSONString) { self.text = text }

  /// The instant in UTC, with as many digits of the fraction as it needs. Nil outside the years 0 to 9999, which have
  /// four digits, and for nanoseconds outside a second. Instants before 1970 are negative seconds plus a fraction.
  public init?(secondsSinceEpoch seconds: Int, nanosecond: Int = 0) {
    // 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    guard (-62_167_219_200...253_402_300_799).contains(seconds), (0..<1_000_000_000).contains(nanosecond) else {
      return nil
    }
    let (days, second) = seconds.flooredQuotient(86_400)
    let (year, month, day) = CivilDay.date(days)
    var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
    text += "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    if nanosecond > 0 {
      var fraction = padded(nanosecond, 9)
      while fraction.utf8.last == 0x30 { fraction.removeLast() }
      text += "." + fraction
    }
    self.init(checked: JSONString(text + "Z"))
  }

  public var year: Int { text.digits(at: 0, count: 4) }
  public var month: Int { text.digits(at: 5, count: 2) }
  public var day: Int { text.digits(at: 8, count: 2) }
  public var hour: Int { clock.hour }
  public var minute: Int { clock.minute }
  /// 0 to 60: a leap second has the number 60.
  public var second: Int { clock.second }
  /// Further digits of the text are not lost, only not in here.
  public var nanosecond: Int { clock.nanosecond }
  /// East of Greenwich.
  public var offsetMinutes: Int { clock.offsetMinutes }

  /// Seconds of Unix time: a leap second counts as the one behind it.
  public var secondsSinceEpoch: Int {
    let clock = clock
    let minutes = clock.hour * 60 + clock.minute - clock.offsetMinutes
    return CivilDay.number(year, month, day) * 86_400 + minutes * 60 + clock.second
  }

  private var clock: ClockText { ClockText(text, at: 11) }
}

/// The part of a text that RFC 3339 calls `full-time`, taken apart when it is asked for. The text has been checked, so
/// positions are fixed up to the fraction.
private struct ClockText {
  let hour: Int
  let minute: Int
  let second: Int
  private(set) var nanosecond = 0
  private(set) var offsetMinutes = 0

  init(_ text: JSONString, at start: Int) {
    hour = text.digits(at: start, count: 2)
    minute = text.digits(at: start + 3, count: 2)
    second = text.digits(at: start + 6, count: 2)
    var index = start + 8
    if text[index] == 0x2E {
      var scale = 100_000_000
      index += 1
      while (0x30...0x39).contains(text[index]) {
        nanosecond += Int(text[index] - 0x30) * scale
        scale /= 10
        index += 1
      }
    }
    guard text[index] | 0x20 != 0x7A else { return }
    let minutes = text.digits(at: index + 1, count: 2) * 60 + text.digits(at: index + 4, count: 2)
    offsetMinutes = text[index] == 0x2D ? -minutes : minutes
  }
}

private func padded(_ number: Int, _ count: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
}

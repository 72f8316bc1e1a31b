import System
import Testing

@Suite struct CivilDayTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
    (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_827_696_789, "2000-02-29T12:34:56.789Z"),
    (1_704_067_199_999, "2023-12-31T23:59:59.999Z"), (1_785_229_501_007, "2026-07-28T09:05:01.007Z"),
    (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-1, "1969-12-31T23:59:59.999Z"),
  ]) func writesRFC3339(milliseconds: Int, text: String) { #expect(UTCTime.text(milliseconds) == text) }

  @Test func readsNamesOfDays() {
    for day in stride(from: -700_000, to: 2_900_000, by: 11) where UTCTime.day(UTCTime.date(day)) != day {
      Issue.record("day \(day)")
      return
    }
    #expect(UTCTime.date(20_662) == "2026-07-28")
    for bad in ["", "2026-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1", "2026-01-01-", "a-b-c"] {
      #expect(UTCTime.day(bad) == nil)
    }
  }

  /// Every day of 4,000 years follows the one before it, by the lengths of months.
  @Test func countsDayByDay() {
    var expected = CivilDay.date(-719_000)
    for number in -719_000...742_000 {
      let date = CivilDay.date(number)
      guard date == expected, CivilDay.number(date.year, date.month, date.day) == number else {
        Issue.record("day \(number) is \(date), not \(expected)")
        return
      }
      expected = Self.next(expected)
    }
  }

  private static func next(_ date: (year: Int, month: Int, day: Int)) -> (year: Int, month: Int, day: Int) {
    let isLeap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    if date.day < lengths[date.month - 1] { return (date.year, date.month, date.day + 1) }
    return date.month < 12 ? (date.year, date.month + 1, 1) : (date.year + 1, 1, 1)
  }

  @Test func flooredQuotientsHaveNoNegativeRemainder() {
    #expect((-1).flooredQuotient(400) == (-1, 399))
    #expect((-400).flooredQuotient(400) == (-1, 0))
    #expect(799.flooredQuotient(400) == (1, 399))
  }
}

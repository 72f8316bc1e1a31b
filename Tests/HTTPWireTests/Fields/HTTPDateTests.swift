import Foundation
import HTTPWire
import Testing

@Suite struct HTTPDateTests {
  /// 2026-11-29 06:00:00 UTC.
  private let now = 1_795_932_000

  private func seconds(_ text: String) -> Int? { HTTPDate.seconds(Array(text.utf8).span, now: now) }

  private func text(_ seconds: Int, _ date: inout HTTPDateText) -> String {
    date.with(seconds) { text in String(decoding: text.indices.map { text[$0] }, as: UTF8.self) }
  }

  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    // Forms that some send.
    "Sun, 6 Nov 1994 8:49:37 GMT", "Sun, 06-Nov-1994 08:49:37 GMT", "Sun Nov 06 08:49:37 1994",
    "Sun, 06 Nov 94 08:49:37 GMT",
  ]) func readsAllForms(text: String) { #expect(seconds(text) == 784_111_777) }

  @Test func readsTwoDigitYearsUpTo50YearsAhead() {
    for (day, year) in [
      ("01-Jan-", 2000), ("01-Jan-", 2026), ("29-Nov-", 2076), ("30-Nov-", 1976), ("01-Jan-", 1977), ("01-Jan-", 1999),
    ] {
      let expected = seconds("Sunday, \(day)\(year) 00:00:00 GMT")
      let found = seconds("Sunday, \(day)\("\(year)".suffix(2)) 00:00:00 GMT")
      #expect(found != nil && found == expected, "\(day)\(year)")
    }
  }

  @Test func readsLeapSecondsAndDays() {
    #expect(seconds("Sat, 31 Dec 2016 23:59:60 GMT") == seconds("Sun, 01 Jan 2017 00:00:00 GMT"))
    #expect(seconds("Thu, 29 Feb 2024 00:00:00 GMT") == 1_709_164_800)
  }

  @Test(arguments: [
    "", "Sun", "Sun,", "Sun, ", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
    "06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov 1994 08:49:37 GMTx",
    "Sun, 06 nov 1994 08:49:37 GMT",
    "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Thu, 29 Feb 2023 00:00:00 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
    "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 199 08:49:37 GMT", "Sun, 06 Nov 19940 08:49:37 GMT",
    "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06-Nov 1994 08:49:37 GMT", "Sun, 06  Nov 1994 08:49:37 GMT",
    "Sun Nov   6 08:49:37 1994", "Sun Nov  6 08:49:37 94", "Sun Nov  6 08:49:37 1994 GMT", "Wednesdays, 06 Nov 1994",
    "1795932000", "soon",
  ]) func rejectsOtherTexts(text: String) { #expect(seconds(text) == nil) }

  /// Every text that is cut or has another byte in it is read or refused: no offset is beyond the end.
  @Test func readsNothingBeyondTheEnd() {
    for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
      let bytes = Array(text.utf8)
      for count in 0..<bytes.count {
        #expect(HTTPDate.seconds(Array(bytes[..<count]).span, now: now) == nil, "\(text) cut at \(count)")
        for byte in UInt8.min...UInt8.max {
          var other = bytes
          other[count] = byte
          _ = HTTPDate.seconds(other.span, now: now)
        }
      }
    }
  }

  /// Foundation writes the same, from 1970 to 9999.
  @Test func writesDates() {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    var date = HTTPDateText()
    for seconds in stride(from: 0, through: 253_402_300_799, by: 97_003_201) {
      let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
      let found = text(seconds, &date)
      #expect(found == expected)
      #expect(self.seconds(found) == seconds)
    }
    #expect(text(784_111_777, &date) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(text(784_111_777, &date) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(text(784_111_778, &date) == "Sun, 06 Nov 1994 08:49:38 GMT")
    #expect(text(-1, &date) == "Wed, 31 Dec 1969 23:59:59 GMT")
  }

  @Test func staysWithinFourDigitYears() {
    var date = HTTPDateText()
    #expect(text(.max, &date) == "Fri, 31 Dec 9999 23:59:59 GMT")
    #expect(text(.min, &date) == "Sat, 01 Jan 0000 00:00:00 GMT")
  }
}

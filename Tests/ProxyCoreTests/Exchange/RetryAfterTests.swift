import Testing

@testable import ProxyCore

@Suite struct RetryAfterTests {
  /// 2026-11-29 06:00:00 UTC.
  private let now = 1_795_932_000

  private func seconds(_ text: String) -> Double? {
    RetryAfter.nanoseconds(Array(text.utf8).span, wallClock: now).map { Double($0) / 1_000_000_000 }
  }

  @Test func numbers() {
    #expect(seconds("0") == 0)
    #expect(seconds("120") == 120)
    #expect(seconds("1.5") == 1)
    #expect(seconds("99999999999999999999") == 86_400_000)
  }

  @Test(arguments: [
    "Sun, 29 Nov 2026 06:01:30 GMT", "Sunday, 29-Nov-26 06:01:30 GMT", "Sun Nov 29 06:01:30 2026",
  ])
  func dates(text: String) { #expect(seconds(text) == 90) }

  @Test func farAndPastDates() {
    #expect(seconds("Sun, 29 Nov 2026 23:59:59 GMT") == 64_799)
    #expect(seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 0)
    #expect(seconds("Sunday, 06-Nov-94 08:49:37 GMT") == 0)
    #expect(seconds("Sun Nov  6 08:49:37 1994") == 0)
    #expect(seconds("Fri, 31 Dec 9999 23:59:59 GMT") == 86_400_000)
  }

  @Test(arguments: [
    "", "soon", "-1", "Sun, 29 Nov 2026 06:01:30 CET", "Sun, 29 Foo 2026 06:01:30 GMT", "29 Nov 2026",
    "Sun, 32 Nov 2026 06:01:30 GMT", "Sun, 29 Nov 2026 25:01:30 GMT", "Sun, 29 Nov 20260 06:01:30 GMT",
  ])
  func otherTexts(text: String) { #expect(seconds(text) == nil) }
}

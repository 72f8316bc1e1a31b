import JSONCore
import SchemaRuntime
import System
import Testing

@testable import AuditEvents

@Suite struct TimestampFormatterTests {
  @Test func matchesUTCTime() {
    var formatter = TimestampFormatter()
    // Within a second, into the next one, a day on, back again, before 1970.
    let moments = [
      1_790_000_000_000, 1_790_000_000_001, 1_790_000_000_010, 1_790_000_000_999, 1_790_000_001_000, 1_790_086_401_234,
      1_790_000_000_500, 0, 7, 999, -1, -999, -1000, -1001, 5, 951_782_400_000,
    ]
    for moment in moments { #expect(formatter.stamp(moment).text.description == UTCTime.text(moment)) }
    for moment in stride(from: 1_790_000_000_000, to: 1_790_000_003_000, by: 7) {
      #expect(formatter.stamp(moment).text.description == UTCTime.text(moment))
    }
  }

  @Test func formatsTheTimeOfDay() {
    var formatter = TimestampFormatter()
    let (before, timestamp, after) = (WallClock.seconds, formatter.now(), WallClock.seconds)
    let texts = (before...after).map { String(UTCTime.text($0 * 1000).prefix(19)) }
    #expect(texts.contains(String(timestamp.text.description.prefix(19))))
  }
}

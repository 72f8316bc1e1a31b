import ProxyCore
import System
import Testing

@testable import ModelProxy

@Suite struct ListenerWatchesTests {
  private let second: UInt64 = 1_000_000_000

  /// Files that are always there, as others of each other.
  private let one = [FileStatus("/proc/self")]
  private let two = [FileStatus("/")]

  @Test func changedFilesAreReadWhenTheyAreStill() {
    var watch = FileWatch()
    let looks = [one, one, two, one, two, two, two].map { watch.look($0, active: one) }
    #expect(looks == [false, false, false, false, false, true, false])
    // What was adopted is no change, and another one is.
    let others = [(two, two), ([nil], two), ([nil], two), (two, two)].map { watch.look($0.0, active: $0.1) }
    #expect(others == [false, false, true, false])
  }

  @Test func expiryIsReportedOnceADay() {
    let day = 86_400 * second
    let certificate = ServerCertificate(validFrom: 0, validUntil: 90 * 86_400)
    var watch = ExpiryWatch(start: 0)
    let looks = [(80, day - 1), (70, day), (80, day), (80, 2 * day - 1), (91, 2 * day)].map { today, now in
      watch.look(certificate, second: today * 86_400, now: now)
    }
    #expect(
      looks == [
        nil, nil, "it ends on 1970-04-01, in 10 days: renew it", nil,
        "it has ended on 1970-04-01, and clients refuse it: renew it",
      ])
  }

  @Test func problemsOfCertificates() {
    let short = ServerCertificate(validFrom: 1000, validUntil: 1000 + 6 * 86_400)
    #expect(short.problem(at: 999)?.hasPrefix("it is not valid before 1970-01-01T00:16:40.000Z") == true)
    #expect(short.problem(at: 1000) == nil)
    #expect(short.problem(at: 1000 + 4 * 86_400) == nil)
    #expect(short.problem(at: 1000 + 5 * 86_400)?.hasPrefix("it ends on 1970-01-07, in 1 days") == true)
  }

  @Test func failedHandshakesAreReportedOnceAMinute() {
    var watch = HandshakeWatch()
    func look(_ totals: [UInt64], _ now: UInt64) -> String? {
      watch.look(totals, now: now * second)?.map { "\($0.0.label) \($0.1)" }.joined(separator: ", ")
    }
    #expect(look([0, 0, 0, 0, 9, 0], 1) == nil)
    #expect(look([2, 0, 0, 0, 9, 1], 2) == "plain_http 2, closed 9, other 1")
    #expect(look([5, 0, 0, 0, 9, 1], 30) == nil)
    #expect(look([5, 3, 0, 0, 9, 1], 62) == "plain_http 3, client_certificate 3")
    #expect(look([5, 3, 0, 0, 99, 1], 200) == nil)
  }
}

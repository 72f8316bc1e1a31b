import Foundation
import Synchronization
import Testing

@testable import RateLimits

@Suite struct RateLimiterTests {
  /// How many random schedules a test runs; `SECURELLM_PROOF=1` runs a million.
  private static let schedules = ProcessInfo.processInfo.environment["SECURELLM_PROOF"] == nil ? 20_000 : 1_000_000

  private func quota(_ count: UInt64, _ period: UInt64, _ burst: UInt64) throws -> Quota {
    try #require(Quota(count, perNanoseconds: period, burst: burst))
  }

  @Test func neverExceedsBurstAndRate() throws {
    var random = RandomNumbers(seed: 1)
    for _ in 0..<Self.schedules {
      let (count, period) = (Int.random(in: 1...50, using: &random), Int.random(in: 1...2000, using: &random))
      let burst = Int.random(in: 1...20, using: &random)
      let limiter = RateLimiter(try quota(UInt64(count), UInt64(period), UInt64(burst)))
      var checker = WindowChecker(count: count, period: period, burst: burst)
      var now = Int.random(in: 0...1_000_000, using: &random)
      for _ in 0..<24 {
        now += Int.random(in: 0...max(1, 2 * period / count), using: &random) * Int.random(in: 0...2, using: &random)
        let units = Int.random(in: 1...3, using: &random)
        if limiter.check(cost: UInt64(units), now: UInt64(now)).isAdmitted { checker.note(units: units, at: now) }
      }
      #expect(checker.worst <= 0, "count \(count) period \(period) burst \(burst)")
      if checker.worst > 0 { return }
    }
  }

  @Test func neverRejectsClientsWithinTheRate() throws {
    var random = RandomNumbers(seed: 2)
    for _ in 0..<Self.schedules {
      let (count, period) = (Int.random(in: 1...50, using: &random), Int.random(in: 1...2000, using: &random))
      let limiter = RateLimiter(try quota(UInt64(count), UInt64(period), UInt64.random(in: 1...5, using: &random)))
      var now = Int.random(in: 0...1_000_000, using: &random)
      for _ in 0..<12 {
        // The least whole number of nanoseconds that is a count-th of the period or more.
        now += (period + count - 1) / count + Int.random(in: 0...3, using: &random)
        #expect(limiter.check(now: UInt64(now)).isAdmitted)
      }
    }
  }

  @Test func reportsTheExactWait() throws {
    var random = RandomNumbers(seed: 3)
    for _ in 0..<2000 {
      let limiter = RateLimiter(try quota(7, 1000, UInt64.random(in: 1...9, using: &random)))
      var now = UInt64.random(in: 0...100_000, using: &random)
      for _ in 0..<20 {
        let cost = UInt64.random(in: 1...limiter.quota.burst, using: &random)
        guard case .refused(let wait) = limiter.check(cost: cost, now: now).outcome else { continue }
        #expect(!limiter.check(cost: cost, now: now + wait - 1).isAdmitted)
        now += wait
        #expect(limiter.check(cost: cost, now: now).isAdmitted)
      }
    }
  }

  @Test func headersReportWhatIsLeft() throws {
    let limiter = RateLimiter(try quota(60, 60_000_000_000, 10))
    let first = limiter.check(now: 5)
    #expect(first.isAdmitted && first.remaining == 9 && first.resetSeconds == 1 && first.retryAfterSeconds == nil)
    let rest = limiter.check(cost: 9, now: 5)
    #expect(rest.isAdmitted && rest.remaining == 0 && rest.resetSeconds == 10)
    let refused = limiter.check(cost: 2, now: 5)
    #expect(refused.outcome == .refused(retryAfter: 2_000_000_000) && refused.retryAfterSeconds == 2)
    #expect(limiter.check(cost: 11, now: 5).outcome == .exceedsBurst)
    #expect(limiter.peek(now: 3_000_000_005).remaining == 3)
  }

  @Test func noInputOverflows() throws {
    let extremes: [UInt64] = [0, 1, 2, 1 << 31, 1 << 62, 1 << 63, .max - 1, .max]
    for count in extremes {
      for period in extremes {
        for burst in extremes {
          guard let quota = Quota(count, perNanoseconds: period, burst: burst) else { continue }
          let limiter = RateLimiter(quota)
          for now in extremes {
            for cost in extremes {
              let decision = limiter.check(cost: cost, now: now)
              #expect(decision.remaining <= burst)
              var reserving = limiter.reserve(cost, now: now)
              if let reservation = reserving.take() { reservation.settle(actual: .max - cost, now: now) }
            }
          }
        }
      }
    }
    #expect(Quota(0, perNanoseconds: 1, burst: 1) == nil)
    #expect(Quota(1, perNanoseconds: .max, burst: 2) == nil)
  }

  @Test func zeroCostIsFreeAndTakesNothing() throws {
    let limiter = RateLimiter(try quota(1, 1000, 1))
    #expect(limiter.check(now: 0).isAdmitted)
    #expect(limiter.check(cost: 0, now: 0).isAdmitted)
    #expect(limiter.peek(now: 0).reset == 1000)
  }

  /// Attempts per thread of the test below; `SECURELLM_PROOF=1` makes it ten million.
  private static let attempts = ProcessInfo.processInfo.environment["SECURELLM_PROOF"] == nil ? 100_000 : 10_000_000

  @Test func eightThreadsTogetherGetNoMoreThanOneWould() throws {
    let limiter = RateLimiter(try quota(100_000, 1_000_000_000, 1000))
    let admitted = Atomic<Int>(0)
    let clock = ContinuousClock()
    let start = clock.now
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      var mine = 0
      for _ in 0..<Self.attempts where limiter.check(now: nanoseconds(since: start, clock)).isAdmitted { mine += 1 }
      admitted.add(mine, ordering: .relaxed)
    }
    let elapsed = nanoseconds(since: start, clock)
    let total = admitted.load(ordering: .relaxed)
    #expect(total <= 1000 + Int(elapsed / 10_000))
    #expect(total >= 1000)
    print(
      "8 x \(Self.attempts) attempts in \(elapsed / 1_000_000) ms: \(total) admitted, \(1000 + elapsed / 10_000) allowed"
    )
  }

  private func nanoseconds(since start: ContinuousClock.Instant, _ clock: ContinuousClock) -> UInt64 {
    let (seconds, attoseconds) = start.duration(to: clock.now).components
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}

import Foundation
import Testing

@testable import RateLimits

@Suite struct ReservationTests {
  private func limiter(_ count: UInt64, _ period: UInt64, burst: UInt64) throws -> RateLimiter {
    RateLimiter(try #require(Quota(count, perNanoseconds: period, burst: burst)))
  }

  /// Takes and settles in one step: the part of a test that is not about time in between.
  private func use(_ limiter: RateLimiter, reserve: UInt64, actual: UInt64, at now: UInt64) {
    var reserving = limiter.reserve(reserve, now: now)
    guard let reservation = reserving.take() else { return }
    reservation.settle(actual: actual, now: now)
  }

  @Test func returnsUnusedUnits() throws {
    let limiter = try limiter(1, 10, burst: 100)
    use(limiter, reserve: 100, actual: 30, at: 0)
    #expect(limiter.peek(now: 0).remaining == 70)
  }

  @Test func chargesExcessUse() throws {
    let limiter = try limiter(1, 10, burst: 100)
    use(limiter, reserve: 10, actual: 150, at: 0)
    #expect(limiter.check(now: 0).outcome == .refused(retryAfter: 510))
    #expect(limiter.check(now: 510).isAdmitted)
  }

  @Test func droppedReservationsKeepTheirUnits() throws {
    let limiter = try limiter(1, 10, burst: 100)
    do { _ = limiter.reserve(60, now: 0) }
    #expect(limiter.peek(now: 0).remaining == 40)
  }

  @Test func neverRefillsBeyondTheBurst() throws {
    let limiter = try limiter(1, 10, burst: 100)
    var reserving = limiter.reserve(100, now: 0)
    guard let reservation = reserving.take() else {
      Issue.record("refused")
      return
    }
    // Half of it has come back by itself.
    reservation.settle(actual: 0, now: 500)
    #expect(limiter.peek(now: 500).reset == 0)
    #expect(limiter.check(cost: 100, now: 500).isAdmitted)
    #expect(!limiter.check(cost: 1, now: 500).isAdmitted)
  }

  @Test func survivesImpossibleCounts() throws {
    let limiter = try limiter(1, 1_000_000, burst: 100)
    use(limiter, reserve: 1, actual: .max, at: 0)
    #expect(limiter.check(now: 2 * 86_400 * 1_000_000_000).isAdmitted)
  }

  @Test func reportsReservationsAboveTheBurst() throws {
    let limiter = try limiter(1, 10, burst: 100)
    var reserving = limiter.reserve(101, now: 0)
    #expect(reserving.decision.outcome == .exceedsBurst)
    let isThere = reserving.take() != nil
    #expect(!isThere)
  }

  private struct Pending: ~Copyable {
    let reservation: Reservation
    let actual: UInt64
  }

  /// Over the whole history what was really used stays below burst + rate x time: whatever is given back was taken
  /// before, and idle time is not saved beyond the burst.
  @Test func randomReservationsNeverUseMoreThanTheQuota() throws {
    var random = RandomNumbers(seed: 4)
    let schedules = ProcessInfo.processInfo.environment["SECURELLM_PROOF"] == nil ? 2000 : 200_000
    for _ in 0..<schedules {
      let burst = UInt64.random(in: 10...100, using: &random)
      let limiter = try limiter(1, 10, burst: burst)
      var now: UInt64 = 1_000_000
      let start = now
      var used: UInt64 = 0
      // Settled at random later: a queue of one slot per reservation, taken from either end.
      var waiting: Pending?
      for _ in 0..<40 {
        now += UInt64.random(in: 0...60, using: &random)
        if let pending = waiting.take() { pending.reservation.settle(actual: pending.actual, now: now) }
        let units = UInt64.random(in: 1...burst, using: &random)
        var reserving = limiter.reserve(units, now: now)
        guard let reservation = reserving.take() else { continue }
        let actual = UInt64.random(in: 0...units, using: &random)
        used += actual
        if Bool.random(using: &random) {
          reservation.settle(actual: actual, now: now)
        } else {
          waiting = Pending(reservation: reservation, actual: actual)
        }
      }
      #expect(used <= burst + (now - start) / 10)
    }
  }
}

import Foundation
import Synchronization
import Testing

@testable import RateLimits

/// What one process has of a bucket that several share.
@Suite struct SharedBucketTests {
  private let second: UInt64 = 1_000_000_000

  private func limiter(perMinute: UInt64, burst: UInt64) throws -> RateLimiter {
    RateLimiter(try #require(Quota(perMinute: perMinute, burst: burst)))
  }

  private func bucket(perMinute: UInt64 = 60_000, burst: UInt64 = 1_000) throws -> SharedBucket {
    try limiter(perMinute: perMinute, burst: burst).shared { "b" }
  }

  @Test func isFastFromTwentyASecondOn() throws {
    #expect(try bucket(perMinute: 1_200).isFast)
    #expect(try !bucket(perMinute: 1_199).isFast)
  }

  /// Whoever asks second gets the first one's.
  @Test func aLimiterHasOne() throws {
    let limiter = try limiter(perMinute: 60, burst: 1)
    let first = limiter.shared { "a" }
    #expect(limiter.shared { "b" } === first && first.name == Array("a".utf8))
  }

  /// 250 ms, from whenever some of it has come; the rest is owed, once.
  @Test func theStockEnds() throws {
    let bucket = try bucket()
    bucket.stockUp(10, now: second)
    #expect(bucket.take(4, now: second + 249_000_000) && !bucket.take(7, now: second))
    #expect(!bucket.take(1, now: second + 251_000_000) && bucket.stocked(now: second + 251_000_000) == 0)
    #expect(bucket.expire(now: second + 249_000_000) && !bucket.owes)
    #expect(!bucket.expire(now: second + 251_000_000) && bucket.takeOwed() == 6)
    #expect(!bucket.expire(now: second + 252_000_000) && bucket.takeOwed() == 0)
  }

  /// Milliseconds of 32 bits begin again after 49 days.
  @Test func theStockEndsAcrossTheWrap() throws {
    let bucket = try bucket()
    let wrap = (UInt64(1) << 32) * 1_000_000
    bucket.stockUp(2, now: wrap - 100_000_000)
    #expect(bucket.take(1, now: wrap + 100_000_000))
    #expect(!bucket.take(1, now: wrap + 200_000_000))
  }

  @Test func expectsWhatTheLastTenthOfASecondNeeded() throws {
    let bucket = try bucket()
    #expect(bucket.expectedUse(now: second) == 0)
    for _ in 0..<3 { bucket.noteUse(5, now: second) }
    #expect(bucket.expectedUse(now: second) == 15)
    bucket.noteUse(1, now: second + 100_000_000)
    #expect(bucket.expectedUse(now: second + 100_000_000) == 15)
    #expect(bucket.expectedUse(now: second + 200_000_000) == 1)
    #expect(bucket.expectedUse(now: second + 300_000_000) == 0)
  }

  /// Whatever overtakes what: each unit is used, owed or in stock, and none of them twice.
  @Test func noUnitIsLostOrDoubled() throws {
    let bucket = try bucket()
    let stocked = Atomic<UInt64>(0)
    let used = Atomic<UInt64>(0)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      var random = RandomNumbers(seed: UInt64(thread))
      for step in 0..<20_000 {
        let now = second + UInt64(step) * 10_000
        switch random.next() % 4 {
        case 0:
          let units = random.next() % 50
          stocked.add(units, ordering: .relaxed)
          bucket.stockUp(units, now: now)
        case 1: bucket.expire(now: now + random.next() % 500_000_000)
        default:
          let units = random.next() % 20
          if bucket.take(units, now: now) { used.add(units, ordering: .relaxed) }
        }
      }
    }
    bucket.expire(now: 100 * second)
    let owed = UInt64(bucket.takeOwed())
    #expect(used.load(ordering: .relaxed) + owed == stocked.load(ordering: .relaxed))
  }

  // MARK: alone

  /// All parts together let through burst + rate x time, and a unit more for each of them.
  @Test(arguments: [1, 2, 3, 7] as [UInt64]) func partsOfALimit(count: UInt64) throws {
    let (perMinute, burst): (UInt64, UInt64) = (600, 10)
    let limiters = try (0..<count).map { _ in try limiter(perMinute: perMinute, burst: burst) }
    var random = RandomNumbers(seed: count)
    var admitted: UInt64 = 0
    var now = second
    for _ in 0..<20_000 {
      now += random.next() % 10_000_000
      for limiter in limiters where limiter.reserve(1, partOf: count, now: now).decision.isAdmitted { admitted += 1 }
    }
    let most = burst + perMinute * (now - second) / (60 * second)
    #expect(admitted <= most + count && admitted >= most * 98 / 100)
  }

  /// An empty bucket is an empty part.
  @Test func goesOnFromWhatWasHeard() throws {
    let limiter = try limiter(perMinute: 600, burst: 9)
    limiter.adopt(reset: 900_000_000, now: second)
    #expect(!limiter.reserve(1, partOf: 3, now: second).decision.isAdmitted)
    #expect(limiter.reserve(1, partOf: 3, now: second + 300_000_000).decision.isAdmitted)
    limiter.adopt(reset: 0, now: second)
    #expect(limiter.peek(now: second).remaining == 9)
  }

  /// Settled where it was taken, and charged to the others as far as it has not come back.
  @Test func rejoins() throws {
    let limiter = try limiter(perMinute: 600, burst: 90)
    let bucket = limiter.shared { "b" }
    var reserving = limiter.reserve(20, partOf: 3, now: second)
    // Nothing for the others yet.
    #expect((reserving.take()?.settle(actual: 12, now: second) ?? nil) == nil)
    bucket.rejoin(limiter, of: 3, now: second)
    #expect(bucket.takeOwed() == -12)
    bucket.rejoin(limiter, of: 3, now: second)
    #expect(bucket.takeOwed() == 0)
    _ = limiter.reserve(10, partOf: 3, now: second)
    // 22 of the part are away: 3.6 s later 10 of them.
    bucket.rejoin(limiter, of: 3, now: second + 3_600_000_000)
    #expect(bucket.takeOwed() == -10)
    _ = limiter.reserve(10, partOf: 3, now: second + 3_600_000_000)
    bucket.rejoin(limiter, of: 3, now: second + 60_000_000_000)
    #expect(bucket.takeOwed() == 0)
  }

  @Test func sharedUnitsAreOwed() throws {
    let limiter = try limiter(perMinute: 600, burst: 90)
    let bucket = limiter.shared { "b" }
    #expect(Reservation(shared: 10, of: limiter).settle(actual: 4, now: 0) === bucket)
    #expect(Reservation(shared: 10, of: limiter).settle(actual: 13, now: 0) === bucket)
    #expect(Reservation(shared: 10, of: limiter).settle(actual: 10, now: 0) == nil)
    #expect(bucket.takeOwed() == 3)
  }
}

import Synchronization

/// A rate limit by the generic cell rate algorithm: a token bucket whose whole state is one point in time, the moment
/// at which everything has come back. A check is one load and, when it admits, one compare-and-swap.
///
/// In every window of time the admitted units are at most burst + rate x time: sums are integers, and what would
/// overflow is refused. The clock is the caller's: nanoseconds that do not go backwards. Threads whose readings
/// overtake each other are safe, the later comer only finds the bucket a little emptier.
package final class RateLimiter: Sendable {
  package let quota: Quota
  private let fullAt: Atomic<UInt64>
  private let kept = AtomicLazyReference<SharedBucket>()

  package init(_ quota: Quota) {
    self.quota = quota
    fullAt = Atomic(0)
  }

  /// A limiter that adopts what another one with another quota has given out.
  init(_ quota: Quota, after other: RateLimiter, now: UInt64) {
    self.quota = quota
    fullAt = Atomic(now + min(other.backlog(now: now), quota.tolerance))
  }

  /// Takes `cost` units if they are there.
  package func check(cost: UInt64 = 1, now: UInt64) -> RateDecision { check(cost, by: quota, now) }

  /// - Parameter quota: the limiter's own, or a part of it.
  func check(_ cost: UInt64, by quota: Quota, _ now: UInt64) -> RateDecision {
    let price = quota.cost(cost)
    guard price <= quota.tolerance else {
      return Self.decision(.exceedsBurst, quota, fullAt.load(ordering: .relaxed), now)
    }
    var seen = fullAt.load(ordering: .relaxed)
    while true {
      let (next, overflow) = max(seen, now).addingReportingOverflow(price)
      let ahead = next &- now
      if overflow || ahead > quota.tolerance {
        return Self.decision(.refused(retryAfter: overflow ? .max : ahead - quota.tolerance), quota, seen, now)
      }
      let (exchanged, original) = fullAt.weakCompareExchange(expected: seen, desired: next, ordering: .relaxed)
      if exchanged { return Self.decision(.admitted, quota, next, now) }
      seen = original
    }
  }

  private static func decision(
    _ outcome: RateDecision.Outcome, _ quota: Quota, _ full: UInt64, _ now: UInt64
  ) -> RateDecision {
    RateDecision(outcome: outcome, quota: quota, reset: full > now ? full - now : 0)
  }

  /// What a check would find, without taking anything.
  package func peek(now: UInt64) -> RateDecision {
    RateDecision(outcome: .admitted, quota: quota, reset: backlog(now: now))
  }

  /// Nanoseconds until everything has come back.
  func backlog(now: UInt64) -> UInt64 {
    let full = fullAt.load(ordering: .relaxed)
    return full > now ? full - now : 0
  }

  // MARK: a limit that instances keep together

  /// What this process has of the limit, where it is kept by several: the limiter itself is then what was last heard of
  /// it, and decides alone while nobody can be asked.
  ///
  /// - Parameter name: of the bucket that they share.
  package func shared(_ name: () -> String) -> SharedBucket {
    kept.load() ?? kept.storeIfNil(SharedBucket(name(), quota))
  }

  var sharedBucket: SharedBucket? { kept.load() }

  /// Everything will have come back after this time, as those who keep the limit say.
  package func adopt(reset: UInt64, now: UInt64) {
    // Their bucket may be smaller (`SharedBucket.largestBurst`): what is beyond it is not there.
    let beyond = sharedBucket.map { quota.cost(quota.burst - $0.burst) } ?? 0
    fullAt.store(now &+ min(reset, UInt64.max / 4) &+ min(beyond, UInt64.max / 4), ordering: .relaxed)
  }

  // MARK: reserving and settling

  /// What `charge` may add at most: a day. A count that cannot be true must not close a limiter for ever.
  private static let longestDebt: UInt64 = 86_400 * 1_000_000_000

  /// Returns `units`, at most until the bucket is full.
  func giveBack(_ units: UInt64, now: UInt64) { giveBack(units, by: quota, now) }

  func giveBack(_ units: UInt64, by quota: Quota, _ now: UInt64) {
    let credit = quota.cost(units)
    var seen = fullAt.load(ordering: .relaxed)
    while seen > now {
      let next = seen - now > credit ? seen - credit : now
      let (exchanged, original) = fullAt.weakCompareExchange(expected: seen, desired: next, ordering: .relaxed)
      if exchanged { return }
      seen = original
    }
  }

  /// Takes `units` whether they are there or not; later checks wait until the debt is paid.
  func charge(_ units: UInt64, now: UInt64) { charge(units, by: quota, now) }

  func charge(_ units: UInt64, by quota: Quota, _ now: UInt64) {
    let price = min(quota.cost(units), Self.longestDebt)
    var seen = fullAt.load(ordering: .relaxed)
    while true {
      let (sum, overflow) = max(seen, now).addingReportingOverflow(price)
      let next = overflow ? .max : sum
      let (exchanged, original) = fullAt.weakCompareExchange(expected: seen, desired: next, ordering: .relaxed)
      if exchanged { return }
      seen = original
    }
  }
}

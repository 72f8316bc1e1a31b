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
  package func check(cost: UInt64 = 1, now: UInt64) -> RateDecision {
    let price = quota.cost(cost)
    guard price <= quota.tolerance else { return decision(.exceedsBurst, fullAt.load(ordering: .relaxed), now) }
    var seen = fullAt.load(ordering: .relaxed)
    while true {
      let (next, overflow) = max(seen, now).addingReportingOverflow(price)
      let ahead = next &- now
      if overflow || ahead > quota.tolerance {
        return decision(.refused(retryAfter: overflow ? .max : ahead - quota.tolerance), seen, now)
      }
      let (exchanged, original) = fullAt.weakCompareExchange(expected: seen, desired: next, ordering: .relaxed)
      if exchanged { return decision(.admitted, next, now) }
      seen = original
    }
  }

  /// What a check would find, without taking anything.
  package func peek(now: UInt64) -> RateDecision { decision(.admitted, fullAt.load(ordering: .relaxed), now) }

  /// Nanoseconds until everything has come back.
  func backlog(now: UInt64) -> UInt64 {
    let full = fullAt.load(ordering: .relaxed)
    return full > now ? full - now : 0
  }

  private func decision(_ outcome: RateDecision.Outcome, _ full: UInt64, _ now: UInt64) -> RateDecision {
    RateDecision(outcome: outcome, quota: quota, reset: full > now ? full - now : 0)
  }

  // MARK: reserving and settling

  /// What `charge` may add at most: a day. A count that cannot be true must not close a limiter for ever.
  private static let longestDebt: UInt64 = 86_400 * 1_000_000_000

  /// Returns `units`, at most until the bucket is full.
  func giveBack(_ units: UInt64, now: UInt64) {
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
  func charge(_ units: UInt64, now: UInt64) {
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

import Synchronization

/// Bounds retries to a share of the requests plus a few per second, so that retrying never multiplies the load on an
/// upstream that is failing.
package final class RetryBudget: Sendable {
  /// A retry costs this; a request brings `percent` of it.
  private static let price: UInt64 = 100

  private let percent: UInt64
  private let limit: UInt64
  private let floor: RateLimiter?
  private let balance = Atomic<UInt64>(0)

  /// `percent`: retries per hundred requests. `reserve`: the most retries that requests can save up. `floor`: retries
  /// that are always there.
  package init(percent: UInt64, reserve: UInt64, floor: Quota?) {
    self.percent = min(percent, 100)
    limit = min(reserve, UInt64(UInt32.max)) * Self.price
    self.floor = floor.map { RateLimiter($0) }
  }

  /// Notes a first attempt.
  package func noteRequest() {
    var seen = balance.load(ordering: .relaxed)
    while seen < limit {
      let next = min(limit, seen + percent)
      let (exchanged, original) = balance.weakCompareExchange(expected: seen, desired: next, ordering: .relaxed)
      if exchanged { return }
      seen = original
    }
  }

  /// Whether one more retry may go out; takes it when it may.
  package func takeRetry(now: UInt64) -> Bool {
    var seen = balance.load(ordering: .relaxed)
    while seen >= Self.price {
      let next = seen - Self.price
      let (exchanged, original) = balance.weakCompareExchange(expected: seen, desired: next, ordering: .relaxed)
      if exchanged { return true }
      seen = original
    }
    return floor?.check(now: now).isAdmitted ?? false
  }
}

import Synchronization

/// The limiters of many keys. Bounded: a key that is new when the registry is full takes the place of one whose bucket
/// is full again, which loses nothing; when there is none such, there is no limiter and the caller refuses.
package final class LimiterRegistry<Key: Hashable & Sendable>: Sendable {
  private struct Shard {
    var limiters: [Key: RateLimiter] = [:]
    /// No bucket is full again before this time, so looking for one would be in vain.
    var nextSweep: UInt64 = 0
  }

  /// A class, because an array cannot hold a lock.
  private final class Locked: Sendable {
    let shard = Mutex(Shard())
  }

  private static var shardCount: Int { 16 }
  private let shards: [Locked]
  private let shardLimit: Int

  /// `capacity`: the most keys at one time, rounded up to a multiple of 16.
  package init(capacity: Int) {
    shards = (0..<Self.shardCount).map { _ in Locked() }
    shardLimit = max(1, capacity / Self.shardCount + (capacity % Self.shardCount == 0 ? 0 : 1))
  }

  /// The limiter of `key`, made when there is none; nil when the registry is full of limiters in use. A quota that has
  /// changed takes over what was given out under the old one.
  package func limiter(for key: Key, quota: Quota, now: UInt64) -> RateLimiter? {
    shards[key.hashValue & (Self.shardCount - 1)].shard.withLock { shard in
      let known = shard.limiters[key]
      if let known, known.quota == quota { return known }
      guard known != nil || makeRoom(in: &shard, now: now) else { return nil }
      let limiter = known.map { RateLimiter(quota, after: $0, now: now) } ?? RateLimiter(quota)
      shard.limiters[key] = limiter
      return limiter
    }
  }

  /// Number of keys that have a limiter.
  package var count: Int { shards.reduce(0) { $0 + $1.shard.withLock(\.limiters.count) } }

  private func makeRoom(in shard: inout Shard, now: UInt64) -> Bool {
    if shard.limiters.count < shardLimit { return true }
    guard now >= shard.nextSweep else { return false }
    shard.limiters = shard.limiters.filter { $0.value.backlog(now: now) > 0 }
    if shard.limiters.count < shardLimit { return true }
    let shortest = shard.limiters.values.map { $0.backlog(now: now) }.min() ?? 0
    shard.nextSweep = now.addingReportingOverflow(shortest).overflow ? .max : now + shortest
    return false
  }
}

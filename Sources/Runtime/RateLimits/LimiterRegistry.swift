import Synchronization

/// The limiters of many keys. Bounded: when it is full, limiters whose bucket is full again make room, which loses
/// nothing; when there is none such, a new key gets no limiter and the caller refuses.
package final class LimiterRegistry: Sendable {
  /// A class, because an array cannot hold a lock.
  private final class Shard: Sendable {
    let limiters = Mutex(LimiterTable())
  }

  private static var shardCount: Int { 16 }
  private let shards: [Shard]
  private let capacity: Int
  private let used = Atomic<Int>(0)
  /// The registry was full of limiters none of which is as good as new before this time.
  private let nextSweep = Atomic<UInt64>(0)

  /// `capacity`: the most keys at one time.
  package init(capacity: Int) {
    shards = (0..<Self.shardCount).map { _ in Shard() }
    self.capacity = max(1, capacity)
  }

  /// The limiter of `key`, made when there is none; nil when the registry is full of limiters in use. A quota that has
  /// changed adopts what was given out under the old one.
  package func limiter(for key: UInt64, quota: Quota, now: UInt64) -> RateLimiter? {
    // Fibonacci hashing: the top bits depend on all of them.
    let shard = shards[Int((key &* 0x9E37_79B9_7F4A_7C15) >> 60)]
    if let limiter = limiter(in: shard, key, quota, now) { return limiter }
    return makeRoom(now: now) ? limiter(in: shard, key, quota, now) : nil
  }

  /// Number of keys that have a limiter.
  package var count: Int { used.load(ordering: .relaxed) }

  private func limiter(in shard: Shard, _ key: UInt64, _ quota: Quota, _ now: UInt64) -> RateLimiter? {
    shard.limiters.withLock { limiters in
      let known = limiters[key]
      if let known, known.quota == quota { return known }
      guard known != nil || takeSlot() else { return nil }
      let limiter = known.map { RateLimiter(quota, after: $0, now: now) } ?? RateLimiter(quota)
      limiters[key] = limiter
      return limiter
    }
  }

  private func takeSlot() -> Bool {
    if used.add(1, ordering: .relaxed).newValue <= capacity { return true }
    used.subtract(1, ordering: .relaxed)
    return false
  }

  /// Removes the limiters that are as good as new. False when there is none.
  private func makeRoom(now: UInt64) -> Bool {
    guard now >= nextSweep.load(ordering: .relaxed) else { return false }
    var (removed, shortest) = (0, UInt64.max)
    for shard in shards {
      shard.limiters.withLock { limiters in
        let before = limiters.count
        limiters.removeAll { $0.backlog(now: now) == 0 }
        removed += before - limiters.count
        limiters.forEach { shortest = min(shortest, $0.backlog(now: now)) }
      }
    }
    if removed > 0 {
      used.subtract(removed, ordering: .relaxed)
      return true
    }
    let (next, overflow) = now.addingReportingOverflow(shortest)
    nextSweep.store(overflow ? .max : next, ordering: .relaxed)
    return false
  }
}

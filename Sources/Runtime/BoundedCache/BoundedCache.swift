import Synchronization

/// Values by key in a bounded part of memory: no more entries and no more bytes than it was made for, none older than
/// its time to live; of what is too much, the least recently used goes first.
///
/// Shards have a lock each, held for a look into a table and never while anybody works or waits. Each has its part of
/// the bounds, so that together they keep them; what is least recently used is decided within a shard. With one shard it
/// is exact.
package final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let shards: [Shard]
  private let misses = Atomic<Int>(0)
  private let shared = Atomic<Int>(0)

  private final class Shard: Sendable {
    let table: Mutex<LRUTable<Key, Value>>
    init(entries: Int, bytes: Int) { table = Mutex(LRUTable(entries: entries, bytes: bytes)) }
  }

  /// - Parameters:
  ///   - entries: most values at one time.
  ///   - bytes: most bytes of them, as `store` is told.
  ///   - shards: a power of two; each gets its part of both.
  package init(entries: Int, bytes: Int, shards: Int = 1) {
    precondition(shards > 0 && shards & (shards - 1) == 0 && entries >= shards)
    self.shards = (0..<shards).map { _ in Shard(entries: entries / shards, bytes: bytes / shards) }
  }

  /// The value stored for `key`, which counts as a hit; nil where there is none, or none any more.
  ///
  /// - Parameter now: nanoseconds of any clock that only goes forward, the same for all calls.
  package func find(_ key: Key, now: UInt64) -> Value? { shard(key).table.withLock { $0.find(key, now) } }

  /// Stores a value instead of the one before. One that is larger than a shard's part of the bytes is not stored.
  ///
  /// - Parameters:
  ///   - bytes: of memory that it takes, what keeping it costs included.
  ///   - expires: from then on it is not found any more.
  package func store(_ value: Value, for key: Key, bytes: Int, expires: UInt64) {
    shard(key).table.withLock { $0.store(value, key, bytes, expires) }
  }

  private func shard(_ key: Key) -> Shard {
    shards.count == 1 ? shards[0] : shards[key.hashValue & (shards.count - 1)]
  }

  // MARK: statistics

  /// Somebody has to make what was not found.
  package func countMiss() { misses.add(1, ordering: .relaxed) }

  /// Somebody got what another one has made, without a look at what is stored.
  package func countShared(_ count: Int = 1) { shared.add(count, ordering: .relaxed) }

  package var statistics: CacheStatistics {
    var statistics = CacheStatistics()
    for shard in shards { shard.table.withLock { $0.add(to: &statistics) } }
    statistics.misses = misses.load(ordering: .relaxed)
    statistics.shared = shared.load(ordering: .relaxed)
    statistics.hits += statistics.shared
    return statistics
  }
}

/// What a cache has done since it was made, and what is in it.
package struct CacheStatistics: Sendable, Equatable {
  package var hits = 0
  package var misses = 0
  /// Those that waited for another one's result; counted as hits too.
  package var shared = 0
  /// What had to go for something else, before its time.
  package var evictions = 0
  package var entries = 0
  package var bytes = 0

  package init() {}
}

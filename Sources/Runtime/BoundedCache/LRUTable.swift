/// The table of one shard: entries in a list by their last use, linked by their positions in one array, so that every
/// call takes the same few steps however many there are.
struct LRUTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry: Sendable {
    var key: Key
    /// Nil of a position that is free.
    var value: Value?
    var bytes: Int
    var expires: UInt64
    var older: Int
    var newer: Int
  }

  private static var none: Int { -1 }

  private let most: (entries: Int, bytes: Int)
  private var positions: [Key: Int] = [:]
  private var entries: [Entry] = []
  private var free: [Int] = []
  private var oldest = LRUTable.none
  private var newest = LRUTable.none
  private var bytes = 0
  private var hits = 0
  private var evictions = 0

  init(entries: Int, bytes: Int) { most = (entries, bytes) }

  mutating func find(_ key: Key, _ now: UInt64) -> Value? {
    guard let position = positions[key] else { return nil }
    guard entries[position].expires > now else {
      remove(position)
      return nil
    }
    unlink(position)
    link(position)
    hits += 1
    return entries[position].value
  }

  mutating func store(_ value: Value, _ key: Key, _ count: Int, _ expires: UInt64) {
    if let position = positions[key] { remove(position) }
    guard count <= most.bytes, most.entries > 0 else { return }
    while positions.count >= most.entries || bytes + count > most.bytes {
      remove(oldest)
      evictions += 1
    }
    let entry = Entry(
      key: key, value: value, bytes: count, expires: expires, older: Self.none, newer: Self.none)
    let position = free.popLast() ?? entries.count
    if position == entries.count { entries.append(entry) } else { entries[position] = entry }
    positions[key] = position
    bytes += count
    link(position)
  }

  private mutating func remove(_ position: Int) {
    unlink(position)
    positions[entries[position].key] = nil
    bytes -= entries[position].bytes
    entries[position].value = nil
    free.append(position)
  }

  /// As the newest.
  private mutating func link(_ position: Int) {
    entries[position].older = newest
    entries[position].newer = Self.none
    if newest == Self.none { oldest = position } else { entries[newest].newer = position }
    newest = position
  }

  private mutating func unlink(_ position: Int) {
    let (older, newer) = (entries[position].older, entries[position].newer)
    if older == Self.none { oldest = newer } else { entries[older].newer = newer }
    if newer == Self.none { newest = older } else { entries[newer].older = older }
  }

  func add(to statistics: inout CacheStatistics) {
    statistics.hits += hits
    statistics.evictions += evictions
    statistics.entries += positions.count
    statistics.bytes += bytes
  }
}

import BoundedCache
import Testing

@Suite struct BoundedCacheTests {
  @Test func findsUntilTheTimeIsOver() {
    let cache = BoundedCache<Int, Int>(entries: 4, bytes: 100)
    cache.store(7, for: 1, bytes: 10, expires: 50)
    #expect(cache.find(1, now: 49) == 7)
    #expect(cache.find(1, now: 50) == nil)
    #expect(cache.statistics.entries == 0 && cache.statistics.bytes == 0 && cache.statistics.hits == 1)
  }

  @Test func theLeastRecentlyUsedGoesFirst() {
    let cache = BoundedCache<Int, Int>(entries: 2, bytes: 100)
    for key in [1, 2] { cache.store(key, for: key, bytes: 1, expires: .max) }
    #expect(cache.find(1, now: 0) == 1)
    cache.store(3, for: 3, bytes: 1, expires: .max)
    #expect(cache.find(2, now: 0) == nil)
    #expect(cache.find(1, now: 0) == 1 && cache.find(3, now: 0) == 3)
    #expect(cache.statistics.evictions == 1)
  }

  @Test func bytesAreBounded() {
    let cache = BoundedCache<Int, Int>(entries: 100, bytes: 100)
    for key in 0..<50 { cache.store(key, for: key, bytes: 30, expires: .max) }
    #expect(cache.statistics.entries == 3 && cache.statistics.bytes == 90)
    // What does not fit takes nobody's place, and replaces what was there.
    cache.store(0, for: 49, bytes: 101, expires: .max)
    #expect(cache.statistics.entries == 2 && cache.find(49, now: 0) == nil)
  }

  @Test func aValueReplacesTheOneBefore() {
    let cache = BoundedCache<Int, Int>(entries: 4, bytes: 100)
    cache.store(1, for: 1, bytes: 60, expires: .max)
    cache.store(2, for: 1, bytes: 70, expires: .max)
    #expect(cache.find(1, now: 0) == 2 && cache.statistics.bytes == 70 && cache.statistics.evictions == 0)
  }

  /// Against a plain list that is searched from its end.
  @Test(arguments: [1, 3, 8]) func isLeastRecentlyUsedExactly(capacity: Int) {
    let cache = BoundedCache<Int, Int>(entries: capacity, bytes: 1_000_000)
    var model: [(key: Int, value: Int)] = []
    var state: UInt64 = 42
    for step in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let key = Int(state >> 33) % 12
      let position = model.firstIndex { $0.key == key }
      if state >> 62 & 1 == 0 {
        #expect(cache.find(key, now: 0) == position.map { model[$0].value })
        if let position { model.append(model.remove(at: position)) }
      } else {
        cache.store(step, for: key, bytes: 1, expires: .max)
        if let position { model.remove(at: position) }
        model.append((key, step))
        if model.count > capacity { model.removeFirst() }
      }
    }
    #expect(cache.statistics.entries == model.count)
  }

  @Test func shardsKeepTheBoundsTogether() {
    let cache = BoundedCache<Int, Int>(entries: 64, bytes: 6400, shards: 16)
    for key in 0..<10_000 { cache.store(key, for: key, bytes: 100, expires: .max) }
    #expect(cache.statistics.entries <= 64 && cache.statistics.bytes <= 6400 && cache.statistics.entries > 16)
  }
}

import Testing

@testable import RateLimits

@Suite struct LimiterTableTests {
  private var quota: Quota { get throws { try #require(Quota(perSecond: 1, burst: 10)) } }

  /// Numbers that follow each other, that differ in their upper halves only, and that share their lowest bits.
  @Test(arguments: [1, 1 << 32, 1 << 20, 0x9E37_79B9] as [UInt64])
  func findsEachOfManyKeysAndNoOther(step: UInt64) throws {
    var table = LimiterTable()
    var made: [UInt64: RateLimiter] = [:]
    for number in 0..<1_000 as Range<UInt64> {
      let key = number &* step
      #expect(table[key] == nil)
      let limiter = try RateLimiter(quota)
      table[key] = limiter
      made[key] = limiter
    }
    #expect(table.count == 1_000)
    for (key, limiter) in made { #expect(table[key] === limiter) }
    #expect(table[1_000 &* step] == nil)
  }

  @Test func replacesTheLimiterOfAKey() throws {
    var table = LimiterTable()
    let (first, second) = try (RateLimiter(quota), RateLimiter(quota))
    table[7] = first
    table[7] = second
    #expect(table[7] === second)
    #expect(table.count == 1)
  }

  @Test func removesWhatIsNotNeededAndFindsTheRest() throws {
    var table = LimiterTable()
    for key in 0..<500 as Range<UInt64> {
      let limiter = try RateLimiter(quota)
      if key % 3 == 0 { _ = limiter.check(now: 1) }
      table[key] = limiter
    }
    table.removeAll { $0.backlog(now: 1) == 0 }
    #expect(table.count == 167)
    for key in 0..<500 as Range<UInt64> { #expect((table[key] != nil) == (key % 3 == 0)) }
    var seen = 0
    table.forEach { _ in seen += 1 }
    #expect(seen == 167)
  }
}

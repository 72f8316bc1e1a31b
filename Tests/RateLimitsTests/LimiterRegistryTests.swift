import Dispatch
import Testing

@testable import RateLimits

@Suite struct LimiterRegistryTests {
  private func quota(_ perSecond: UInt64, burst: UInt64) throws -> Quota {
    try #require(Quota(perSecond: perSecond, burst: burst))
  }

  @Test func keepsOneLimiterPerKey() throws {
    let registry = LimiterRegistry(capacity: 100)
    let quota = try quota(1, burst: 1)
    #expect(try #require(registry.limiter(for: 1, quota: quota, now: 0)).check(now: 0).isAdmitted)
    #expect(!(try #require(registry.limiter(for: 1, quota: quota, now: 0)).check(now: 0).isAdmitted))
    #expect(try #require(registry.limiter(for: 2, quota: quota, now: 0)).check(now: 0).isAdmitted)
    #expect(registry.count == 2)
  }

  @Test func rejectsNewKeysWhenFull() throws {
    let registry = LimiterRegistry(capacity: 16)
    let quota = try quota(1, burst: 1)
    var busy: [UInt64] = []
    for key in UInt64(0)..<1000 {
      guard let limiter = registry.limiter(for: key, quota: quota, now: 0) else { continue }
      _ = limiter.check(now: 0)
      busy.append(key)
    }
    #expect(busy == Array(0..<16) && registry.count == 16)
    // None of them was given a fresh bucket.
    for key in busy { #expect(registry.limiter(for: key, quota: quota, now: 0)?.check(now: 0).isAdmitted == false) }
    // A second later all of them are as good as new, and the next ones replace them.
    let later = (UInt64(1000)..<2000).compactMap { registry.limiter(for: $0, quota: quota, now: 1_000_000_001) }
    #expect(later.count == 1000 && registry.count <= 16)
  }

  @Test func keepsUsageWhenTheQuotaChanges() throws {
    let registry = LimiterRegistry(capacity: 16)
    let old = try #require(registry.limiter(for: 1, quota: try quota(1, burst: 10), now: 0))
    #expect(old.check(cost: 10, now: 0).isAdmitted)
    let new = try #require(registry.limiter(for: 1, quota: try quota(10, burst: 5), now: 0))
    #expect(!new.check(now: 0).isAdmitted)
    #expect(new.check(cost: 5, now: 500_000_000).isAdmitted)
  }

  @Test func threadsShareOneLimiterPerKey() throws {
    let registry = LimiterRegistry(capacity: 64)
    let quota = try quota(1, burst: 100)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<100 { _ = registry.limiter(for: 7, quota: quota, now: 0)?.check(now: 0) }
    }
    #expect(registry.limiter(for: 7, quota: quota, now: 0)?.peek(now: 0).remaining == 0)
    #expect(registry.count == 1)
  }
}

import Testing

@testable import RateLimits

@Suite struct BreakerRegistryTests {
  private let second: UInt64 = 1_000_000_000

  private func registry(capacity: Int = 10) -> BreakerRegistry { BreakerRegistry(.init(), capacity: capacity) }

  private func key(_ name: String) -> () -> [UInt8] { { Array(name.utf8) } }

  /// Whether a request may be sent; it ends with `outcome`.
  @discardableResult
  private func call(
    _ registry: BreakerRegistry, _ name: String, _ outcome: CircuitBreaker.Outcome, at now: UInt64
  ) -> Bool {
    guard case .permitted(let permit) = registry.permit(key(name), now: now) else { return false }
    registry.record(outcome, permit, key(name), now: now)
    return true
  }

  @Test func failuresOpenOnlyTheirOwnBreaker() {
    let registry = registry()
    for _ in 0..<5 { #expect(call(registry, "bad", .failure, at: second)) }
    #expect(!call(registry, "bad", .success, at: second))
    #expect(call(registry, "good", .success, at: second))
    #expect(registry.count == 1)
    // After its time one may try, and what it finds decides.
    #expect(call(registry, "bad", .success, at: 20 * second))
    #expect(call(registry, "bad", .success, at: 20 * second))
  }

  @Test func namesThoseThatAreNotClosed() {
    let registry = registry()
    #expect(registry.openKeys.isEmpty)
    call(registry, "once", .failure, at: second)
    #expect(registry.openKeys.isEmpty)
    for name in ["a", "b"] { for _ in 0..<5 { call(registry, name, .failure, at: second) } }
    #expect(Set(registry.openKeys) == [Array("a".utf8), Array("b".utf8)])
    // One that is being tried is still closed to everybody else.
    guard case .permitted(let probe) = registry.permit(key("a"), now: 20 * second) else {
      Issue.record("no probe is let through")
      return
    }
    #expect(registry.openKeys.count == 2)
    registry.record(.success, probe, key("a"), now: 20 * second)
    #expect(registry.openKeys == [Array("b".utf8)])
  }

  @Test func remembersNoSuccesses() {
    let registry = registry()
    for number in 0..<100 { call(registry, "\(number)", .success, at: second) }
    #expect(registry.count == 0)
    call(registry, "a", .failure, at: second)
    #expect(registry.count == 1)
    call(registry, "a", .unknown, at: 2 * second)
    #expect(registry.count == 1)
    // It is forgotten once it succeeds and its failures are of an earlier window.
    call(registry, "a", .success, at: 20 * second)
    #expect(registry.count == 0)
  }

  @Test func isBounded() {
    let registry = registry(capacity: 3)
    for number in 0..<10 { for _ in 0..<5 { call(registry, "\(number)", .failure, at: second) } }
    #expect(registry.count == 3)
    #expect(!call(registry, "0", .success, at: second) && call(registry, "9", .success, at: second))
    // Those that are old make room.
    for _ in 0..<5 { call(registry, "new", .failure, at: 100 * second) }
    #expect(!call(registry, "new", .success, at: 100 * second))
    #expect(registry.count == 1)
  }

  /// A request that was let through before the key had a breaker counts all the same, but not once it is open.
  @Test func ignoresEarlierRequests() {
    let registry = registry()
    guard case .permitted(let early) = registry.permit(key("a"), now: 0) else {
      Issue.record("refused")
      return
    }
    for _ in 0..<4 { call(registry, "a", .failure, at: second) }
    registry.record(.failure, early, key("a"), now: second)
    #expect(!call(registry, "a", .success, at: second))
    registry.record(.success, early, key("a"), now: second)
    #expect(!call(registry, "a", .success, at: second))
  }
}

import Synchronization

/// Circuit breakers by key, as for the models of a provider: one exists only while its key has failures to remember, so
/// that as long as nothing fails a request costs a single load. Bounded, for keys may be of a client's choice: beyond
/// that, further keys have no breaker.
package final class BreakerRegistry: Sendable {
  private let policy: CircuitBreaker.Policy
  private let capacity: Int
  private let breakers = Mutex<[[UInt8]: CircuitBreaker]>([:])
  /// How many there are.
  private let used = Atomic<Int>(0)

  package init(_ policy: CircuitBreaker.Policy, capacity: Int) {
    self.policy = policy
    self.capacity = max(1, capacity)
  }

  package var count: Int { used.load(ordering: .relaxed) }

  /// The keys whose breaker is not closed, in no order. While nothing fails it costs a single load.
  package var openKeys: [[UInt8]] {
    if count == 0 { return [] }
    return breakers.withLock { breakers in breakers.compactMap { $0.value.phase == .closed ? nil : $0.key } }
  }

  /// Asks for leave to send a request.
  package func permit(_ key: () -> [UInt8], now: UInt64) -> CircuitBreaker.Permission {
    guard count > 0, let breaker = breakers.withLock({ $0[key()] }) else { return .permitted(.closed) }
    return breaker.permit(now: now)
  }

  /// Notes how a permitted request ended.
  package func record(
    _ outcome: CircuitBreaker.Outcome, _ permit: CircuitBreaker.Permit, _ key: () -> [UInt8], now: UInt64
  ) {
    if outcome != .failure, count == 0 { return }
    let key = key()
    breakers.withLock { breakers in
      if breakers[key] == nil, outcome == .failure { make(key, &breakers, now) }
      guard let breaker = breakers[key] else { return }
      breaker.record(outcome, permit, now: now)
      if breaker.hasNothingToRemember(now: now) { remove(key, &breakers) }
    }
  }

  private func make(_ key: [UInt8], _ breakers: inout [[UInt8]: CircuitBreaker], _ now: UInt64) {
    if breakers.count >= capacity {
      for (other, breaker) in breakers where breaker.isOutdated(now: now) { remove(other, &breakers) }
      if breakers.count >= capacity { return }
    }
    breakers[key] = CircuitBreaker(policy)
    used.add(1, ordering: .relaxed)
  }

  private func remove(_ key: [UInt8], _ breakers: inout [[UInt8]: CircuitBreaker]) {
    if breakers.removeValue(forKey: key) != nil { used.subtract(1, ordering: .relaxed) }
  }
}

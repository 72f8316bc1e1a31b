import Dispatch
import Synchronization
import Testing

@testable import RateLimits

@Suite struct CircuitBreakerTests {
  private let second: UInt64 = 1_000_000_000

  private func breaker(_ change: (inout CircuitBreaker.Policy) -> Void = { _ in }) -> CircuitBreaker {
    var policy = CircuitBreaker.Policy()
    change(&policy)
    return CircuitBreaker(policy)
  }

  private func permit(_ breaker: CircuitBreaker, at now: UInt64) throws -> CircuitBreaker.Permit {
    guard case .permitted(let permit) = breaker.permit(now: now) else { throw Refused() }
    return permit
  }

  private struct Refused: Error {}

  private func fail(_ breaker: CircuitBreaker, times: Int, at now: UInt64) throws {
    for _ in 0..<times { breaker.record(.failure, try permit(breaker, at: now), now: now) }
  }

  @Test func opensAfterFailuresInARow() throws {
    let breaker = breaker()
    try fail(breaker, times: 4, at: 0)
    breaker.record(.success, try permit(breaker, at: 0), now: 0)
    try fail(breaker, times: 4, at: 0)
    #expect(breaker.phase == .closed)
    try fail(breaker, times: 1, at: 0)
    #expect(breaker.phase == .open)
    #expect(throws: Refused.self) { try permit(breaker, at: 14 * second) }
  }

  @Test func opensAtAShareOfFailures() throws {
    let breaker = breaker { $0.consecutiveFailures = 200 }
    for index in 0..<19 { breaker.record(index % 2 == 0 ? .failure : .success, try permit(breaker, at: 0), now: 0) }
    #expect(breaker.phase == .closed)
    breaker.record(.failure, try permit(breaker, at: 0), now: 0)
    #expect(breaker.phase == .open)
  }

  @Test func forgetsEarlierWindows() throws {
    let breaker = breaker { $0.consecutiveFailures = 200 }
    for index in 0..<19 { breaker.record(index % 2 == 0 ? .failure : .success, try permit(breaker, at: 0), now: 0) }
    breaker.record(.failure, try permit(breaker, at: 11 * second), now: 11 * second)
    #expect(breaker.phase == .closed)
  }

  @Test func onlyOneProbeGoesOut() throws {
    let breaker = breaker()
    try fail(breaker, times: 5, at: 0)
    let granted = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<1000 {
        if case .permitted(let permit) = breaker.permit(now: 16 * second) {
          #expect(permit.isProbe)
          granted.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(granted.load(ordering: .relaxed) == 1)
    #expect(breaker.phase == .halfOpen)
  }

  @Test func theProbeDecides() throws {
    let breaker = breaker()
    try fail(breaker, times: 5, at: 0)
    breaker.record(.failure, try permit(breaker, at: 16 * second), now: 17 * second)
    #expect(breaker.phase == .open)
    #expect(throws: Refused.self) { try permit(breaker, at: 31 * second) }
    // A probe that was cancelled means nothing: the next request may be the probe at once.
    breaker.record(.unknown, try permit(breaker, at: 33 * second), now: 34 * second)
    breaker.record(.success, try permit(breaker, at: 34 * second), now: 35 * second)
    #expect(breaker.phase == .closed)
    #expect(!(try permit(breaker, at: 35 * second).isProbe))
  }

  @Test func replacesALostProbe() throws {
    let breaker = breaker()
    try fail(breaker, times: 5, at: 0)
    let lost = try permit(breaker, at: 16 * second)
    let second = try permit(breaker, at: 80 * self.second)
    breaker.record(.success, lost, now: 81 * self.second)
    #expect(breaker.phase == .halfOpen)
    breaker.record(.success, second, now: 82 * self.second)
    #expect(breaker.phase == .closed)
  }

  @Test func ignoresReportsOfEarlierRequests() throws {
    let breaker = breaker()
    let early = try permit(breaker, at: 0)
    try fail(breaker, times: 5, at: 0)
    breaker.record(.success, early, now: second)
    #expect(breaker.phase == .open)
  }

  @Test func toleratesLaggingClocks() throws {
    let breaker = breaker()
    try fail(breaker, times: 5, at: 20 * second)
    #expect(throws: Refused.self) { try permit(breaker, at: 20 * second - 50_000_000) }
  }

  @Test func countsNeverOverflow() throws {
    let breaker = breaker { $0.failurePercent = 60 }
    for index in 0..<20_000 {
      breaker.record(index % 2 == 0 ? .failure : .success, try permit(breaker, at: 0), now: 0)
    }
    #expect(breaker.phase == .closed)
    let word = BreakerState(word: .max)
    #expect(word.word | 3 == .max)
  }
}

@Suite struct RetryBudgetTests {
  @Test func retriesAreAShareOfTheRequestsPlusTheFloor() {
    let budget = RetryBudget(percent: 20, reserve: 50, floor: Quota(perSecond: 2, burst: 2))
    var random = RandomNumbers(seed: 5)
    var (requests, retries, now): (UInt64, UInt64, UInt64) = (0, 0, 0)
    for _ in 0..<100_000 {
      now += UInt64.random(in: 0...2_000_000, using: &random)
      if UInt64.random(in: 0..<10, using: &random) < 6 {
        budget.noteRequest()
        requests += 1
      } else if budget.takeRetry(now: now) {
        retries += 1
      }
      #expect(retries * 100 <= requests * 20 + (2 + now / 500_000_000) * 100)
    }
    #expect(retries > requests / 6)
  }

  @Test func savedRetriesAreBounded() {
    let budget = RetryBudget(percent: 20, reserve: 50, floor: nil)
    for _ in 0..<10_000 { budget.noteRequest() }
    #expect((0..<100).filter { _ in budget.takeRetry(now: 0) }.count == 50)
  }
}

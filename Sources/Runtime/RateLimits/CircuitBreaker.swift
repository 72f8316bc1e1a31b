import Synchronization

/// Keeps requests away from an upstream that fails: closed until too many fail, then open for a while, then half open
/// with one probe at a time. The whole state is one atomic word (`BreakerState`).
package final class CircuitBreaker: Sendable {
  package struct Policy: Sendable {
    /// Failures in a row that open it.
    package var consecutiveFailures: UInt64 = 5
    /// Failures per hundred requests of a window that open it, once `minimumRequests` have ended in the window.
    package var failurePercent: UInt64 = 50
    package var minimumRequests: UInt64 = 20
    package var windowNanoseconds: UInt64 = 10_000_000_000
    /// How long it stays open before a probe may go out.
    package var openNanoseconds: UInt64 = 15_000_000_000
    /// A probe that has not come back after this long is taken for lost, and another may go out.
    package var probeNanoseconds: UInt64 = 60_000_000_000

    package init() {}
  }

  /// How a request ended, as far as the upstream is concerned.
  package enum Outcome: Sendable {
    /// The upstream responded; a 4xx that the caller brought on itself counts here, 429 too.
    case success
    case failure
    /// It says nothing about the upstream: cancelled before a response, for example.
    case unknown
  }

  /// Leave to send one request. Report how it ended, on every path.
  package struct Permit: Sendable {
    /// When the probe was sent, in ticks; nil for a request through the closed breaker.
    let probe: UInt64?

    package var isProbe: Bool { probe != nil }

    /// Leave of a breaker that is closed.
    static let closed = Permit(probe: nil)
  }

  package enum Permission: Sendable {
    case permitted(Permit)
    /// Nanoseconds until a probe may go out.
    case refused(retryAfter: UInt64)
  }

  package enum Phase: Sendable { case closed, open, halfOpen }

  private let policy: Policy
  private let word = Atomic<UInt64>(0)

  package init(_ policy: Policy = Policy()) { self.policy = policy }

  package var phase: Phase { BreakerState(word: word.load(ordering: .relaxed)).phase }

  /// It is as good as new.
  func hasNothingToRemember(now: UInt64) -> Bool {
    let state = BreakerState(word: word.load(ordering: .relaxed))
    return state.phase == .closed && state.consecutive == 0 && (state.failures == 0 || isOver(state, now))
  }

  /// What it remembers is so old that it may be forgotten where there is no room for more.
  func isOutdated(now: UInt64) -> Bool {
    let state = BreakerState(word: word.load(ordering: .relaxed))
    switch state.phase {
    case .closed: return isOver(state, now)
    case .open: return state.age(at: BreakerState.tick(now)) >= BreakerState.ticks(policy.openNanoseconds)
    case .halfOpen: return state.age(at: BreakerState.tick(now)) >= BreakerState.ticks(policy.probeNanoseconds)
    }
  }

  private func isOver(_ window: BreakerState, _ now: UInt64) -> Bool {
    window.age(at: BreakerState.tick(now)) >= BreakerState.ticks(policy.windowNanoseconds)
  }

  /// Asks for leave to send a request.
  package func permit(now: UInt64) -> Permission {
    let tick = BreakerState.tick(now)
    while true {
      let seen = word.load(ordering: .relaxed)
      var state = BreakerState(word: seen)
      if state.phase == .closed { return .permitted(Permit(probe: nil)) }
      let wait = BreakerState.ticks(state.phase == .open ? policy.openNanoseconds : policy.probeNanoseconds)
      let waited = state.age(at: tick)
      if waited < wait { return .refused(retryAfter: BreakerState.nanoseconds(wait - waited)) }
      state = BreakerState(phase: .halfOpen, time: tick)
      if exchange(seen, state) { return .permitted(Permit(probe: tick)) }
    }
  }

  /// Notes how a permitted request ended.
  package func record(_ outcome: Outcome, _ permit: Permit, now: UInt64) {
    let tick = BreakerState.tick(now)
    while true {
      let seen = word.load(ordering: .relaxed)
      let state = BreakerState(word: seen)
      guard let next = next(state, outcome, permit, tick), next.word != seen else { return }
      if exchange(seen, next) { return }
    }
  }

  private func exchange(_ seen: UInt64, _ next: BreakerState) -> Bool {
    word.compareExchange(expected: seen, desired: next.word, ordering: .relaxed).exchanged
  }

  /// Nil when the report changes nothing: it comes from before the breaker opened, or from a probe taken for lost.
  private func next(
    _ state: BreakerState, _ outcome: Outcome, _ permit: Permit, _ tick: UInt64
  ) -> BreakerState? {
    switch (state.phase, permit.probe) {
    case (.closed, nil): afterClosed(state, outcome, tick)
    case (.halfOpen, let probe?) where probe == state.time: afterProbe(outcome, tick)
    case (.closed, _?), (.open, _), (.halfOpen, _): nil
    }
  }

  private func afterProbe(_ outcome: Outcome, _ tick: UInt64) -> BreakerState {
    switch outcome {
    case .success: BreakerState(phase: .closed, time: tick)
    case .failure: BreakerState(phase: .open, time: tick)
    // The next request may be the probe at once.
    case .unknown: BreakerState(phase: .open, time: tick &- BreakerState.ticks(policy.openNanoseconds))
    }
  }

  private func afterClosed(_ state: BreakerState, _ outcome: Outcome, _ tick: UInt64) -> BreakerState? {
    guard outcome != .unknown else { return nil }
    var next = state
    if state.age(at: tick) >= BreakerState.ticks(policy.windowNanoseconds) { next.beginWindow(at: tick) }
    next.count(isFailure: outcome == .failure)
    let tooManyInARow = next.consecutive >= min(policy.consecutiveFailures, BreakerState.largestRun)
    let tooManyInAll =
      next.total >= min(policy.minimumRequests, BreakerState.largestCount / 2)
      && next.failures * 100 >= policy.failurePercent * next.total
    let opens = outcome == .failure && (tooManyInARow || tooManyInAll)
    return opens ? BreakerState(phase: .open, time: tick) : next
  }
}

import JSONCore
import RateLimits
import ToolRuntime

/// Keeps calls away from a host that cannot be reached, and tries once more where that does no harm. Programs wait
/// for minutes for such a host, each in a slot of its own: 64 of them would hold up every other tool.
package struct HostGuards: Sendable {
  /// Of one call.
  package struct Rules: Sendable {
    /// How often the call is run again at most; 0 where a further run could do what the first has done.
    let retries: Int
    /// The call's own limit, retries and pauses included.
    let seconds: Int

    /// Time-outs of tools are whole seconds, as in their files.
    package init(retries: Int, seconds: Int) {
      self.retries = retries
      self.seconds = seconds
    }

    /// - Parameter mayRetry: A second run does nothing that the first has not done.
    package init(mayRetry: Bool, seconds: Int) {
      // Nix tries each download five times itself.
      self.init(retries: mayRetry ? 1 : 0, seconds: seconds)
    }
  }

  /// More than there are hosts that arguments can name. Further ones have no breaker, and no guard.
  private static let mostHosts = 256

  private let breakers: BreakerRegistry
  /// A fifth of the calls, and six a minute: when everything fails, retries must not double the waiting.
  private let budget: RetryBudget
  private let pause: Duration
  private let now: @Sendable () -> UInt64

  /// - Parameters:
  ///   - failures: in a row that keep further calls away.
  ///   - openSeconds: for how long, until one may try.
  ///   - pause: before a retry, and up to half as much again.
  ///   - now: monotonic, in nanoseconds.
  package init(
    failures: UInt64 = 4, openSeconds: UInt64 = 30, pause: Duration = .seconds(1),
    now: @escaping @Sendable () -> UInt64 = { MonotonicClock.nanoseconds }
  ) {
    var policy = CircuitBreaker.Policy()
    policy.consecutiveFailures = failures
    policy.openNanoseconds = openSeconds * 1_000_000_000
    breakers = BreakerRegistry(policy, capacity: Self.mostHosts)
    budget = RetryBudget(percent: 20, reserve: 10, floor: Quota(perMinute: 6, burst: 2))
    self.pause = pause
    self.now = now
  }

  /// - Throws: while the host is left alone. Asked before a call waits for its turn.
  func check(_ host: RemoteHost) throws(ToolFailure) {
    breakers.record(.unknown, try permit(host), { host.key }, now: now())
  }

  /// Nothing of the program has started when it is refused, so that the response takes no time and no slot.
  private func permit(_ host: RemoteHost) throws(ToolFailure) -> CircuitBreaker.Permit {
    switch breakers.permit({ host.key }, now: now()) {
    case .permitted(let permit): return permit
    case .refused(let wait): throw Self.refusal(host, after: wait)
    }
  }

  /// Runs `body`, and once more when the host could not be reached and nothing prevents it.
  func call(
    _ host: RemoteHost, _ rules: Rules, _ body: @escaping @Sendable () async throws(ToolFailure) -> JSONBytes
  ) async throws(ToolFailure) -> JSONBytes {
    let start = now()
    let limit = UInt64(rules.seconds) * 1_000_000_000
    budget.noteRequest()
    var retries = 0
    while true {
      do throws(ToolFailure) {
        // The first run is bounded by the tool itself.
        let left = retries == 0 ? nil : limit - min(limit, now() &- start)
        return try await attempt(host, left, rules, body)
      } catch {
        guard NetworkFailures.isNetworkFailure(error, of: host), retries < rules.retries else { throw error }
        // The longest the pause can be: a retry that could not end within the limit is not begun.
        let wait = UInt64(pause.components.seconds) * 1_500_000_000 + UInt64(pause.components.attoseconds / 666_666_666)
        guard now() &- start + wait < limit, budget.takeRetry(now: now()) else { throw error }
        retries += 1
        do { try await Task.sleep(for: pause * Double.random(in: 1...1.5)) } catch {
          throw ToolFailure(.cancelled, "the call was cancelled")
        }
      }
    }
  }

  /// - Parameter left: nanoseconds for this run; nil for the first, whose limit is the tool's own.
  private func attempt(
    _ host: RemoteHost, _ left: UInt64?, _ rules: Rules,
    _ body: @escaping @Sendable () async throws(ToolFailure) -> JSONBytes
  ) async throws(ToolFailure) -> JSONBytes {
    let permit = try permit(host)
    do throws(ToolFailure) {
      let result: JSONBytes
      if let left {
        result = try await TimeLimit.run(nanoseconds: left, seconds: rules.seconds, body)
      } else {
        result = try await body()
      }
      breakers.record(.success, permit, { host.key }, now: now())
      return result
    } catch {
      // What failed for another reason says nothing of the host: it may have been reached, or never asked.
      let outcome: CircuitBreaker.Outcome = NetworkFailures.isNetworkFailure(error, of: host) ? .failure : .unknown
      breakers.record(outcome, permit, { host.key }, now: now())
      throw error
    }
  }

  /// Names what still works without the host: models try the same call again otherwise.
  private static func refusal(_ host: RemoteHost, after nanoseconds: UInt64) -> ToolFailure {
    let seconds = Int(clamping: nanoseconds / 1_000_000_000 + 1)
    return ToolFailure(
      .hostUnavailable,
      "\(host) could not be reached in the last calls, so nothing was started: try again in \(seconds) s"
        + (host.isDeclared ? "" : ", or with \"offline\": true for what is on this machine"),
      retryAfterSeconds: seconds)
  }
}

/// The clock of breakers and budgets here. The event loops of the proxy have their own, since they read it once per
/// event.
package enum MonotonicClock {
  private static let start = ContinuousClock.now

  /// Since the first time that somebody asked, and never 0.
  package static var nanoseconds: UInt64 { start.nanosecondsUntilNow + 1 }
}

/// Bounds what is left of a call's time.
private enum TimeLimit {
  /// Ends `body` by cancelling its task; waits until it has ended, so that no program outlives its call.
  static func run(
    nanoseconds: UInt64, seconds: Int, _ body: @escaping @Sendable () async throws(ToolFailure) -> JSONBytes
  ) async throws(ToolFailure) -> JSONBytes {
    let end = await withTaskGroup(of: Result<JSONBytes, ToolFailure>?.self) { group in
      group.addTask {
        do throws(ToolFailure) { return .success(try await body()) } catch { return .failure(error) }
      }
      group.addTask {
        try? await Task.sleep(for: .nanoseconds(Int64(clamping: nanoseconds)))
        return nil
      }
      var end: Result<JSONBytes, ToolFailure>?
      var isLate = false
      for await event in group {
        if let event { end = event } else if end == nil { isLate = !Task.isCancelled }
        group.cancelAll()
      }
      // What is done is done, however late.
      if case .failure? = end, isLate { return nil as Result<JSONBytes, ToolFailure>? }
      return end
    }
    guard let end else { throw ToolFailure(.timedOut, "the call was stopped after \(seconds) s, including a retry") }
    return try end.get()
  }
}

/// Another target, or another key, while the client has nothing of a response yet.
extension ExchangeMachine {
  /// A breaker keeps it away.
  mutating func refused(_ failure: ProxyFailure, _ now: UInt64) -> Step {
    if case .queued = state, let step = goOn(.skipped, failure, .failed, nil, now) { return step }
    return respond(failure, .failed)
  }

  /// Nil where there is no other target for that cause, or no time for it.
  ///
  /// - Parameter failure: what the client gets if it turns out that none can be tried.
  mutating func goOn(
    _ cause: FallbackCause, _ failure: @autoclosure () -> ProxyFailure, _ outcome: RequestOutcome, _ blame: Blame?,
    _ now: UInt64
  ) -> Step? {
    lastCause = cause
    guard sendingSince == nil, now < finalDeadline, ways.has(cause) else { return nil }
    state = .choosing
    lastOutcome = outcome
    return Step(action: .choose(failure(), cause), blame: blame, abandonsUpstream: true)
  }

  /// None of the others could be tried.
  func noneLeft(_ failure: ProxyFailure) -> Step {
    guard case .choosing = state else { return .nothing }
    return respond(failure, lastOutcome)
  }

  /// The body has begun well: what was kept goes to the client.
  mutating func opened(_ now: UInt64) -> Step {
    guard case .opening(let status, _) = state else { return .nothing }
    state = .relaying(status: status, deadline: now + policy.timeouts.idle)
    return Step(action: .none, blame: .success)
  }

  /// The first event of the stream is an error. Where there is no other target it is the client's, as any other event.
  mutating func openingFailed(_ now: UInt64) -> Step {
    guard case .opening = state else { return .nothing }
    let provider = policy.provider
    return goOn(.streamError, Self.streamError(provider), .failed, .model, now) ?? opened(now)
  }

  static func streamError(_ provider: String) -> ProxyFailure {
    ProxyFailure(.upstreamInvalid, "\(provider) began its stream with an error.")
  }

  mutating func goOn(
    _ status: Int, _ advice: RetryAdvice, _ blame: Blame, _ now: UInt64
  ) -> Step? {
    guard let cause = FallbackCause(status: status) else { return nil }
    let provider = policy.provider
    let outcome: RequestOutcome = status == 429 ? .rateLimited : .failed
    return goOn(cause, Self.refused(provider, status, advice), outcome, blame, now)
  }

  /// Instead of an error that was not read.
  static func refused(_ provider: String, _ status: Int, _ advice: RetryAdvice) -> ProxyFailure {
    ProxyFailure(status == 429 ? .rateLimited : .upstreamInvalid, "\(provider) responded with an error.")
      .standingFor(status, advice)
  }
}

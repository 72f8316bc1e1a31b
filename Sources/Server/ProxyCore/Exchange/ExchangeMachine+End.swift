/// How a request ends that nobody answers, and what its client gets.
extension ExchangeMachine {
  /// The driver has recorded the end.
  package mutating func finish() { state = .finished }

  /// The response went out; that its reader left while it did is no reason to record anything else.
  mutating func clientGone() -> Step {
    switch state {
    case .responded, .finished: return .nothing
    case .idle, .queued, .connecting, .sending, .waiting, .backingOff, .choosing, .holding, .opening, .relaying:
      return Step(action: .cancel, abandonsUpstream: true)
    }
  }

  /// Which breaker counts a time-out depends on how far the request came: none for the proxy's own queue, the
  /// provider's for a connection, the model's for everything later.
  mutating func tick(_ now: UInt64) -> Step {
    var step: Step
    switch state {
    case .queued where now > finalDeadline:
      step = respond(busy(), .timeout)
    case .connecting(let deadline) where now > deadline:
      let failure = late("could not be connected to in time")
      step =
        goOn(.connect, failure, .timeout, .provider, now) ?? respond(failure, .timeout, blame: .provider)
    case .sending(let deadline) where now > deadline:
      step = respond(late("stopped taking the body of the request"), .timeout, blame: .model)
    case .waiting(let deadline) where now > deadline:
      let failure = late("did not begin its response in time")
      step = goOn(.timeout, failure, .timeout, .model, now) ?? respond(failure, .timeout, blame: .model)
    case .opening(_, let deadline) where now > deadline:
      let failure = late("did not go on with its response in time")
      step = goOn(.timeout, failure, .timeout, .model, now) ?? cut(failure, .timeout, blame: .model)
    case .backingOff where now > finalDeadline, .choosing where now > finalDeadline:
      step = respond(late("could not be tried again in time"), .timeout)
    case .holding(let status, let deadline) where now > deadline:
      step = respondHeld(late("stopped in the middle of its response"), status, .timeout, blame: .model)
    case .relaying(_, let deadline) where now > deadline:
      step = cut(late("stopped in the middle of its response"), .timeout)
    case .idle, .queued, .connecting, .sending, .waiting, .backingOff, .choosing, .holding, .opening, .relaying,
      .responded, .finished:
      return .nothing
    }
    step.abandonsUpstream = true
    return step
  }

  func busy() -> ProxyFailure {
    ProxyFailure(
      .tooBusy,
      "None of the \(policy.maximumConnections) connections to \(policy.provider)"
        + " (maxConnections) became free in time; try again later.", retryAfterSeconds: 1)
  }

  func late(_ what: String) -> ProxyFailure { ProxyFailure(.upstreamTimeout, "\(policy.provider) \(what).") }

  mutating func shutDown() -> Step {
    var step: Step
    switch state {
    case .idle, .queued, .connecting, .sending, .waiting, .backingOff, .choosing, .holding:
      step = respond(.shuttingDown, .failed)
    case .opening, .relaying: step = cut(.shuttingDown, .failed)
    case .responded, .finished: return .nothing
    }
    step.abandonsUpstream = true
    return step
  }

  func respond(_ failure: ProxyFailure, _ outcome: RequestOutcome, blame: Blame? = nil) -> Step {
    Step(action: .respond(failure, outcome), blame: blame)
  }

  /// An error whose body cannot be passed on, with its status and what it says of another try: 400 is final, and must
  /// not become a 502 that SDKs send again.
  func respondHeld(
    _ failure: ProxyFailure, _ status: Int, _ outcome: RequestOutcome, blame: Blame? = nil
  ) -> Step {
    // Of one that is no error nothing is to be kept.
    if status < 400 { return respond(failure, outcome, blame: blame) }
    return respond(failure.standingFor(status, heldAdvice), status == 429 ? .rateLimited : outcome, blame: blame)
  }

  func cut(_ failure: ProxyFailure, _ outcome: RequestOutcome, blame: Blame? = nil) -> Step {
    Step(action: .cut(failure, outcome), blame: blame)
  }
}

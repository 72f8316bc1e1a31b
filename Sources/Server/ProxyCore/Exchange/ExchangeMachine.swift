/// What one request to a provider goes through, without sockets, clocks or counters: events go in, and what is to be
/// done comes out. `Exchange` does it. The states carry what they need and nothing else.
package struct ExchangeMachine {
  package enum State: Equatable, Sendable {
    /// Nothing has been done.
    case idle
    /// Waiting for its turn: the provider has as many connections as it may.
    case queued
    /// Waiting for a connection that is being made.
    case connecting(deadline: UInt64)
    /// The request is sent; nothing has come back.
    case waiting(deadline: UInt64)
    /// Waiting until the next try.
    case backingOff
    /// The response is an error with that status, of which nothing has gone to the client yet.
    case holding(status: Int, deadline: UInt64)
    /// The response's head went to the client: from here on there is no other try. Without a deadline while the client
    /// is behind: it has a time of its own, and the provider cannot be silent while it is not read.
    case relaying(status: Int, deadline: UInt64)
    /// The client has the whole response; what is left is to record it.
    case responded(status: Int)
    case finished
  }

  /// What may happen.
  package enum Event: Equatable, Sendable {
    case begin
    /// A breaker keeps the request away.
    case refused(ProxyFailure)
    /// A connection is being made for it.
    case connecting
    /// A connection is ready.
    case connected
    case failed(UpstreamFailure)
    case head(status: Int, RetryAdvice)
    /// What has come must not go on to the client.
    case withheld(ProxyFailure)
    /// Everything that one read has brought is handed on.
    case read(clientIsBehind: Bool)
    /// The client takes again what is sent.
    case clientCaughtUp
    /// The response is complete.
    case ended
    /// The pause before another try is over.
    case paused
    case clientGone
    case tick
    case shutDown
  }

  /// What is to be done about it.
  package enum Action: Equatable, Sendable {
    case none
    /// Ask the breakers and the pool.
    case acquire
    /// Send the request on the connection that is there.
    case send
    /// Return a connection that nobody waits for any more.
    case giveBack
    /// Wait so many nanoseconds, then say `paused`.
    case pause(UInt64)
    /// Relay the response, head first.
    case relay
    /// Keep the response, an error, until it is whole.
    case hold
    /// Send the error that was kept.
    case forwardError
    /// The response has gone out whole: record it.
    case complete
    /// The client reads on: so may the provider.
    case resumeReading
    /// Stop reading from the provider.
    case stopReading
    /// Send an error: the client has nothing yet.
    case respond(ProxyFailure, RequestOutcome)
    /// Cut the response: the client has a part of it.
    case cut(ProxyFailure, RequestOutcome)
    /// Nobody is there to be told.
    case cancel
  }

  /// An action, and what else follows.
  package struct Step: Equatable, Sendable {
    package let action: Action
    /// What the breakers count; nil when this says nothing.
    package var blame: Blame?
    /// The connection, or the wait for one, is given up: what is on its way is not wanted any more, and HTTP/1.1 has no
    /// other way to make a provider stop.
    package var abandonsUpstream = false

    static let nothing = Step(action: .none)
  }

  /// Idle connections in a row that turn out to be closed. They cost no retry, so that they need a bound.
  private static let mostFree = 4

  private let policy: ExchangePolicy
  package private(set) var state = State.idle
  /// Requests that were sent, or were to be.
  package private(set) var attempts = 0
  /// Bounds all tries, and the wait for a connection, until a response begins; after that only silence is bounded.
  private let finalDeadline: UInt64
  /// What the error that is held says of another try.
  private var heldAdvice = RetryAdvice.none

  package init(_ policy: ExchangePolicy, now: UInt64) {
    self.policy = policy
    finalDeadline = now + policy.timeouts.total
  }

  /// Bytes of a response are expected.
  package var isReading: Bool {
    switch state {
    case .holding, .relaying: true
    case .idle, .queued, .connecting, .waiting, .backingOff, .responded, .finished: false
    }
  }

  /// The status of the response that the client has, or has a part of; 0 while it has none.
  package var relayedStatus: Int {
    switch state {
    case .relaying(let status, _), .responded(let status): status
    case .idle, .queued, .connecting, .waiting, .backingOff, .holding, .finished: 0
    }
  }

  /// Whether an event is of interest now; cheaper than to ask for each piece of a body.
  package var isHolding: Bool { if case .holding = state { true } else { false } }

  /// - Parameters:
  ///   - now: loop time in nanoseconds.
  ///   - mayRetry: whether another try is allowed by what all requests share, asked only when this request's own policy
  ///     allows one; the argument says that it costs nothing.
  package mutating func on(_ event: Event, now: UInt64, mayRetry: (Bool) -> Bool = { _ in false }) -> Step {
    switch event {
    case .begin, .paused: return begin()
    case .refused(let failure): return respond(failure, .failed)
    case .connecting: return connecting(now)
    case .connected: return connected(now)
    case .failed(let failure): return failed(failure, now, mayRetry)
    case .head(let status, let advice): return head(status, advice, now, mayRetry)
    case .withheld(let failure): return withheld(failure)
    case .read(let isBehind): return read(isBehind, now)
    case .clientCaughtUp: return caughtUp(now)
    case .ended: return ended()
    case .clientGone: return clientGone()
    case .tick: return tick(now)
    case .shutDown: return shutDown()
    }
  }

  // MARK: sending

  private mutating func begin() -> Step {
    switch state {
    case .idle, .backingOff:
      state = .queued
      return Step(action: .acquire)
    case .queued, .connecting, .waiting, .holding, .relaying, .responded, .finished: return .nothing
    }
  }

  /// The clock of a new connection begins when it is made, not when the request began to wait for one.
  private mutating func connecting(_ now: UInt64) -> Step {
    guard case .queued = state else { return .nothing }
    attempts += 1
    state = .connecting(deadline: min(finalDeadline, now + policy.timeouts.connect))
    return .nothing
  }

  /// The try of an idle connection is counted here, that of a new one when it was begun. A connection that comes when
  /// nobody waits for it any more goes back.
  private mutating func connected(_ now: UInt64) -> Step {
    switch state {
    case .queued: attempts += 1
    case .connecting: break
    case .idle, .waiting, .backingOff, .holding, .relaying, .responded, .finished: return Step(action: .giveBack)
    }
    state = .waiting(deadline: min(finalDeadline, now + policy.timeouts.firstByte))
    return Step(action: .send)
  }

  private mutating func failed(_ failure: UpstreamFailure, _ now: UInt64, _ mayRetry: (Bool) -> Bool) -> Step {
    let consequence = FailureConsequence(failure, of: policy.provider)
    switch state {
    case .queued, .connecting, .waiting:
      let isFree = consequence.retry == .free
      if consequence.retry != .never, let pause = retry(after: nil, isFree: isFree, now, mayRetry) {
        return tryAgain(after: pause, blame: consequence.blame)
      }
      return respond(consequence.error, .failed, blame: consequence.blame)
    case .holding(let status, _): return respondHeld(consequence.error, status, .failed)
    case .relaying: return cut(consequence.error, .failed)
    case .idle, .backingOff, .responded, .finished: return .nothing
    }
  }

  private mutating func tryAgain(after pause: UInt64, blame: Blame, abandonsUpstream: Bool = false) -> Step {
    if pause > 0 { state = .backingOff } else { state = .queued }
    return Step(
      action: pause > 0 ? .pause(pause) : .acquire, blame: blame, abandonsUpstream: abandonsUpstream)
  }

  /// Nanoseconds to wait before another try; nil when there is none.
  ///
  /// - Parameter isFree: the try before cost the provider nothing, so it counts in no budget.
  private func retry(after wait: UInt64?, isFree: Bool, _ now: UInt64, _ mayRetry: (Bool) -> Bool) -> UInt64? {
    guard attempts <= policy.retries.maximum + (isFree ? Self.mostFree : 0) else { return nil }
    let pause = isFree ? 0 : wait ?? backoff()
    guard now < finalDeadline, pause < finalDeadline - now, mayRetry(isFree) else { return nil }
    return pause
  }

  /// Doubled each time, with up to a quarter of chance so that many clients do not come at once. Nanoseconds.
  private func backoff() -> UInt64 {
    let doubled = policy.retries.firstDelayMilliseconds << min(max(attempts - 1, 0), 16)
    let delay = UInt64(min(doubled, policy.retries.maximumDelayMilliseconds)) * 1_000_000
    return delay + UInt64.random(in: 0...delay / 4)
  }

  // MARK: the response

  /// Decides, while the client has nothing, between another try, an error that is read first, and relaying. None of 429
  /// is tried again: whoever called too much gets it at once, with what it says about when to come back, and is not
  /// made to call still more.
  private mutating func head(
    _ status: Int, _ advice: RetryAdvice, _ now: UInt64, _ mayRetry: (Bool) -> Bool
  ) -> Step {
    guard case .waiting = state else { return .nothing }
    let blame: Blame = status >= 500 ? .model : .success
    if status >= 500, let pause = retry(advice, now, mayRetry) {
      // Its body is not read: it could have any length.
      return tryAgain(after: pause, blame: blame, abandonsUpstream: true)
    }
    // Followed, it would bring key and prompt to an address that nobody has configured.
    if (300..<400).contains(status) {
      var step = respond(Self.redirected(policy.provider, status), .failed, blame: .model)
      step.abandonsUpstream = true
      return step
    }
    // From here on it may take as long as it brings something.
    let deadline = now + policy.timeouts.idle
    if status >= 400 {
      heldAdvice = advice
      state = .holding(status: status, deadline: deadline)
      return Step(action: .hold, blame: blame)
    }
    state = .relaying(status: status, deadline: deadline)
    return Step(action: .relay, blame: blame)
  }

  private static func redirected(_ provider: String, _ status: Int) -> ProxyFailure {
    ProxyFailure(
      .upstreamInvalid,
      "\(provider) redirects (\(status)), which is not followed: put the address that it redirects to in baseURL.")
  }

  private func retry(_ advice: RetryAdvice, _ now: UInt64, _ mayRetry: (Bool) -> Bool) -> UInt64? {
    guard attempts <= policy.retries.maximum else { return nil }
    switch advice {
    case .forbidden: return nil
    case .after(let wait):
      guard wait <= UInt64(policy.retries.maximumDelayMilliseconds) * 1_000_000 else { return nil }
      return retry(after: wait, isFree: false, now, mayRetry)
    case .none: return retry(after: nil, isFree: false, now, mayRetry)
    }
  }

  private mutating func withheld(_ failure: ProxyFailure) -> Step {
    var step: Step
    switch state {
    case .holding(let status, _): step = respondHeld(failure, status, .failed)
    case .relaying: step = cut(failure, .failed)
    case .idle, .queued, .connecting, .waiting, .backingOff, .responded, .finished: return .nothing
    }
    step.abandonsUpstream = true
    return step
  }

  /// The client has a time of its own to take what was sent.
  private mutating func read(_ clientIsBehind: Bool, _ now: UInt64) -> Step {
    switch state {
    case .holding(let status, _): state = .holding(status: status, deadline: now + policy.timeouts.idle)
    case .relaying(let status, _):
      state = .relaying(status: status, deadline: clientIsBehind ? .max : now + policy.timeouts.idle)
      if clientIsBehind { return Step(action: .stopReading) }
    case .idle, .queued, .connecting, .waiting, .backingOff, .responded, .finished: break
    }
    return .nothing
  }

  private mutating func caughtUp(_ now: UInt64) -> Step {
    guard case .relaying(let status, _) = state else { return .nothing }
    state = .relaying(status: status, deadline: now + policy.timeouts.idle)
    return Step(action: .resumeReading)
  }

  private mutating func ended() -> Step {
    switch state {
    case .holding(let status, _):
      state = .responded(status: status)
      return Step(action: .forwardError)
    case .relaying(let status, _):
      state = .responded(status: status)
      return Step(action: .complete)
    case .idle, .queued, .connecting, .waiting, .backingOff, .responded, .finished: return .nothing
    }
  }

  // MARK: the end

  /// The driver has recorded the end.
  package mutating func finish() { state = .finished }

  /// The response went out; that its reader left while it did is no reason to record anything else.
  private mutating func clientGone() -> Step {
    switch state {
    case .responded, .finished: return .nothing
    case .idle, .queued, .connecting, .waiting, .backingOff, .holding, .relaying:
      return Step(action: .cancel, abandonsUpstream: true)
    }
  }

  /// Which breaker counts a time-out depends on how far the request came: none for the proxy's own queue, the
  /// provider's for a connection, the model's for everything later.
  private mutating func tick(_ now: UInt64) -> Step {
    var step: Step
    switch state {
    case .queued where now > finalDeadline:
      step = respond(busy(), .timeout)
    case .connecting(let deadline) where now > deadline:
      step = respond(late("could not be connected to in time"), .timeout, blame: .provider)
    case .waiting(let deadline) where now > deadline:
      step = respond(late("did not begin its response in time"), .timeout, blame: .model)
    case .backingOff where now > finalDeadline:
      step = respond(late("could not be tried again in time"), .timeout)
    case .holding(let status, let deadline) where now > deadline:
      step = respondHeld(late("stopped in the middle of its response"), status, .timeout, blame: .model)
    case .relaying(_, let deadline) where now > deadline:
      step = cut(late("stopped in the middle of its response"), .timeout)
    case .idle, .queued, .connecting, .waiting, .backingOff, .holding, .relaying, .responded, .finished:
      return .nothing
    }
    step.abandonsUpstream = true
    return step
  }

  private func busy() -> ProxyFailure {
    ProxyFailure(
      .tooBusy,
      "None of the \(policy.maximumConnections) connections to \(policy.provider)"
        + " (maxConnections) became free in time; try again later.", retryAfterSeconds: 1)
  }

  private func late(_ what: String) -> ProxyFailure { ProxyFailure(.upstreamTimeout, "\(policy.provider) \(what).") }

  private mutating func shutDown() -> Step {
    var step: Step
    switch state {
    case .idle, .queued, .connecting, .waiting, .backingOff, .holding: step = respond(.shuttingDown, .failed)
    case .relaying: step = cut(.shuttingDown, .failed)
    case .responded, .finished: return .nothing
    }
    step.abandonsUpstream = true
    return step
  }

  private func respond(_ failure: ProxyFailure, _ outcome: RequestOutcome, blame: Blame? = nil) -> Step {
    Step(action: .respond(failure, outcome), blame: blame)
  }

  /// An error whose body cannot be passed on, with its status and what it says of another try: 400 is final, and must
  /// not become a 502 that SDKs send again.
  private func respondHeld(
    _ failure: ProxyFailure, _ status: Int, _ outcome: RequestOutcome, blame: Blame? = nil
  ) -> Step {
    respond(failure.standingFor(status, heldAdvice), status == 429 ? .rateLimited : outcome, blame: blame)
  }

  private func cut(_ failure: ProxyFailure, _ outcome: RequestOutcome) -> Step {
    Step(action: .cut(failure, outcome))
  }
}

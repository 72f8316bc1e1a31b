/// What one request to a provider goes through, without sockets, clocks or counters: events go in, and what is to be
/// done comes out. `Exchange` does it. The states carry what they need and nothing else.
package struct ExchangeMachine {
  /// Idle connections in a row that turn out to be closed. They cost no retry, so that they need a bound.
  private static let mostFree = 4

  /// Of the provider that is tried now.
  var policy: ExchangePolicy
  private let holdsResponse: Bool
  package internal(set) var state = State.idle
  /// Requests that were sent, or were to be.
  package private(set) var attempts = 0
  /// Bounds all tries, and the wait for a connection, until a response begins; after that only silence is bounded. The
  /// time in which a body goes on while it comes does not count.
  private(set) var finalDeadline: UInt64
  /// Some of the request's body is still to be sent.
  package private(set) var isBodyOpen: Bool
  /// When such a body began to be sent: it is gone then, and there is no other try. Nil for one that is kept.
  private(set) var sendingSince: UInt64?
  /// The causes for which there is another target, or another key: whoever knows them says so before each event.
  package var ways: FallbackCauses = []
  /// Why the present try has failed, as far as another could help.
  package internal(set) var lastCause: FallbackCause?
  /// What the request has come to if no other target can be tried.
  var lastOutcome = RequestOutcome.failed
  /// What the error that is held says of another try.
  private(set) var heldAdvice = RetryAdvice.none

  /// - Parameters:
  ///   - streamsBody: the request is sent while its body comes.
  ///   - holdsResponse: every response is kept until it is whole, as errors are.
  package init(_ policy: ExchangePolicy, now: UInt64, streamsBody: Bool = false, holdsResponse: Bool = false) {
    self.holdsResponse = holdsResponse
    self.policy = policy
    finalDeadline = now + policy.timeouts.total
    isBodyOpen = streamsBody
  }

  /// The connection takes more of the request's body.
  package var sendsBody: Bool {
    switch state {
    case .sending, .relaying: isBodyOpen
    // An error says that the rest is not wanted.
    case .holding(let status, _): isBodyOpen && status < 400
    case .idle, .queued, .connecting, .waiting, .backingOff, .choosing, .opening, .responded, .finished: false
    }
  }

  /// Bytes of a response are expected.
  package var isReading: Bool {
    switch state {
    case .holding, .opening, .relaying: true
    case .idle, .queued, .connecting, .sending, .waiting, .backingOff, .choosing, .responded, .finished: false
    }
  }

  /// The status of the response that the client has, or has a part of; 0 while it has none.
  package var relayedStatus: Int {
    switch state {
    case .relaying(let status, _), .responded(let status): status
    case .idle, .queued, .connecting, .sending, .waiting, .backingOff, .choosing, .holding, .opening, .finished: 0
    }
  }

  /// Whether an event is of interest now; cheaper than to ask for each piece of a body.
  package var isHolding: Bool { if case .holding = state { true } else { false } }

  package var isOpening: Bool { if case .opening = state { true } else { false } }

  /// Another target is tried, with the time that is left.
  package mutating func adopt(_ policy: ExchangePolicy) {
    self.policy = policy
    lastCause = nil
  }

  /// - Parameters:
  ///   - now: loop time in nanoseconds.
  ///   - mayRetry: whether another try is allowed by what all requests share, asked only when this request's own policy
  ///     allows one; the argument says that it costs nothing.
  package mutating func on(
    _ event: Event, now: UInt64, mayRetry: (Bool) -> Bool = { _ in false }
  ) -> Step {
    switch event {
    case .begin, .paused, .chosen: return begin()
    case .refused(let failure): return refused(failure, now)
    case .noneLeft(let failure): return noneLeft(failure)
    case .opened: return opened(now)
    case .openingFailed: return openingFailed(now)
    case .connecting: return connecting(now)
    case .connected: return connected(now)
    case .sent(let isBehind): return sent(isBehind, now)
    case .bodySent: return bodySent(now)
    case .bodyFailed(let failure): return bodyFailed(failure)
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
    case .idle, .backingOff, .choosing:
      state = .queued
      return Step(action: .acquire)
    case .queued, .connecting, .sending, .waiting, .holding, .opening, .relaying, .responded, .finished:
      return .nothing
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
    case .idle, .sending, .waiting, .backingOff, .choosing, .holding, .opening, .relaying, .responded, .finished:
      return Step(action: .giveBack)
    }
    lastCause = nil
    if isBodyOpen {
      sendingSince = now
      state = .sending(deadline: .max)
      return Step(action: .send)
    }
    state = .waiting(deadline: min(finalDeadline, now + policy.timeouts.firstByte))
    return Step(action: .send)
  }

  /// Another target goes before another try at this one: it needs no pause. What was only idle for too long is sent
  /// again first.
  private mutating func failed(
    _ failure: UpstreamFailure, _ now: UInt64, _ mayRetry: (Bool) -> Bool
  ) -> Step {
    let consequence = FailureConsequence(failure, of: policy.provider)
    let cause = FallbackCause(failure)
    switch state {
    case .queued, .connecting, .sending, .waiting:
      let isFree = consequence.retry == .free
      if isFree, let pause = retry(after: nil, isFree: true, now, mayRetry) {
        return tryAgain(after: pause, blame: consequence.blame)
      }
      if let step = goOn(cause, consequence.error, .failed, consequence.blame, now) { return step }
      if consequence.retry == .counted, let pause = retry(after: nil, isFree: isFree, now, mayRetry) {
        return tryAgain(after: pause, blame: consequence.blame)
      }
      return respond(consequence.error, .failed, blame: consequence.blame)
    case .holding(let status, _): return respondHeld(consequence.error, status, .failed)
    case .opening:
      return goOn(cause, consequence.error, .failed, consequence.blame, now)
        ?? cut(consequence.error, .failed, blame: consequence.blame)
    case .relaying: return cut(consequence.error, .failed)
    case .idle, .backingOff, .choosing, .responded, .finished: return .nothing
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
    guard sendingSince == nil, attempts <= policy.retries.maximum + (isFree ? Self.mostFree : 0) else { return nil }
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

  // MARK: a body that comes

  /// A provider that takes nothing for as long as it may be silent is given up.
  private mutating func sent(_ isBehind: Bool, _ now: UInt64) -> Step {
    guard sendsBody else { return .nothing }
    let deadline = now + policy.timeouts.idle
    switch state {
    case .relaying(let status, let former):
      state = .relaying(status: status, deadline: former == .max ? .max : deadline)
    case .holding(let status, _): state = .holding(status: status, deadline: deadline)
    default: state = .sending(deadline: isBehind ? deadline : .max)
    }
    return Step(action: isBehind ? .holdBody : .takeBody)
  }

  /// From here on the provider is waited for as for any other request.
  private mutating func bodySent(_ now: UInt64) -> Step {
    guard sendsBody, let since = sendingSince else { return .nothing }
    isBodyOpen = false
    finalDeadline += now - since
    if case .sending = state { state = .waiting(deadline: min(finalDeadline, now + policy.timeouts.firstByte)) }
    // What the client sends behind it is read again: that it leaves is seen only then.
    return Step(action: .takeBody)
  }

  /// The provider gets no more of it, and no end: to it the request was cut. An error that it has sent by then is what
  /// the client gets.
  private mutating func bodyFailed(_ failure: ProxyFailure) -> Step {
    guard isBodyOpen else { return .nothing }
    var step: Step
    switch state {
    case .idle, .queued, .connecting, .sending, .backingOff, .choosing: step = respond(failure, .refused)
    case .holding where sendsBody: step = respond(failure, .refused)
    case .relaying: step = cut(failure, .refused)
    case .waiting, .holding, .opening, .responded, .finished: return .nothing
    }
    step.abandonsUpstream = true
    return step
  }

  // MARK: the response

  /// Decides, while the client has nothing, between another try, an error that is read first, and relaying. None of 429
  /// is tried again: whoever called too much gets it at once, with what it says about when to come back, and is not
  /// made to call still more.
  private mutating func head(
    _ status: Int, _ advice: RetryAdvice, _ now: UInt64, _ mayRetry: (Bool) -> Bool
  ) -> Step {
    switch state {
    case .sending, .waiting: break
    case .idle, .queued, .connecting, .backingOff, .choosing, .holding, .opening, .relaying, .responded, .finished:
      return .nothing
    }
    let blame: Blame = status >= 500 ? .model : .success
    if status >= 400, let step = goOn(status, advice, blame, now) { return step }
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
    if status >= 400 || holdsResponse {
      heldAdvice = advice
      state = .holding(status: status, deadline: deadline)
      return Step(action: .hold, blame: blame)
    }
    if ways.areOfOpenings {
      // What the breakers count shows when the body begins.
      state = .opening(status: status, deadline: min(finalDeadline, deadline))
      return Step(action: .relay)
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
    case .opening, .relaying: step = cut(failure, .failed)
    case .idle, .queued, .connecting, .sending, .waiting, .backingOff, .choosing, .responded, .finished:
      return .nothing
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
    case .opening(let status, _):
      state = .opening(status: status, deadline: min(finalDeadline, now + policy.timeouts.idle))
    case .idle, .queued, .connecting, .sending, .waiting, .backingOff, .choosing, .responded, .finished: break
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
      return Step(action: .forwardHeld)
    case .relaying(let status, _):
      state = .responded(status: status)
      return Step(action: .complete)
    case .opening(let status, _):
      state = .responded(status: status)
      return Step(action: .complete, blame: .success)
    case .idle, .queued, .connecting, .sending, .waiting, .backingOff, .choosing, .responded, .finished:
      return .nothing
    }
  }
}

import HTTPWire
import JSONCore
import KeyStore
import LLMWire
import RateLimits
import StoredResponses
import System

/// Carries out one request to a provider, from the moment it is recorded to its closing event: does what its
/// `ExchangeMachine` says, with the pool, the client and the counters.
///
/// Everything runs on the event loop of the client's connection, the provider's response too, so that nothing is locked
/// and no request hops to another thread. Whatever happens leads to `finish`, once.
package final class Exchange: UpstreamClient {
  /// It releases the exchange when that is over.
  let request: ProviderRequest
  let order: UpstreamOrder
  /// What is taken from limits until it is known what the request has used.
  var reservations: LimitReservations
  var machine: ExchangeMachine
  private(set) var upstream: UpstreamConnection?
  private let relay: Relay
  /// Where else the request may go; nil for nearly all.
  let plan: FallbackPlan?
  /// Those of the try in flight; nil once its result is reported, so that no try counts twice.
  private var permits: Permits?
  private var firstByteAt: UInt64?
  /// It counts among the requests in flight at the provider.
  private var holdsSlot = true
  var isFinished = false
  /// The limits of the next target, while they are asked.
  var asking: LimitTaking?
  private var isRemembered = false
  /// Called when a response below 300 is complete.
  let succeeded: (() -> Void)?

  // Not stored: each would count a reference more.
  var loop: ProxyLoop { request.start.loop }
  var provider: ActiveProvider { order.pool.provider }

  /// - Parameters:
  ///   - plan: nil where there is no other target and no other key.
  ///   - request: holds a slot among the requests in flight at the provider.
  ///   - succeeded: called when a response below 300 is complete.
  package init(
    _ request: ProviderRequest, _ order: UpstreamOrder, _ reservations: consuming LimitReservations,
    _ plan: FallbackPlan? = nil, succeeded: (() -> Void)? = nil
  ) {
    self.request = request
    let (loop, provider) = (request.start.loop, order.pool.provider)
    machine = ExchangeMachine(
      provider.policy, now: loop.now, streamsBody: order.body != nil, holdsResponse: order.whole != nil)
    relay = Relay(
      order.format, reads: order.isAccounted, stripsUsage: order.stripsUsage, secret: provider.secret,
      isBinary: order.isBinary)
    self.plan = plan
    if let plan {
      plan.enter()
      plan.begin(loop.now)
    }
    self.order = order
    self.reservations = reservations
    self.succeeded = succeeded
    loop.metrics.inFlight.add(1)
    provider.retryBudget.noteRequest()
  }

  package func start() { on(.begin) }

  // MARK: the machine

  /// Tells the machine, and does what it says.
  func on(_ event: ExchangeMachine.Event) {
    if let plan { machine.ways = plan.ways(of: provider, now: loop.now) }
    let step = machine.on(event, now: loop.now) { isFree in
      !loop.isDraining && (isFree || provider.retryBudget.takeRetry(now: loop.now))
    }
    if let blame = step.blame { report(blame) }
    if step.abandonsUpstream { abandonUpstream() }
    switch step.action {
    case .none, .giveBack, .send: break
    case .acquire:
      if event != .begin, event != .paused, event != .chosen { noteRetry() }
      acquire()
    case .choose(let failure, let cause): choose(cause, orElse: failure)
    case .pause(let nanoseconds):
      noteRetry()
      loop.context.scheduler.after(milliseconds: Int(clamping: nanoseconds / 1_000_000)) {
        self.loop.context.refreshNow()
        self.on(.paused)
      }
    case .relay: if let upstream { beginRelay(upstream) }
    case .hold: if let upstream { hold(upstream) }
    case .forwardHeld: if let upstream { forwardHeld(upstream) }
    case .complete: if let upstream { complete(upstream) }
    case .stopReading: upstream?.pause()
    case .resumeReading: upstream?.resume()
    case .takeBody: request.stream.resumeBody()
    case .holdBody: request.stream.pauseBody()
    case .respond(let failure, let outcome): respond(failure, outcome)
    case .cut(let failure, let outcome): cut(failure, outcome)
    case .cancel: recordLeaving()
    }
  }

  private func noteRetry() {
    provider.metrics.retries.add()
    plan?.noteRetry(machine.lastCause, now: loop.now)
  }

  /// SDKs leave as soon as a stream says that it is at its end: such a response is whole, whether HTTP has said so too
  /// or not.
  private func recordLeaving() {
    // A head that was only written is none that was sent.
    let relayed = machine.relayedStatus
    let status = relayed > 0 && request.stream.takeBack() ? 0 : relayed
    if status > 0, relay.hasSaidEnd {
      let completion = relay.outcome(status)
      finish(completion.0, status, error: completion.error)
    } else {
      finish(.cancelled, status, error: "client_gone")
    }
    request.responder.gone(request)
  }

  // MARK: sending

  /// Asks the breakers, then the pool; once more for every try.
  private func acquire() {
    do throws(ProxyFailure) { permits = try Permits(provider, order.model, now: loop.now) } catch {
      return on(.refused(error))
    }
    order.pool.acquire(for: self, wantsNew: order.body != nil)
  }

  package func upstreamConnecting() {
    on(.connecting)
    provider.metrics.attempts.add()
  }

  package func upstreamReady(_ connection: UpstreamConnection) {
    let isNew = if case .connecting = machine.state { true } else { false }
    let step = machine.on(.connected, now: loop.now)
    guard case .send = step.action else { return connection.release(keepAlive: true) }
    if !isNew { provider.metrics.attempts.add() }
    upstream = connection
    if let bytes = order.bytes { connection.send(bytes) }
    if order.body != nil { bodyGiven(to: connection) }
  }

  package func upstreamFailed(_ failure: UpstreamFailure) {
    upstream = nil
    on(.failed(failure))
  }

  // MARK: the response

  package func upstreamHead(_ connection: UpstreamConnection) {
    let status = connection.parser.head.status
    plan?.received(connection.parser.head, now: loop.now)
    on(.head(status: status, status >= 400 ? RetryAdvice(connection.parser.head) : .none))
  }

  private func beginRelay(_ connection: UpstreamConnection) {
    order.releaseBytes()
    if plan != nil {
      noteServing()
      // There is no other try.
      if !machine.isOpening { request.stream.releaseBody() }
    }
    relay.begin(connection.parser.head, asksForStream: order.isStream)
    let isBegun = request.responder.beginRelay(
      to: request, connection.parser.head, connection.parser.head.status, relay.framing, secret: provider.secret)
    if !isBegun {
      on(.withheld(ProxyFailure(.upstreamInvalid, "\(provider.settings.name) sent a header that cannot be passed on.")))
    }
  }

  /// What one read has brought may be several calls; nothing is flushed before `upstreamReadComplete`.
  package func upstreamBody(_ bytes: Span<UInt8>) {
    guard machine.isReading, upstream != nil else { return }
    if firstByteAt == nil { firstByteAt = loop.now }
    order.capture?.append(bytes)
    if let failure = relay.receive(bytes, to: request.stream) {
      on(.withheld(failure))
    }
  }

  /// Stops reading at the provider while the client is behind by more than 64 KiB: so much a slow client costs.
  package func upstreamReadComplete() {
    guard machine.isReading else { return }
    if machine.isOpening, !decideOpening() {
      if machine.isOpening { on(.read(clientIsBehind: false)) }
      return
    }
    if relay.isHoldingBack || machine.isHolding { return on(.read(clientIsBehind: false)) }
    request.stream.flush()
    rememberResponse()
    on(.read(clientIsBehind: !request.stream.isWritable))
  }

  package func upstreamEnd(_ connection: UpstreamConnection) {
    if machine.isOpening, relay.opening == .failed {
      on(.openingFailed)
      guard upstream === connection else { return }
    }
    on(.ended)
  }

  /// Looks at how the body has begun; false while it has not, and where another target is tried.
  private func decideOpening() -> Bool {
    switch relay.opening {
    case .undecided where request.stream.bodyBytesSent < Self.mostUndecided: return false
    case .undecided, .begun: on(.opened)
    case .failed: on(.openingFailed)
    }
    if machine.relayedStatus > 0 { request.stream.releaseBody() }
    return machine.relayedStatus > 0
  }

  /// Bytes of comments before the first event, 64 KiB.
  private static let mostUndecided = 64 << 10

  private func hold(_ connection: UpstreamConnection) {
    let status = connection.parser.head.status
    let isError = status >= 400
    // Nobody has answered: the last one's error alone would hide the others.
    if let plan, let cause = FallbackCause(status: status), plan.hasFailedElsewhere {
      let failure = ProxyFailure(
        cause == .tooManyRequests ? .rateLimited : .upstreamInvalid, "\(provider.name) responded with an error.")
      return on(.withheld(plan.combined(failure)))
    }
    relay.hold(atMost: isError ? nil : order.whole?.most)
    // It has said that it does not want the request.
    if isError { order.body?.abandon() }
  }

  /// Lets what was kept go on to the client, unless the provider's key is in it: some quote the header they did not like.
  private func forwardHeld(_ connection: UpstreamConnection) {
    let status = connection.parser.head.status
    if relay.heldNamesSecret {
      var failure = ProxyFailure(
        .upstreamInvalid, "\(provider.settings.name) sent a response that contains its key; it was withheld.")
      if status >= 400 { failure = failure.standingFor(status, RetryAdvice(connection.parser.head)) }
      release(connection)
      return respond(failure, status == 429 ? .rateLimited : .failed)
    }
    var body = relay.takeHeld(isError: status >= 400)
    if status < 300, let whole = order.whole {
      do throws(ProxyFailure) {
        let result = try whole.read(body)
        body = result.text
        if let usage = result.usage { relay.scanner.adopt(usage) }
      } catch {
        release(connection)
        return respond(error, .failed)
      }
      succeeded?()
    }
    let completion = relay.outcome(status)
    finish(completion.0, status, error: completion.error)
    noteServing()
    let isBegun = request.responder.beginRelay(
      to: request, connection.parser.head, status, .length(body.count), secret: provider.secret)
    release(connection)
    guard isBegun else { return request.responder.cut(request) }
    body.withSpan(0..<body.count) { request.stream.write($0) }
    request.stream.end()
    request.responder.finishRelay(request)
  }

  private func release(_ connection: UpstreamConnection) {
    upstream = nil
    connection.release(keepAlive: connection.parser.head.keepAlive && !machine.isBodyOpen)
  }

  /// The client waits for the last bytes, and for nothing that is done with them: from provider to client it takes 6
  /// us, and 14 us with usage, cost, record and counters before.
  private func complete(_ connection: UpstreamConnection) {
    let status = connection.parser.head.status
    release(connection)
    if let failure = relay.end(to: request.stream) { return cut(failure, .failed) }
    releaseSlot()
    reservations.leave()
    request.stream.end()
    relay.readUsage()
    rememberResponse()
    let completion = relay.outcome(status)
    if status < 300 { succeeded?() }
    finish(completion.0, status, error: completion.error)
    request.responder.finishRelay(request)
  }

  /// As soon as the id is known: a client may ask for the response of a stream that goes on.
  private func rememberResponse() {
    guard order.remembersResponse, !isRemembered, !relay.scanner.responseID.isEmpty else { return }
    isRemembered = true
    guard let id = relay.responseID(in: &loop.context.texts).flatMap({ ResponseID($0) }) else { return }
    _ = loop.server.responses.remember(
      id,
      ResponseOwner(
        provider: provider.name, key: request.key?.number, model: order.model, created: WallClock.seconds))
  }

  /// The client has part of a response that will not be completed, and must not take it for a whole one: a stream
  /// gets an error event, and the connection is cut without the end that HTTP has for it (RFC 9112, 8).
  private func cut(_ failure: ProxyFailure, _ outcome: RequestOutcome) {
    // It may still be in our hands, head and all.
    if request.stream.takeBack() { return respond(failure, outcome) }
    let status = machine.relayedStatus
    relay.writeFailure(failure, requestID: request.id, to: request.stream)
    finish(outcome, status, error: failure.code.rawValue, message: failure.message)
    request.responder.cut(request)
  }

  /// Nothing of a response has gone out yet: the client gets an error with its status.
  private func respond(_ failure: ProxyFailure, _ outcome: RequestOutcome) {
    let failure = plan.map { $0.combined(failure) } ?? failure
    noteServing()
    finish(outcome, failure.status, error: failure.code.rawValue, message: failure.message)
    request.responder.fail(request, failure)
  }

  // MARK: what else may happen

  package func clientCaughtUp() { on(.clientCaughtUp) }

  package func clientGone() { on(.clientGone) }

  package func tick() { on(.tick) }

  package func shutDown() { on(.shutDown) }

  /// A connection with a request on it is closed, or the wait for one given up.
  private func abandonUpstream() {
    order.pool.cancel(self)
    upstream?.discard()
    upstream = nil
  }

  // MARK: the end

  private func report(_ blame: Blame) {
    permits?.report(blame, provider, order.model, now: loop.now)
    permits = nil
  }

  func releaseSlot() {
    if holdsSlot { loop.leave(provider) }
    holdsSlot = false
  }

  /// The only way out, and taken once: gives back the slot, settles tokens, and writes the closing event.
  /// `report(.none)` gives back permits of a try that said nothing, or a breaker would wait for its probe for ever.
  private func finish(_ outcome: RequestOutcome, _ status: Int, error: String?, message: String? = nil) {
    if isFinished { return }
    isFinished = true
    asking?.abandon()
    asking = nil
    machine.finish()
    releaseSlot()
    reservations.leave()
    report(.none)
    loop.metrics.inFlight.add(-1)
    let startedAt = request.stream.startedAt
    let completion = CompletionRecord(
      outcome: outcome, status: status, attempts: machine.attempts,
      usageGap: relay.usageGap ?? unreadCost(status),
      error: error, message: message,
      duration: loop.context.refreshNow() &- startedAt, firstByte: firstByteAt.map { $0 &- startedAt })
    settle()
    if let plan { note(plan, outcome) }
    order.capture?.finish(outcome, status, error, relay, on: loop)
    request.responder.close(request, of: provider, order.model, completion, relay)
  }

  /// Also of one whose client has left before it could know: the provider may have done what it was asked for.
  private func unreadCost(_ status: Int) -> UnknownCost? {
    guard let reason = order.unknownCost, relay.scanner.usage == nil else { return nil }
    return status < 300 && (status > 0 || machine.attempts > 0) ? reason : nil
  }

  /// The tokens that were used instead of those that were reserved. What is not known stays as it was reserved, and who
  /// leaves in the middle of a response must not get back what the response goes on to cost.
  private func settle() {
    // What others have used before is no matter of this request's limits.
    guard order.isAccounted, let usage = relay.scanner.usage else { return }
    let used = UInt64(max(0, usage.prompt)) + UInt64(max(0, usage.completion))
    if relay.isWhole {
      reservations.settle(tokens: used, now: loop.now)
    } else {
      reservations.settle(atLeast: used, now: loop.now)
    }
  }
}

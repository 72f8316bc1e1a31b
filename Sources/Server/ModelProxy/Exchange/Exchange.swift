import HTTPWire
import JSONCore
import LLMWire
import NIOCore
import RateLimits

/// One request on its way through the proxy, from the moment it is admitted to its closing event in the audit.
///
/// `LoopContext.serve` makes it and the client's connection keeps it until it is over. Everything runs on the event
/// loop of that connection, the provider's response too, so that nothing is locked and no request hops to another
/// thread. Whatever happens leads to `finish`, once.
final class Exchange: UpstreamClient, ActiveRequest {
  private enum Stage {
    /// Waiting for its turn: the provider has as many connections as it may.
    case queued
    /// Waiting for a connection to the provider.
    case connecting
    /// The request is sent; nothing has come back.
    case waiting
    /// Waiting until the next try.
    case backingOff
    /// The response is an error, of which nothing has gone to the client yet.
    case holding
    /// The response's head went to the client: from here on there is no other try.
    case relaying
    /// The client has the whole response; what is left is to record it.
    case responded
    case finished
  }

  /// Idle connections in a row that turn out to be closed. They cost no retry, so that they need a bound.
  private static let mostFree = 4

  private let loop: LoopContext
  /// It releases the exchange when that is over.
  private let client: ClientConnection
  let admitted: AdmittedRequest
  private let provider: RuntimeConfiguration.Provider
  private let pool: UpstreamPool
  private var stage = Stage.queued
  private var upstream: UpstreamConnection?
  private var relay: Relay
  /// Those of the try in flight; nil once its result is reported, so that no try counts twice.
  private var permits: Permits?
  private var attempts = 0
  private let startedAt: UInt64
  private var firstByteAt: UInt64?
  /// Loop time at which what is waited for must have come; `tick` looks ten times a second, without a timer.
  private var deadline: UInt64 = .max
  /// Bounds all tries, and the wait for a connection, until a response begins; after that only silence is bounded.
  private let finalDeadline: UInt64
  private var status = 0
  /// It counts among the requests in flight at the provider.
  private var holdsSlot = true

  init(_ client: ClientConnection, _ admitted: AdmittedRequest) {
    self.client = client
    self.admitted = admitted
    pool = admitted.pool
    loop = client.loop
    provider = admitted.provider
    relay = Relay(
      admitted.provider.settings.format, stripsUsage: admitted.stripsUsage, secret: admitted.provider.secret)
    startedAt = client.requestStarted
    finalDeadline = loop.now + provider.timeouts.total
    loop.metrics.inFlight.add(1)
    provider.retryBudget.noteRequest()
  }

  // MARK: sending

  /// Calls the provider; once more for every try. May end in `refuse` before it returns, when a breaker is open.
  func start() {
    do throws(ProxyFailure) { permits = try Permits(provider, admitted.model, now: loop.now) } catch {
      return refuse(error)
    }
    stage = .queued
    deadline = finalDeadline
    pool.acquire(for: self)
  }

  /// The clock of a new connection begins when it is made, not when the request began to wait for one.
  func upstreamConnecting() {
    stage = .connecting
    deadline = min(finalDeadline, loop.now + provider.timeouts.connect)
    noteAttempt()
  }

  private func noteAttempt() {
    attempts += 1
    provider.metrics.attempts.add()
  }

  /// The try of an idle connection is counted here, that of a new one when it was begun. A connection that comes when
  /// nobody waits for it any more goes back.
  func upstreamReady(_ connection: UpstreamConnection) {
    switch stage {
    case .queued: noteAttempt()
    case .connecting: break
    case .waiting, .backingOff, .holding, .relaying, .responded, .finished: return connection.release(keepAlive: true)
    }
    upstream = connection
    stage = .waiting
    deadline = min(finalDeadline, loop.now + provider.timeouts.firstByte)
    connection.send(admitted.request)
  }

  /// Only what surely did not reach the provider is tried again: a request that was cut may have been carried out,
  /// and paid for.
  func upstreamFailed(_ failure: UpstreamFailure) {
    upstream = nil
    switch stage {
    case .queued, .connecting, .waiting:
      report(failure.blame)
      let isHarmless =
        switch failure {
        case .unreachable, .staleConnection: true
        case .exhausted, .insecure, .cut, .invalid: false
        }
      if isHarmless, retry(after: nil, isFree: failure == .staleConnection) { return }
      refuse(ProxyFailure(failure, provider: provider.settings.name))
    case .relaying:
      end(cutBy: ProxyFailure(failure, provider: provider.settings.name), as: .failed)
    case .holding: refuse(ProxyFailure(failure, provider: provider.settings.name))
    case .backingOff, .responded, .finished: break
    }
  }

  /// Tries again when nothing prevents it.
  ///
  /// - Parameter isFree: the try before cost the provider nothing, so it counts in no budget.
  private func retry(after wait: UInt64?, isFree: Bool) -> Bool {
    let policy = provider.settings.retries
    guard attempts <= policy.maximum + (isFree ? Self.mostFree : 0), !loop.isDraining else { return false }
    let pause = isFree ? 0 : wait ?? backoff(policy)
    guard pause < finalDeadline &- loop.now, isFree || provider.retryBudget.takeRetry(now: loop.now) else {
      return false
    }
    provider.metrics.retries.add()
    if pause == 0 {
      start()
    } else {
      stage = .backingOff
      deadline = finalDeadline
      loop.after(milliseconds: Int(clamping: pause / 1_000_000)) {
        guard case .backingOff = self.stage else { return }
        self.loop.refreshNow()
        self.start()
      }
    }
    return true
  }

  /// Doubled each time, with up to a quarter of chance so that many clients do not come at once. Nanoseconds.
  private func backoff(_ policy: Provider.Retries) -> UInt64 {
    let doubled = policy.firstDelayMilliseconds << min(max(attempts - 1, 0), 16)
    let delay = UInt64(min(doubled, policy.maximumDelayMilliseconds)) * 1_000_000
    return delay + UInt64.random(in: 0...delay / 4)
  }

  // MARK: the response

  /// Decides, while the client has nothing, between another try, an error that is read first, and relaying.
  func upstreamHead(_ connection: UpstreamConnection) {
    guard case .waiting = stage else { return }
    let head = connection.parser.head.status
    report(head >= 500 ? .modelFailure : .success)
    if head >= 500, retryAfterResponse(connection) { return }
    status = head
    // From here on it may take as long as it brings something.
    deadline = loop.now + provider.timeouts.idle
    if head >= 400 {
      stage = .holding
      return relay.hold()
    }
    stage = .relaying
    let isStream = admitted.stream && head < 300
    relay.begin(connection.parser.head, isStream: isStream, client: client.parser.head.version)
    client.beginResponse()
    ResponseHeads.relay(
      connection.parser.head, status: status, framing: relay.framing, requestID: admitted.id,
      secret: provider.secret, to: client)
  }

  /// Drops a response that invites another try, when there may be one. None of 429: whoever called too much gets it
  /// at once, with what it says about when to come back, and is not made to call still more.
  private func retryAfterResponse(_ connection: UpstreamConnection) -> Bool {
    if RetryAfter.isForbidden(connection.parser.head) { return false }
    let wait = RetryAfter.nanoseconds(connection.parser.head)
    let longest = UInt64(provider.settings.retries.maximumDelayMilliseconds) * 1_000_000
    if let wait, wait > longest { return false }
    guard attempts <= provider.settings.retries.maximum else { return false }
    // Before `retry`, which may find the next connection before it returns. The old one is discarded unread: its body
    // could have any length.
    upstream = nil
    guard retry(after: wait, isFree: false) else {
      upstream = connection
      return false
    }
    connection.discard()
    return true
  }

  /// Lets an error go on to the client, unless the provider's key is in it: some quote the header they did not like.
  private func forwardError(_ connection: UpstreamConnection) {
    if relay.heldNamesSecret {
      release(connection)
      return refuse(
        ProxyFailure(
          .upstreamInvalid, "\(provider.settings.name) responded with an error that contains its key; it was withheld.",
          status: status))
    }
    let body = relay.takeHeld()
    let completion = outcome()
    finish(completion.0, error: completion.error, message: nil)
    ResponseHeads.relay(
      connection.parser.head, status: status, framing: relay.framing, requestID: admitted.id,
      secret: provider.secret, to: client)
    body.withSpan(0..<body.count) { client.write($0) }
    release(connection)
    client.flush()
    client.finish(keepAlive: true)
  }

  private func release(_ connection: UpstreamConnection) {
    upstream = nil
    connection.release(keepAlive: connection.parser.head.keepAlive)
  }

  /// Whether bytes of a response are expected.
  private var isReading: Bool {
    switch stage {
    case .relaying, .holding: true
    case .queued, .connecting, .waiting, .backingOff, .responded, .finished: false
    }
  }

  /// What one read has brought may be several calls; nothing is flushed before `upstreamReadComplete`.
  func upstreamBody(_ bytes: Span<UInt8>) {
    guard isReading else { return }
    if firstByteAt == nil { firstByteAt = loop.now }
    guard let failure = relay.receive(bytes, to: client) else { return }
    abandonUpstream()
    if case .holding = stage { refuse(failure) } else { end(cutBy: failure, as: .failed) }
  }

  /// Stops reading at the provider while the client is behind by more than 64 KiB: so much a slow client costs.
  func upstreamReadComplete() {
    guard isReading else { return }
    deadline = loop.now + provider.timeouts.idle
    if relay.isHoldingBack { return }
    client.flush()
    if client.isWritable { return }
    upstream?.pause()
    // The client has a time of its own to take what was sent; the provider cannot be silent while it is not read.
    deadline = .max
  }

  func upstreamEnd(_ connection: UpstreamConnection) {
    guard isReading else { return }
    if case .holding = stage { return forwardError(connection) }
    release(connection)
    if let failure = relay.end(to: client) { return end(cutBy: failure, as: .failed) }
    releaseSlot()
    // The client waits for the last bytes, and for nothing that is done with them: from provider to client it takes 6
    // us, and 14 us with usage, cost, record and counters before.
    stage = .responded
    client.flush()
    relay.readUsage()
    let completion = outcome()
    finish(completion.0, error: completion.error, message: nil)
    client.finish(keepAlive: relay.framing != .untilClose)
  }

  /// What a response was that HTTP calls complete. A stream that never said its end has failed.
  private func outcome() -> (Metrics.Outcome, error: String?) {
    if status == 429 { return (.rateLimited, relay.reportedError ?? "upstream_429") }
    if status >= 400 { return (.failed, relay.reportedError ?? "upstream_\(status)") }
    if let error = relay.reportedError { return (.failed, error) }
    return relay.isWhole ? (.success, nil) : (.failed, "stream_incomplete")
  }

  /// The client has part of a response that will not be completed, and must not take it for a whole one: a stream
  /// gets an error event, and the connection is cut without the end that HTTP has for it (RFC 9112, 8).
  private func end(cutBy failure: ProxyFailure, as outcome: Metrics.Outcome) {
    // It may still be in our hands, head and all.
    if client.takeBackResponse() { return refuse(failure, as: outcome) }
    relay.writeFailure(failure, requestID: admitted.id, to: client)
    finish(outcome, error: failure.code.rawValue, message: failure.message)
    client.cut()
  }

  /// Nothing of a response has gone out yet: the client gets an error with its status.
  private func refuse(_ failure: ProxyFailure, as outcome: Metrics.Outcome = .failed) {
    status = failure.status
    finish(outcome, error: failure.code.rawValue, message: failure.message)
    LocalResponse.failure(failure, for: client, format: admitted.route.format, requestID: admitted.id, keepAlive: true)
    client.flush()
    client.finish(keepAlive: true)
  }

  // MARK: what else may happen

  func clientWritabilityChanged(isWritable: Bool) {
    guard isWritable else { return }
    if isReading { deadline = loop.now + provider.timeouts.idle }
    upstream?.resume()
  }

  func clientGone() {
    // The response went out; that its reader left while it did is no reason to record anything else.
    if case .responded = stage { return }
    abandonUpstream()
    finish(.cancelled, error: "client_gone", message: nil)
  }

  /// Which breaker counts a time-out depends on how far the request came: none for the proxy's own queue, the
  /// provider's for a connection, the model's for everything later.
  func tick(_ now: UInt64) {
    guard now > deadline else { return }
    let failure = lateness()
    abandonUpstream()
    switch stage {
    case .queued:
      refuse(failure, as: .timeout)
    case .connecting, .waiting, .holding, .backingOff:
      if case .connecting = stage { report(.providerFailure) } else { report(.modelFailure) }
      refuse(failure, as: .timeout)
    case .relaying:
      end(cutBy: failure, as: .timeout)
    case .responded, .finished: break
    }
  }

  /// What did not come in time.
  private func lateness() -> ProxyFailure {
    let what: String
    switch stage {
    case .queued:
      return ProxyFailure(
        .tooBusy,
        "None of the \(provider.settings.maximumConnections) connections to \(provider.name)"
          + " (maxConnections) became free in time; try again later.", retryAfterSeconds: 1)
    case .connecting: what = "could not be connected to in time"
    case .waiting: what = "did not begin its response in time"
    case .backingOff: what = "could not be tried again in time"
    case .relaying, .holding: what = "stopped in the middle of its response"
    case .responded, .finished: what = "was waited for"
    }
    return ProxyFailure(.upstreamTimeout, "\(provider.name) \(what).")
  }

  func shutDown() {
    let failure = ProxyFailure(.shuttingDown, "The proxy is being stopped; send the request again.")
    abandonUpstream()
    switch stage {
    case .queued, .connecting, .waiting, .holding, .backingOff: refuse(failure)
    case .relaying: end(cutBy: failure, as: .failed)
    case .responded, .finished: break
    }
  }

  /// A connection with a request on it is closed: HTTP/1.1 has no other way to make a provider stop.
  private func abandonUpstream() {
    if case .queued = stage { pool.cancel(self) }
    upstream?.discard()
    upstream = nil
  }

  // MARK: the end

  private func report(_ blame: Blame) {
    permits?.report(blame, provider, admitted.model, now: loop.now)
    permits = nil
  }

  private func releaseSlot() {
    if holdsSlot { provider.leave() }
    holdsSlot = false
  }

  /// The only way out, and taken once: gives back the slot, settles tokens, and writes the closing event.
  /// `report(.none)` gives back permits of a try that said nothing, or a breaker would wait for its probe for ever.
  private func finish(_ outcome: Metrics.Outcome, error: String?, message: String?) {
    if case .finished = stage { return }
    stage = .finished
    releaseSlot()
    report(.none)
    loop.metrics.inFlight.add(-1)
    let completion = CompletionRecord(
      outcome: outcome, status: status, attempts: attempts, scanner: relay.scanner, isUsageFinal: relay.isWhole,
      error: error, message: message, duration: loop.refreshNow() &- startedAt,
      firstByte: firstByteAt.map { $0 &- startedAt })
    admitted.settle(relay.scanner.usage, isFinal: relay.isWhole, now: loop.now)
    loop.server.close(admitted, completion, on: loop)
  }
}

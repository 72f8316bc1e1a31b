import HTTPWire
import JSONCore
import RateLimits

/// A request that a provider responds to: what it takes from limits, what is recorded of it, and the exchange that
/// carries it out. Subclasses decide who the provider is and what is sent.
package class ProviderRequest: RecordedRequest {
  private final var provider: ActiveProvider?
  private final var reservations = LimitReservations()
  /// Until what is taken from shared limits is there.
  private final var taking: LimitTaking?
  private final var exchange: Exchange?
  /// The body, where it goes on while it comes.
  final var streamed: StreamedBody?

  /// By which a client says whose a response, a file or a batch is, where that is not known here.
  static let providerField: StaticString = "x-securellm-provider"

  /// By which a client refuses to have another target tried.
  static let noFallbackField: StaticString = "x-securellm-no-fallback"

  /// The value of a header that this proxy alone knows; nil where it was not sent.
  final func value(of field: StaticString) -> [UInt8]? {
    stream.withHead { head in
      head.with(0..<head.bytes.count) { bytes -> [UInt8]? in
        for index in 0..<head.fields.count
        where bytes.extracting(head.fields[index].name).equalsIgnoringCase(field) {
          var value: [UInt8] = []
          value.append(bytes.extracting(head.fields[index].value))
          return value
        }
        return nil
      }
    }
  }

  /// The provider that the client names; nil when it names none.
  final func namedProvider() throws(ProxyFailure) -> Int? {
    let name = value(of: Self.providerField).map { JSONString(validating: $0) ?? "" }
    guard let name else { return nil }
    guard let index = loop.configuration.providers.firstIndex(where: { $0.name == name }) else {
      throw ProxyFailure(
        .invalidBody, "The provider in \(Self.providerField) is not in the configuration; GET /v1/models names them.")
    }
    return index
  }

  /// Takes from the key's own limits, or the common ones, and the provider's, and a slot of both: all of them or none.
  /// Waits where instances share them.
  final func take(tokens: UInt64, of provider: ActiveProvider) throws(ProxyFailure) -> StepResult {
    if let limits = loop.limits {
      let keyed = try keyLimiters()
      let isTaken = try takeShared(limits) { taking in
        takeOfKey(tokens, keyed, taking)
        taking.takeProvider(tokens, of: provider)
      }
      guard isTaken else { return .pending(until: .max) }
    } else {
      try takeOfKeyAlone(tokens, try keyLimiters())
      reservations.provider = try loop.takeAlone(tokens, provider)
    }
    self.provider = provider
    return .next
  }

  /// Takes from the limits of the key alone: which provider is called is not decided.
  final func takeOfKey(tokens: UInt64) throws(ProxyFailure) -> StepResult {
    let keyed = try keyLimiters()
    guard let limits = loop.limits else {
      try takeOfKeyAlone(tokens, keyed)
      return .next
    }
    return try takeShared(limits) { takeOfKey(tokens, keyed, $0) } ? .next : .pending(until: .max)
  }

  /// Takes a request of the key, and nothing else: what is asked for is at hand.
  final func takeRequestOfKey() throws(ProxyFailure) -> StepResult {
    let keyed = Limiters(requests: try keyLimiters().requests, tokens: nil)
    guard let limits = loop.limits else {
      reservations.key = try TakenLimits(tokens: 0, keyed, of: "this key", now: loop.now)
      return .next
    }
    let owner = LimitTaking.Owner.key(KeyLimits.number(of: key))
    return try takeShared(limits) { $0.take(0, keyed, of: owner) } ? .next : .pending(until: .max)
  }

  /// Takes the provider's part, behind `takeOfKey`: from its limits, and a slot at it.
  final func take(tokens: UInt64, alsoOf provider: ActiveProvider) throws(ProxyFailure) -> StepResult {
    if let limits = loop.limits {
      var ofKey = LimitReservations()
      swap(&ofKey, &reservations)
      defer {
        swap(&ofKey.provider, &reservations.provider)
        swap(&ofKey, &reservations)
      }
      guard try takeShared(limits, { $0.takeProvider(tokens, of: provider) }) else { return .pending(until: .max) }
    } else {
      reservations.provider = try loop.takeAlone(tokens, provider)
    }
    self.provider = provider
    return .next
  }

  private final func takeOfKeyAlone(_ tokens: UInt64, _ keyed: Limiters) throws(ProxyFailure) {
    reservations.slot = try loop.enterAlone(KeyLimits.number(of: key))
    reservations.key = try TakenLimits(tokens: tokens, keyed, of: "this key", now: loop.now)
  }

  private final func takeOfKey(_ tokens: UInt64, _ keyed: Limiters, _ taking: LimitTaking) {
    let number = KeyLimits.number(of: key)
    taking.take(tokens, keyed, of: .key(number))
    taking.enter(
      number, of: loop.server.keyLimits, atMost: loop.configuration.settings.clientLimits.concurrentRequests)
  }

  private final func keyLimiters() throws(ProxyFailure) -> Limiters {
    try loop.server.keyLimits.limiters(key, loop.configuration.settings.clientLimits, now: loop.now)
  }

  /// - Parameter ask: called once, for what is taken.
  /// - Returns: false while some of it is still asked for.
  private final func takeShared(
    _ limits: LoopLimits, _ ask: (LimitTaking) -> Void
  ) throws(ProxyFailure) -> Bool {
    if taking == nil {
      let begun = LimitTaking(limits) { [weak self] in self?.resume() }
      taking = begun
      ask(begun)
      begun.begun()
    }
    guard let taking, taking.isComplete else { return false }
    self.taking = nil
    reservations = try taking.result()
    return true
  }

  /// Where clients bring their own key for the provider, this one has brought one.
  final func checkClientCredential(for provider: ActiveProvider) throws(ProxyFailure) {
    guard provider.takesClientKeys, !stream.withHead({ ClientCredential.isPresent($0) }) else { return }
    throw ProxyFailure(
      .missingKey,
      "\(provider.name) is called with the client's own key or token: send it as Authorization: Bearer or x-api-key, and"
        + " the key of this proxy, where one is needed, as x-securellm-key.")
  }

  package final override func undo() {
    taking?.abandon()
    taking = nil
    reservations.giveBack(now: loop.now)
    if let provider { loop.leave(provider) }
    provider = nil
  }

  // MARK: a body that comes

  /// Looks at a piece of the body before it goes on.
  func check(_ part: Span<UInt8>) throws(ProxyFailure) {}

  /// Looks at the whole of it before its last byte goes on.
  func checkWhole() throws(ProxyFailure) {}

  /// - Parameter isChecked: whether what comes may still show that the request must be refused.
  final func streamBody(isChecked: Bool) {
    streamed = StreamedBody(stream.withHead { $0.framing }, keepsLast: isChecked)
  }

  package final override func bodyReceived(_ part: Span<UInt8>) {
    guard let streamed, !isOver else { return }
    do throws(ProxyFailure) { try check(part) } catch { return bodyFailed(error) }
    streamed.append(part)
    if streamed.isLarge { exchange?.sendBody() }
  }

  package final override func bodyReadComplete() { exchange?.sendBody() }

  package final override func bodyEnded() {
    guard let streamed, !isOver else { return }
    do throws(ProxyFailure) { try checkWhole() } catch { return bodyFailed(error) }
    streamed.end()
    exchange?.sendBody()
  }

  package final override func bodyFailed(_ failure: ProxyFailure) {
    guard let exchange else { return super.bodyFailed(failure) }
    exchange.bodyFailed(failure)
  }

  // MARK: sending

  /// Head and body for the provider, which a buffer of the right size takes with one copy.
  ///
  /// - Parameters:
  ///   - bodyBytes: how many `body` appends; of a body that goes on while it comes, its beginning.
  ///   - head: writes the head; false when a field of the client's cannot be written.
  final func outgoing(
    bodyBytes: Int, head: (borrowing RequestHead, inout HeadWriter) -> Bool, body: (any OutgoingBytes) -> Void
  ) throws(ProxyFailure) -> any OutgoingBytes {
    let context = loop.context
    guard stream.withHead({ head($0, &context.headWriter) }) else {
      throw ProxyFailure(.malformedRequest, "A field of the request cannot be forwarded.")
    }
    let outgoing = loop.outgoing(capacity: context.headWriter.count + bodyBytes)
    context.headWriter.withSpan { outgoing.append($0) }
    if let streamed {
      streamed.frame(bodyBytes, in: outgoing, body)
    } else {
      body(outgoing)
    }
    return outgoing
  }

  /// How the provider finds the end of the body.
  ///
  /// - Parameters:
  ///   - sent: bytes of the body, or of its beginning, for the provider.
  ///   - received: bytes of the client that they are made of.
  final func framing(sent: Int, received: Int) -> BodyFraming {
    streamed?.framing(growth: sent - received) ?? .length(sent)
  }

  /// Sends what was recorded. What the steps have taken is the exchange's from here on.
  ///
  /// - Parameters:
  ///   - plan: nil where there is no other target and no other key.
  ///   - succeeded: called when a response below 300 is complete.
  final func send(_ order: UpstreamOrder, _ plan: FallbackPlan? = nil, succeeded: (() -> Void)? = nil) {
    var taken = LimitReservations()
    swap(&taken, &reservations)
    provider = nil
    // The request to the provider has a copy. Streams last for minutes.
    if plan?.mayNeedBody != true { stream.releaseBody() }
    if let streamed { order.body = streamed }
    let exchange = Exchange(self, order, taken, plan, succeeded: succeeded)
    self.exchange = exchange
    exchange.start()
    // After the bytes are on their way: waking the audit's writer first cost 25 us.
    loop.trail.announce()
  }

  /// What is sent to the present target of a plan; made anew for each try from the client's body.
  ///
  /// - Throws: why the target cannot have the request.
  func nextOrder(_ plan: FallbackPlan) throws(ProxyFailure) -> UpstreamOrder { throw .shuttingDown }

  /// Another try has taken the place of the one before.
  final func goOn(with exchange: Exchange) { self.exchange = exchange }

  /// The exchange knows its request, and the request its exchange, until here.
  package final override func released() { exchange = nil }

  // MARK: what else may happen

  package final override func clientWritabilityChanged(isWritable: Bool) {
    if isWritable { exchange?.clientCaughtUp() }
  }

  package final override func clientGone() {
    guard let exchange else { return super.clientGone() }
    exchange.clientGone()
    noteOver()
  }

  package final override func tick(_ now: UInt64) {
    if let exchange { exchange.tick() } else { super.tick(now) }
  }

  package final override func shutDown() {
    if let exchange { exchange.shutDown() } else { super.shutDown() }
  }
}

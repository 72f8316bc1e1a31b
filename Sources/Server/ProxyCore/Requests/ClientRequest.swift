import HTTPWire
package import JSONCore
package import KeyStore

/// What a request is made of, once its head is accepted: where it goes and who asks.
package struct RequestStart {
  package let stream: any ClientStream
  package let loop: ProxyLoop
  package let id: JSONString
  /// Index in the route table, and the route.
  package let routeIndex: Int
  package let route: RouteDescriptor
  /// The name in the path. Nil where the route takes none, and when its bytes are no text.
  package let name: JSONString?
  /// Nil where no key is asked for.
  package let key: ClientKey?
}

/// The steps of every request behind `route` and `authenticate`, which its head decides (`RequestIntake`), in their
/// order. A step that takes something comes behind those that take nothing, so that little has to be returned.
package enum RequestStep: UInt8, CaseIterable, Sendable {
  /// Is the body what the route takes?
  case validate
  /// Who serves it?
  case resolve
  /// May this key ask for it?
  case authorize
  /// Takes from limits.
  case reserve
  /// Writes the event that opens it; nothing goes anywhere unrecorded.
  case record
  /// Responds, or begins what will.
  case dispatch
}

/// What a step has come to.
package enum StepResult: Sendable {
  case next
  /// The step waits for something, and runs again when that may be there: on `resume`, and with each tick until the
  /// deadline, in loop time. Behind the deadline it runs for the last time, with `isLate`.
  case pending(until: UInt64)
}

/// One request on its way, whatever transport it came by. Subclasses are the kinds of routes: each overrides the steps
/// that it has something to do in. Confined to the event loop of its stream, which keeps it until it is over.
package class ClientRequest {
  package final let start: RequestStart
  private final var step = RequestStep.validate
  /// Loop time until which the step waits; 0 while none does.
  private final var pendingUntil: UInt64 = 0
  /// What the step waits for has not come in time: it decides now, whatever is known.
  package private(set) final var isLate = false
  package private(set) final var isOver = false
  /// What its response says of the cache; nil in a proxy without one.
  final var cacheMark: CacheMark?
  /// What the access log says of its end; nil unless somebody wants to know.
  final var closing: ClosingLine?
  /// Nil where there was one provider with one key.
  final var served: ServedBy?

  package init(_ start: RequestStart) { self.start = start }

  package final var stream: any ClientStream { start.stream }
  package final var loop: ProxyLoop { start.loop }
  package final var id: JSONString { start.id }
  package final var route: RouteDescriptor { start.route }
  package final var key: ClientKey? { start.key }
  package final var responder: Responder { Responder(loop) }

  // MARK: the steps

  package func validate() throws(ProxyFailure) -> StepResult { .next }
  package func resolve() throws(ProxyFailure) -> StepResult { .next }
  package func authorize() throws(ProxyFailure) -> StepResult { .next }
  package func reserve() throws(ProxyFailure) -> StepResult { .next }
  package func record() throws(ProxyFailure) -> StepResult { .next }
  package func dispatch() throws(ProxyFailure) {}

  /// A step has failed, or nobody waits for the request any more: returns what the steps before have taken. Not called
  /// once `dispatch` has returned.
  package func undo() {}

  /// The one tool that it is about, for the record of a rejection; nil for everything else.
  package var tool: JSONString? { nil }

  /// The format of its client, which errors are written in.
  package var errorFormat: WireFormat { route.format }

  /// The body has arrived: runs the steps from where it is, up to one that waits.
  package final func proceed() {
    pendingUntil = 0
    do throws(ProxyFailure) {
      while let result = try run(step) {
        switch result {
        case .pending(let deadline):
          pendingUntil = deadline
          return
        case .next: step = RequestStep(rawValue: step.rawValue + 1) ?? .dispatch
        }
      }
    } catch {
      undo()
      reject(error)
    }
  }

  /// Nil behind the last one.
  private final func run(_ step: RequestStep) throws(ProxyFailure) -> StepResult? {
    switch step {
    case .validate: return try validate()
    case .resolve: return try resolve()
    case .authorize: return try authorize()
    case .reserve: return try reserve()
    case .record: return try record()
    case .dispatch:
      try dispatch()
      return nil
    }
  }

  /// What a step waits for may be there.
  package final func resume() { if isPending, !isOver { proceed() } }

  private final var isPending: Bool { pendingUntil > 0 }

  /// Responds with an error. Everything taken has been returned.
  package final func reject(_ failure: ProxyFailure) {
    if isOver { return }
    noteOver()
    responder.reject(self, failure)
  }

  /// The response has been written, or nobody waits for one.
  package final func noteOver() {
    isOver = true
    released()
  }

  /// The request is over: lets go of what works for it.
  package func released() {}

  // MARK: a body that comes

  /// Whether the body may go on to whoever gets it while it comes. It is gathered up to `gatheredBody` all the same, so
  /// that what is small is sent whole.
  package var mayStreamBody: Bool { false }

  /// Asked when more than `gatheredBody` has come, and with every piece from then on: whether so much is enough to
  /// begin. If it is, `proceed` follows, and the rest goes through `bodyReceived`; if not, it is gathered.
  ///
  /// - Throws: why there will be no end of the gathering.
  package func beginsBody(_ body: JSONBytes) throws(ProxyFailure) -> Bool { false }

  /// The next piece of a body that has begun to go on.
  package func bodyReceived(_ part: Span<UInt8>) {}

  /// All pieces that one read has brought were handed on: small ones go to the provider together.
  package func bodyReadComplete() {}

  /// Such a body is complete.
  package func bodyEnded() {}

  /// There will be no more of it: it comes too slowly, is too long, or is no HTTP.
  package func bodyFailed(_ failure: ProxyFailure) {
    guard !isOver else { return }
    if isPending { undo() }
    reject(failure)
  }

  /// 256 KiB.
  package static let gatheredBody = 256 << 10

  // MARK: what else may happen

  /// The client takes again what is sent, or does not.
  package func clientWritabilityChanged(isWritable: Bool) {}

  /// The client has left. A dispatched request overrides it.
  package func clientGone() {
    guard !isOver else { return }
    if isPending { undo() }
    noteOver()
    responder.left(self)
  }

  /// Called ten times a second with the loop's time.
  package func tick(_ now: UInt64) {
    guard isPending, !isOver else { return }
    isLate = now > pendingUntil
    proceed()
  }

  /// The server is being stopped and waits no longer.
  package func shutDown() {
    guard isPending, !isOver else { return }
    undo()
    reject(.shuttingDown)
  }
}

extension ProxyFailure {
  package static let shuttingDown = ProxyFailure(
    .shuttingDown, "The proxy is being stopped; send the request again.")
}

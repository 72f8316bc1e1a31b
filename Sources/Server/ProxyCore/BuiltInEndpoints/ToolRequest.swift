import AuditEvents
import HTTPWire
package import JSONCore
import KeyStore
import ProxyProtocol
import SchemaRuntime
import ToolCalls
import ToolRuntime

/// A call of a tool over HTTP: the same gateway, the same checks and the same errors as over MCP. The tool runs in a
/// task of its own; its result comes back to the event loop, which is the only one to touch this object.
package final class ToolRequest: ClientRequest {
  private var gateway: ToolGateway?
  private var found: Int?
  /// Nil until the gateway has let the call in; closes the record of it.
  private var admitted: AdmittedToolCall?
  private var task: Task<Void, Never>?
  /// Of the key's limits, where instances share them.
  private var taking: LimitTaking?
  private var reservations = LimitReservations()

  private var name: JSONString { start.name ?? "" }

  package override var tool: JSONString? { found == nil ? nil : name }

  // MARK: the steps

  package override func resolve() throws(ProxyFailure) -> StepResult {
    gateway = loop.offer.gateway
    found = gateway?.find(name)
    if found == nil {
      throw ProxyFailure(.unknownRoute, "There is no tool of this name; GET /openapi.json lists those there are.")
    }
    return .next
  }

  /// Before the body is looked at: what a caller may not call is 403 whatever was sent.
  package override func authorize() throws(ProxyFailure) -> StepResult {
    guard let gateway, let found else { return .next }
    let caller = try caller()
    do throws(ToolRefusal) { try gateway.authorize(found, caller) } catch { throw failure(error) }
    return .next
  }

  /// The gateway takes from the limits and records the call in one.
  package override func reserve() throws(ProxyFailure) -> StepResult {
    guard let gateway, let found else { return .next }
    let arguments = try arguments()
    if let limits = loop.limits {
      if taking == nil { take(of: limits, isInline: gateway.isInline(found), try keyLimits()) }
      guard let taking, taking.isComplete else { return .pending(until: .max) }
      self.taking = nil
      reservations = try taking.result()
    } else if !gateway.isInline(found), reservations.slot == nil {
      reservations.slot = try loop.enterAlone(KeyLimits.number(of: key))
    }
    let call = ToolCall(tool: found, arguments: arguments, caller: try caller(), id: id)
    do throws(ToolRefusal) { admitted = try gateway.admit(call, now: loop.now) } catch { throw failure(error) }
    return .next
  }

  /// One request of the key's, and for a tool that takes its time a slot among the key's requests in flight.
  private func take(of limits: LoopLimits, isInline: Bool, _ keyed: Limiters) {
    let number = KeyLimits.number(of: key)
    let taking = LimitTaking(limits) { [weak self] in self?.resume() }
    self.taking = taking
    taking.take(0, keyed, of: .key(number))
    if !isInline {
      taking.enter(
        number, of: loop.server.keyLimits, atMost: loop.configuration.settings.clientLimits.concurrentRequests)
    }
    taking.begun()
  }

  private func keyLimits() throws(ProxyFailure) -> Limiters {
    try loop.server.keyLimits.limiters(key, loop.configuration.settings.clientLimits, now: loop.now)
  }

  package override func undo() {
    taking?.abandon()
    taking = nil
    reservations.giveBack(now: loop.now)
  }

  /// Not on the event loop: a tool may wait for a child process. It ends with the task, which the client's leaving
  /// cancels.
  package override func dispatch() throws(ProxyFailure) {
    guard let admitted else { return }
    let finish: @Sendable (Result<JSONBytes, ToolFailure>) -> Void = loop.context.scheduler.hopping { self.ended($0) }
    task = Task {
      do throws(ToolFailure) { finish(.success(try await admitted.run())) } catch { finish(.failure(error)) }
    }
  }

  /// The request counts against the key's requests, as one of a model does. A key has one bucket for both.
  private func caller() throws(ProxyFailure) -> ToolCaller {
    // Where instances share the limits it is taken already.
    let requests = loop.limits == nil ? try keyLimits().requests : nil
    return ToolCaller(
      key: key, address: stream.address.text, certificate: stream.certificate, requests: requests)
  }

  /// The sentences say how to get what is refused; the gateway's refusals are without words, since MCP has its own.
  private func failure(_ refusal: ToolRefusal) -> ProxyFailure {
    switch refusal {
    case .notAllowed:
      ProxyFailure(
        .forbidden,
        "This key may not call this tool. `securellm keys list` shows what it may; `securellm keys create NAME --tools"
          + " \(name)` makes one that may.")
    case .rateLimited(let decision): ProxyFailure(rateLimit: decision, "this key's requests")
    case .full:
      ProxyFailure(
        .tooBusy, "Too many tool calls are running and waiting; try again in a moment.",
        retryAfterSeconds: 1)
    case .unrecorded: AuditTrail.unavailable
    }
  }

  /// An empty body counts as no arguments. Only that it is JSON is checked here; the schema is the tool's part.
  private func arguments() throws(ProxyFailure) -> JSONSlice? {
    let body = stream.body
    if body.count == 0 { return nil }
    var reader = JSONReader(body)
    guard let slice = reader.rawValue(), reader.finish() else { throw InvalidBody.failure(body, [], reader) }
    return slice
  }

  /// On the event loop, once the task has ended. The record is closed before the response goes out.
  private func ended(_ result: Result<JSONBytes, ToolFailure>) {
    // Its client may have left long before.
    reservations.leave()
    if isOver { return }
    switch result {
    case .success(let value):
      end(.success, status: 200, error: nil)
      value.withSpan(0..<value.count) { respond(200, $0) }
    case .failure(let failure):
      let status = failure.code.httpStatus
      end(failure.code == .timedOut ? .timeout : .failed, status: status, error: failure.code.rawValue)
      var writer = JSONWriter()
      ToolErrorBody.write(failure, into: &writer)
      writer.withSpan { respond(status, $0, retryAfterSeconds: failure.retryAfterSeconds) }
    }
  }

  /// The id leads from a client's log to the records in the audit.
  private func respond(_ status: Int, _ body: Span<UInt8>, retryAfterSeconds: Int? = nil) {
    responder.respond(to: self, status, "application/json", body) { writer in
      if let retryAfterSeconds { writer.field("retry-after", max(1, retryAfterSeconds)) }
      id.withSpan { writer.field("x-securellm-request-id", $0) }
    }
  }

  /// Closes the record, if one was opened. Counted from the first byte of the request, as for models.
  private func end(_ outcome: AuditEvent.ValueStatus, status: Int?, error: String?) {
    admitted?.end(outcome, httpStatus: status, error: error, duration: loop.context.refreshNow() &- stream.startedAt)
  }

  // MARK: what else may happen

  package override func released() {
    if task == nil { reservations.leave() }
    task = nil
    admitted = nil
    taking?.abandon()
    taking = nil
  }

  /// Cancelling the task kills the process group. What became of it is not waited for: the record says `cancelled`.
  package override func clientGone() {
    if isOver { return }
    task?.cancel()
    end(.cancelled, status: nil, error: "client_gone")
    noteOver()
    responder.left(self)
  }

  /// The tool has its own time-out.
  package override func tick(_ now: UInt64) {}

  /// The tool is cancelled with what it has started; its client is asked to call again, which finds another process.
  package override func shutDown() {
    if isOver { return }
    task?.cancel()
    let failure = ProxyFailure(.shuttingDown, "The server is being stopped; call the tool again.")
    end(.failed, status: failure.status, error: failure.code.rawValue)
    responder.turnAway(self, failure)
  }
}

extension ToolFailure.Code {
  /// The HTTP status of each code, here and nowhere else. 422: the arguments were right and the program could not do
  /// it.
  package var httpStatus: Int {
    switch self {
    case .invalidArguments: 400
    case .notFound: 404
    case .cancelled: 409
    case .programFailed, .outputTooLarge: 422
    case .timedOut: 504
    case .programMissing, .secretMissing, .sandboxUnavailable, .storage, .hostUnavailable, .overloaded: 503
    case .invalidOutput: 502
    case .internalError: 500
    }
  }
}

/// `{"error":{"message","type","param","code","violations":[…]}}`: OpenAI's format, and every violation with its
/// location.
enum ToolErrorBody {
  static func write(_ failure: ToolFailure, into writer: inout JSONWriter) {
    writer.literal("{\"error\":{\"message\":")
    writer.string(failure.message)
    writer.literal(",\"type\":\"invalid_request_error\",\"param\":null,\"code\":")
    writer.string(failure.code.rawValue)
    writer.literal(",\"violations\":")
    failure.writeViolations(into: &writer)
    if let partial = failure.partialOutput {
      writer.literal(",\"partial_output\":")
      writer.string(partial)
    }
    writer.literal("}}")
  }
}

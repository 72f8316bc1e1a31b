import AuditEvents
import HTTPWire
import JSONCore
import KeyStore
import ProxyProtocol
import RateLimits
import SchemaRuntime
import ToolRuntime

/// A call of a tool over HTTP: the same tool, the same checks and the same errors as over MCP. The tool runs in a task
/// of its own; what it gives comes back to the event loop.
final class ToolExchange: ExchangeAtWork {
  private let client: ClientConnection
  private let loop: LoopContext
  private let id: JSONString
  private let name: JSONString
  private let key: ClientKey?
  private let startedAt: UInt64
  private var task: Task<Void, Never>?
  private var isOver = false

  init(_ client: ClientConnection, id: JSONString, name: JSONString, key: ClientKey?) {
    self.client = client
    self.id = id
    self.name = name
    self.key = key
    loop = client.loop
    startedAt = client.requestStarted
  }

  /// - Throws: what the client is told when the tool is not even begun.
  func start() throws(ProxyFailure) {
    guard let service = loop.server.tools, let tool = service.find(name) else {
      throw ProxyFailure(.unknownRoute, "There is no tool of this name; GET /openapi.json lists those there are.")
    }
    try checkAllowed()
    let arguments = try arguments()
    var taken = try takeLimits()
    do throws(ProxyFailure) {
      try enter(isInline: service.isInline(tool))
    } catch {
      taken.take()?.settle(actual: 0, now: loop.now)
      throw error
    }
    client.begin(self)
    let finish = loop.handOver(to: self)
    let (places, caller) = (service.isInline(tool) ? nil : loop.server.toolPlaces, caller)
    task = Task {
      do throws(ToolFailure) {
        let call = { () async throws(ToolFailure) -> JSONBytes in try await service.call(tool, arguments) { _ in } }
        guard let places else { return finish(.success(try await call())) }
        finish(.success(try await places.run(for: caller, call)))
      } catch {
        finish(.failure(error))
      }
    }
  }

  private var caller: UInt64 { key?.number ?? ServerState.nobody }

  /// Takes a place, which a tool that never waits does not need, and records the call.
  private func enter(isInline: Bool) throws(ProxyFailure) {
    let places = loop.server.toolPlaces
    if !isInline {
      switch places.reserve(for: caller, most: loop.generation.settings.clientLimits.concurrentRequests) {
      case .reserved: break
      case .full:
        throw ProxyFailure(
          .tooBusy, "As many tools are called as this server runs and keeps waiting; try again in a moment.",
          retryAfterSeconds: 1)
      case .callerIsAtLimit:
        throw ProxyFailure(
          .rateLimited, "This key has as many calls of tools at once as it may; try again when one is over.",
          retryAfterSeconds: 1)
      }
    }
    do throws(ProxyFailure) {
      try loop.server.trail.toolCalled(call, on: loop)
    } catch {
      if !isInline { places.release(caller) }
      throw error
    }
  }

  private func checkAllowed() throws(ProxyFailure) {
    guard let key, !key.allows(tool: name) else { return }
    throw ProxyFailure(
      .forbidden,
      "This key may not call this tool. `securellm keys list` shows what it may; `securellm keys create NAME --tools"
        + " \(name)` makes one that may.")
  }

  /// The request counts against the key's requests, as one of a model does; nil where there is no limit.
  private func takeLimits() throws(ProxyFailure) -> Reservation? {
    let limits = try loop.server.keyLimits(key, loop.generation.settings.clientLimits, now: loop.now)
    guard let requests = limits.requests else { return nil }
    var reserving = requests.reserve(1, now: loop.now)
    if let reservation = reserving.take() { return reservation }
    throw ProxyFailure(rateLimit: reserving.decision, "this key's requests")
  }

  /// An empty body counts as no arguments.
  private func arguments() throws(ProxyFailure) -> JSONSlice? {
    let body = client.body.bytes
    if body.count == 0 { return nil }
    var reader = JSONReader(body)
    guard let slice = reader.rawValue(), reader.finish() else { throw InvalidBody.failure(body, [], reader) }
    return slice
  }

  private var call: ToolCallRecord {
    ToolCallRecord(id: id, tool: name, user: key?.name, keyID: key?.id, address: client.address.text)
  }

  func ended(_ result: Result<JSONBytes, ToolFailure>) {
    if isOver { return }
    isOver = true
    let duration = loop.refreshNow() &- startedAt
    switch result {
    case .success(let value):
      loop.server.trail.toolFinished(call, .success, status: 200, error: nil, duration: duration, on: loop)
      loop.metrics.answered(.tool, status: 200)
      value.withSpan(0..<value.count) { body in
        Answer.write(200, type: "application/json", body, for: client, keepAlive: true) { writer in
          id.withSpan { writer.field("x-securellm-request-id", $0) }
        }
      }
    case .failure(let failure):
      let status = failure.code.httpStatus
      let outcome: Metrics.Outcome = failure.code == .timedOut ? .timeout : .failed
      loop.server.trail.toolFinished(
        call, outcome, status: status, error: failure.code.rawValue, duration: duration, on: loop)
      loop.metrics.answered(.tool, status: status)
      var writer = JSONWriter()
      ToolErrorBody.write(failure, into: &writer)
      writer.withSpan { body in
        Answer.write(status, type: "application/json", body, for: client, keepAlive: true) { writer in
          id.withSpan { writer.field("x-securellm-request-id", $0) }
        }
      }
    }
    client.flush()
    client.finish(keepAlive: true)
  }

  // MARK: the client

  func clientWritabilityChanged(isWritable: Bool) {}

  func clientGone() {
    if isOver { return }
    isOver = true
    task?.cancel()
    loop.server.trail.toolFinished(
      call, .cancelled, status: 0, error: "client_gone", duration: loop.refreshNow() &- startedAt, on: loop)
  }

  /// The tool has its own time-out.
  func tick(_ now: UInt64) {}

  func shutDown() {
    if isOver { return }
    isOver = true
    task?.cancel()
    let failure = ProxyFailure(.shuttingDown, "The server is being stopped; call the tool again.")
    loop.server.trail.toolFinished(
      call, .failed, status: failure.status, error: failure.code.rawValue, duration: loop.refreshNow() &- startedAt,
      on: loop)
    Answer.failure(failure, for: client, requestID: id, keepAlive: false)
    client.flush()
    client.finish(keepAlive: false)
  }
}

extension ToolFailure.Code {
  /// The HTTP status of each code, here and nowhere else.
  var httpStatus: Int {
    switch self {
    case .invalidArguments: 400
    case .notFound: 404
    case .cancelled: 409
    case .programFailed, .outputTooLarge: 422
    case .timedOut: 504
    case .programMissing, .sandboxUnavailable, .storage: 503
    case .invalidOutput: 502
    case .internalError: 500
    }
  }
}

/// `{"error":{"message","type","param","code","violations":[…]}}`: OpenAI's shape, and every violation with its place.
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

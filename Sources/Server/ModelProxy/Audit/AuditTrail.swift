import AuditEvents
import AuditLog
import JSONCore
import KeyStore
import LLMWire
import Pricing
import ProxyProtocol
import SchemaRuntime

/// Makes the events of requests and hands them to the log. Each request that is worked on has one that opens it and
/// one that closes it, whatever happens; a request that is turned away has one that is complete by itself.
///
/// Appending does not wait for a disk (about 100 ns for 372 bytes), so that it is done on the event loop.
struct AuditTrail: Sendable {
  private let log: AuditLog
  let refusesOnFailure: Bool

  init(_ log: AuditLog, refusesOnFailure: Bool) {
    self.log = log
    self.refusesOnFailure = refusesOnFailure
  }

  /// The log's writer is not woken yet: `announce` follows when the request is on its way. That order saves 25 us at
  /// the first byte on a quiet server.
  ///
  /// - Throws: when the event cannot be kept and the policy is to do nothing unrecorded.
  func received(_ admitted: AdmittedRequest, on loop: LoopContext) throws(ProxyFailure) {
    do { try append(&admitted.event, loop, wakes: false) } catch {
      if refusesOnFailure { throw Self.unavailable }
    }
  }

  /// Lets the log's writer know of what was received.
  func announce() { log.wakeWriter() }

  static let unavailable = ProxyFailure(
    .auditUnavailable, "The audit cannot be written, so nothing is served; see /readyz for the reason.",
    retryAfterSeconds: 1)

  /// Closes what `received` has opened, in the same event: one less to build and two thousand instructions.
  func finished(_ admitted: AdmittedRequest, _ completion: CompletionRecord, cost: RequestCost, on loop: LoopContext) {
    complete(&admitted.event, completion, cost, at: loop.stamps.now())
    // It cannot be undone any more; the log counts what it refuses, and reports so in /readyz.
    try? append(&admitted.event, loop, closesRequest: true)
  }

  /// A member is left out where nothing is known; a zero says that nothing was used.
  private func complete(
    _ event: inout AuditEvent.Value, _ completion: CompletionRecord, _ cost: RequestCost, at timestamp: JSONDateTime
  ) {
    event.timestamp = timestamp
    event.eventType = .requestFinished
    event.status = completion.outcome.auditStatus
    if let usage = completion.scanner.usage {
      event.promptTokens = usage.prompt
      event.completionTokens = usage.completion
      event.cachedTokens = usage.cached
      event.cacheWriteTokens = usage.cacheWrite
      if usage.cacheWrite1h > 0 { event.cacheWrite1hTokens = usage.cacheWrite1h }
      event.reasoningTokens = usage.reasoning
      if !completion.isUsageFinal { event.usagePartial = true }
    }
    event.estimatedCostNanoUsd = cost.nanoDollars
    event.priceVersion = cost.version
    event.responseId = completion.scanner.responseID.jsonString
    event.responseModel = completion.scanner.model.jsonString
    event.finishReason = completion.scanner.finishReason.jsonString
    event.durationUs = Int(clamping: completion.duration / 1000)
    event.firstTokenUs = completion.firstByte.map { Int(clamping: $0 / 1000) }
    event.attempts = completion.attempts
    if completion.status >= 100 { event.httpStatus = completion.status }
    event.error = completion.error.map { JSONString($0) }
    event.errorMessage = completion.message.map { JSONString($0) }
  }

  /// A request that was turned away before anything was done. Beyond a bound they are only counted: see
  /// `RejectionBound`.
  ///
  /// - Parameter tool: One that there is: text of the request is never recorded.
  func rejected(
    _ id: JSONString, _ route: Route, _ failure: ProxyFailure, key: ClientKey?, address: ClientAddress,
    tool: JSONString? = nil, on loop: LoopContext
  ) {
    guard loop.server.rejections.admits(address.network, now: loop.now) else {
      return loop.metrics.rejectionsLeftOut.add()
    }
    var event = AuditEvent.Value(timestamp: loop.stamps.now(), requestId: id, eventType: .requestRejected)
    event.operation = route.operation
    event.status = failure.code == .rateLimited ? .rateLimited : .failed
    event.user = key?.name
    event.keyId = key?.id
    event.clientAddress = address.text
    event.tool = tool
    event.httpStatus = failure.status
    event.error = JSONString(failure.code.rawValue)
    try? append(&event, loop)
  }

  /// How many refusals have no event of their own. It has an id of its own, since it belongs to no request.
  func leftOut(_ count: Int, on loop: LoopContext) {
    var event = AuditEvent.Value(
      timestamp: loop.stamps.now(), requestId: loop.nextRequestID(), eventType: .requestRejected)
    event.status = .failed
    event.error = "rejections_left_out"
    event.leftOut = count
    try? append(&event, loop)
  }

  /// - Parameters:
  ///   - event: lent where it is: it is not changed, and to copy it costs more than to write it.
  ///   - closesRequest: closes an earlier event. The log takes that even while its disk is full.
  func append(
    _ event: inout AuditEvent.Value, _ loop: LoopContext, closesRequest: Bool = false, wakes: Bool = true
  ) throws(AuditRefusal) {
    loop.auditWriter.reset()
    event.write(to: &loop.auditWriter)
    try loop.auditWriter.withSpan { (line) throws(AuditRefusal) in
      try log.appendQuietly(line, closesRequest: closesRequest)
    }
    if wakes { log.wakeWriter() }
  }
}

/// What a request cost, as far as it is known.
struct RequestCost {
  var nanoDollars: Int?
  var version: JSONString?

  static let unknown = RequestCost()
}

extension Metrics.Outcome {
  /// The audit has one word for what the proxy refused and what failed; its `error` distinguishes them.
  var auditStatus: AuditEvent.ValueStatus {
    switch self {
    case .success: .success
    case .failed, .refused: .failed
    case .rateLimited: .rateLimited
    case .timeout: .timeout
    case .cancelled: .cancelled
    }
  }
}

extension Route {
  /// The words of the audit's schema; nil for endpoints that do nothing to be recorded.
  var operation: AuditEvent.ValueOperation? {
    switch self {
    case .chatCompletions, .messages: .chat
    case .embeddings: .embeddings
    case .models: .models
    case .tool: .executeTool
    case .openAPI, .health, .ready, .metrics: nil
    }
  }
}

// MARK: tools

/// Where calls of tools over HTTP are recorded. They come from tasks of their own, on any thread, so each event has a
/// writer of its own.
struct ProxyToolAudit: ToolAudit {
  let log: AuditLog
  let refusesOnFailure: Bool

  /// For calls without a request of HTTP; every request has an id of its loop's.
  func nextID() -> JSONString {
    var ids = RequestIDs(loop: 0)
    return ids.next()
  }

  /// Throws only where nothing may happen unrecorded; elsewhere the log has counted what it lost.
  func begin(_ event: AuditEvent.Value) throws {
    do throws(AuditRefusal) { try append(event, closesRequest: false) } catch { if refusesOnFailure { throw error } }
  }

  func end(_ event: AuditEvent.Value) { try? append(event, closesRequest: true) }

  private func append(_ event: AuditEvent.Value, closesRequest: Bool) throws(AuditRefusal) {
    var writer = JSONWriter(capacity: 512)
    event.write(to: &writer)
    try writer.withSpan { (line) throws(AuditRefusal) in try log.append(line, closesRequest: closesRequest) }
  }
}

import AuditEvents
package import AuditLog
package import JSONCore
package import KeyStore
import LLMWire
package import ProxyProtocol
import SchemaRuntime

/// Makes the events of requests and hands them to the log. Each request that is worked on has one that opens it and
/// one that closes it, whatever happens; a request that is turned away has one that is complete by itself.
///
/// Appending does not wait for a disk (about 100 ns for 372 bytes), so that it is done on the event loop.
package final class AuditTrail: Sendable {
  private let log: AuditLog
  package let refusesOnFailure: Bool
  package let recordedLabels: RecordedLabels
  private let metrics: Metrics
  private let rejections = RejectionBound()

  package init(_ log: AuditLog, metrics: Metrics, refusesOnFailure: Bool, recordedLabels: RecordedLabels) {
    self.log = log
    self.metrics = metrics
    self.refusesOnFailure = refusesOnFailure
    self.recordedLabels = recordedLabels
  }

  /// The log's writer is not woken yet: `announce` follows when the request is on its way. That order saves 25 us at
  /// the first byte on a quiet server.
  ///
  /// - Throws: when the event cannot be kept and the policy is to do nothing unrecorded.
  package func received(_ event: inout AuditEvent.Value, on loop: LoopContext) throws(ProxyFailure) {
    do { try append(&event, loop, wakes: false) } catch {
      if refusesOnFailure { throw Self.unavailable }
    }
  }

  /// Lets the log's writer know of what was received.
  package func announce() { log.wakeWriter() }

  package static let unavailable = ProxyFailure(
    .auditUnavailable, "The audit cannot be written, so nothing is served; see /readyz for the reason.",
    retryAfterSeconds: 1)

  /// Closes what `received` has opened, in the same event: one less to build and two thousand instructions.
  package func finished(
    _ event: inout AuditEvent.Value, _ completion: borrowing CompletionRecord, _ response: Relay,
    cost: RequestCost, on loop: LoopContext
  ) {
    complete(&event, completion, response, cost, loop)
    // It cannot be undone any more; the log counts what it refuses, and reports so in /readyz.
    try? append(&event, loop, closesRequest: true)
  }

  /// A member is left out where nothing is known; a zero says that nothing was used.
  private func complete(
    _ event: inout AuditEvent.Value, _ completion: borrowing CompletionRecord, _ response: Relay,
    _ cost: RequestCost, _ loop: LoopContext
  ) {
    event.timestamp = loop.timestamp()
    event.eventType = .requestFinished
    event.status = completion.outcome.auditStatus
    if let usage = response.scanner.usage {
      event.promptTokens = usage.prompt
      event.completionTokens = usage.completion
      event.cachedTokens = usage.cached
      event.cacheWriteTokens = usage.cacheWrite
      if usage.cacheWrite1h > 0 { event.cacheWrite1hTokens = usage.cacheWrite1h }
      event.reasoningTokens = usage.reasoning
      completeRare(&event, usage)
      if completion.usageGap == .usagePartial { event.usagePartial = true }
    }
    completeVariant(&event, response.scanner.variant, loop)
    event.estimatedCostNanoUsd = cost.nanoDollars
    event.costUnknown = cost.unknown?.auditReason
    event.priceVersion = cost.version
    // Known before, where a stored response is asked for.
    if let id = response.responseID(in: &loop.texts) { event.responseId = id }
    // Often the one that was asked for, whose text is there already.
    event.responseModel = event.model
    if event.model.map({ response.scanner.model.equals($0) }) != true {
      event.responseModel = response.scanner.model.jsonString
    }
    event.finishReason = loop.finishReason.jsonString(response.scanner.finishReason)
    event.durationUs = Int(clamping: completion.duration / 1000)
    event.firstTokenUs = completion.firstByte.map { Int(clamping: $0 / 1000) }
    event.attempts = completion.attempts
    if completion.status >= 100 { event.httpStatus = completion.status }
    event.error = completion.error.map { JSONString($0) }
    event.errorMessage = completion.message.map { JSONString($0) }
  }

  /// Counts that few responses have.
  private func completeRare(_ event: inout AuditEvent.Value, _ usage: Usage) {
    if usage.outsideCompletion > 0 { event.outsideCompletionTokens = usage.outsideCompletion }
    if usage.audioPrompt > 0 { event.audioPromptTokens = usage.audioPrompt }
    if usage.audioCompletion > 0 { event.audioCompletionTokens = usage.audioCompletion }
    if usage.webSearches > 0 { event.webSearches = usage.webSearches }
  }

  /// What changes the price, as the provider has said it.
  private func completeVariant(
    _ event: inout AuditEvent.Value, _ variant: borrowing ServiceVariant, _ loop: LoopContext
  ) {
    if !variant.tier.isEmpty { event.serviceTier = loop.serviceTier.jsonString(variant.tier) }
    if !variant.geography.isEmpty { event.inferenceGeo = variant.geography.jsonString }
    if !variant.speed.isEmpty { event.speed = variant.speed.jsonString }
  }

  /// A request that was turned away before anything was done. Beyond a bound they are only counted: see
  /// `RejectionBound`.
  ///
  /// - Parameters:
  ///   - operation: nil for endpoints that do nothing to be recorded.
  ///   - tool: one that there is: text of the request is never recorded.
  package func rejected(
    _ id: JSONString, _ operation: AuditEvent.ValueOperation?, _ failure: ProxyFailure, key: ClientKey?,
    from stream: any ClientStream, tool: JSONString? = nil, on loop: LoopContext
  ) {
    let address = stream.address
    guard rejections.admits(address.network, now: loop.now) else { return metrics.rejectionsLeftOut.add() }
    var event = AuditEvent.Value(timestamp: loop.timestamp(), requestId: id, eventType: .requestRejected)
    event.operation = operation
    event.status = failure.code == .rateLimited ? .rateLimited : .failed
    event.user = key?.name
    event.keyId = key?.id
    recordedLabels.note(key, in: &event)
    event.clientAddress = address.text
    event.clientCertificate = stream.certificate
    event.tool = tool
    event.httpStatus = failure.status
    event.error = JSONString(failure.code.rawValue)
    try? append(&event, loop)
  }

  /// Records how many refusals have no event of their own, when it is time to. It has an id of its own, since it
  /// belongs to no request.
  ///
  /// - Parameter isLast: whether there is no later time.
  package func recordLeftOut(isLast: Bool, on loop: LoopContext) {
    guard let count = rejections.takeLeftOut(now: loop.now, isLast: isLast) else { return }
    var event = AuditEvent.Value(
      timestamp: loop.timestamp(), requestId: loop.nextRequestID(), eventType: .requestRejected)
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

extension RequestOutcome {
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

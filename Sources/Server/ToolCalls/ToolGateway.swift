package import AuditEvents
package import JSONCore
import KeyStore
package import ProxyProtocol
import RateLimits
package import ToolRuntime

/// The one way to a tool, from whatever endpoint a call comes: whether the tool is offered and the caller may have
/// it, the limits, the record before anything is done, the tool itself with its time limit, the record of its end.
///
/// A value: a reload makes another one with the same slots, guards and audit.
package struct ToolGateway: Sendable {
  /// What is offered. Numbers of tools are those of the service, whatever is offered.
  package let selection: ToolSelection
  private let tools: any ToolService
  private let audit: any ToolAudit
  private let slots: ToolSlots
  private let hosts: HostGuards

  /// - Parameters:
  ///   - selection: of `tools`.
  ///   - slots: shared by all gateways of a process.
  package init(
    _ tools: any ToolService, selection: ToolSelection, audit: any ToolAudit, slots: ToolSlots = ToolSlots(),
    hosts: HostGuards = HostGuards()
  ) {
    self.tools = tools
    self.selection = selection
    self.audit = audit
    self.slots = slots
    self.hosts = hosts
  }

  /// The same with another selection: what runs, waits and has failed counts on.
  package func offering(_ selection: ToolSelection) -> ToolGateway {
    ToolGateway(tools, selection: selection, audit: audit, slots: slots, hosts: hosts)
  }

  package var listing: JSONBytes { selection.listing }

  /// The number of a tool that is offered; nil for others too, so that nobody learns which tools there would be.
  package func find(_ name: JSONString) -> Int? {
    guard let tool = tools.find(name), selection.offers(tool) else { return nil }
    return tool
  }

  package func isInline(_ tool: Int) -> Bool { tools.isInline(tool) }

  package func timeoutSeconds(_ tool: Int) -> Int { tools.timeoutSeconds(tool) }

  // MARK: a tool that never waits

  /// Runs an inline tool of a local caller where the request was read: no other thread, no slot, one lock at the
  /// audit. 80,000 of these a second, one at a time, are what the budget wants.
  package func callInline(
    _ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter
  ) throws(ToolFailure) {
    let record = record(of: ToolCall(tool: tool, arguments: nil, caller: .local))
    do { try audit.begin(record.called()) } catch { throw ToolRefusal.unrecorded("\(error)").failure }
    let begun = ContinuousClock.now
    do throws(ToolFailure) {
      try tools.callInline(tool, arguments, into: &writer)
    } catch {
      audit.end(record.finished(error.auditStatus, error: error.code.rawValue, duration: begun.nanosecondsUntilNow))
      throw error
    }
    audit.end(record.finished(.success, error: nil, duration: begun.nanosecondsUntilNow))
  }

  // MARK: any tool

  /// - Throws: when the tool is not for this caller.
  package func authorize(_ tool: Int, _ caller: ToolCaller) throws(ToolRefusal) {
    if let key = caller.key, !key.allows(tool: selection.name(tool)) { throw .notAllowed }
  }

  /// Lets a call in: it holds a slot and is recorded, and whoever has it ends it.
  ///
  /// - Parameter now: monotonic, in nanoseconds, of the clock that the caller's limiter is asked with.
  package func admit(_ call: ToolCall, now: UInt64) throws(ToolRefusal) -> AdmittedToolCall {
    try authorize(call.tool, call.caller)
    var units = try takeRequest(call.caller, now)
    do throws(ToolRefusal) {
      return try begin(call)
    } catch {
      units.take()?.settle(actual: 0, now: now)
      throw error
    }
  }

  /// Returned when the call is not begun after all: a refusal costs nothing.
  private func takeRequest(_ caller: ToolCaller, _ now: UInt64) throws(ToolRefusal) -> Reservation? {
    guard let requests = caller.requests else { return nil }
    var reserving = requests.reserve(1, now: now)
    if let reservation = reserving.take() { return reservation }
    throw .rateLimited(reserving.decision)
  }

  /// The slot before the record: what is refused for want of one was never begun, and has nothing to close.
  private func begin(_ call: ToolCall) throws(ToolRefusal) -> AdmittedToolCall {
    let isInline = tools.isInline(call.tool)
    if !isInline {
      guard slots.reserve() else { throw .full }
    }
    let record = record(of: call)
    do { try audit.begin(record.called()) } catch {
      if !isInline { slots.release() }
      throw .unrecorded("\(error)")
    }
    return AdmittedToolCall(call, record, audit: audit, gateway: self, holdsSlot: !isInline)
  }

  /// Arguments are not in it: they may hold anything of the project.
  private func record(of call: ToolCall) -> ToolCallRecord {
    ToolCallRecord(
      id: call.id ?? audit.nextID(), tool: selection.name(call.tool), user: call.caller.key?.name,
      keyID: call.caller.key?.id, address: call.caller.address, certificate: call.caller.certificate)
  }

  func releaseSlot() { slots.release() }

  /// Runs a call that has what it needs; its slot is free again on return, whatever happens.
  func run(
    _ call: ToolCall, holdsSlot: Bool, _ onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    guard holdsSlot else { return try await tools.call(call.tool, call.arguments, onProgress: onProgress) }
    let work: @Sendable () async throws(ToolFailure) -> JSONBytes = { () async throws(ToolFailure) -> JSONBytes in
      try await tools.call(call.tool, call.arguments, onProgress: onProgress)
    }
    guard let (host, rules) = remote(call) else { return try await slots.run(work) }
    // Before the call waits for its turn: behind 64 calls that hang, the refusal would come after minutes.
    do throws(ToolFailure) { try hosts.check(host) } catch {
      releaseSlot()
      throw error
    }
    return try await slots.run { () async throws(ToolFailure) -> JSONBytes in
      try await hosts.call(host, rules, work)
    }
  }
}

extension ToolGateway {
  /// The host that a call asks, and how often it may; nil when it asks none that is known.
  private func remote(_ call: ToolCall) -> (RemoteHost, HostGuards.Rules)? {
    let seconds = tools.timeoutSeconds(call.tool)
    let isIdempotent = selection.isIdempotent(call.tool)
    if let hosts = tools.hosts(call.tool) {
      return RemoteHost(declaredBy: hosts, call.arguments).map {
        ($0, HostGuards.Rules(retries: isIdempotent ? hosts.retries : 0, seconds: seconds))
      }
    }
    return RemoteHost(of: selection.name(call.tool), call.arguments).map {
      ($0, HostGuards.Rules(mayRetry: isIdempotent, seconds: seconds))
    }
  }
}

extension ToolFailure {
  /// As the audit has it. A tool that fails because its task was cancelled may say so in other words.
  package var auditStatus: AuditEvent.ValueStatus {
    if Task.isCancelled || code == .cancelled { return .cancelled }
    return code == .timedOut ? .timeout : .failed
  }
}

extension ContinuousClock.Instant {
  var nanosecondsUntilNow: UInt64 {
    let passed = duration(to: .now).components
    return UInt64(passed.seconds) * 1_000_000_000 + UInt64(passed.attoseconds / 1_000_000_000)
  }
}

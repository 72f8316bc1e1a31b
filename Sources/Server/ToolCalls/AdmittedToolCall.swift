import AuditEvents
package import JSONCore
package import ProxyProtocol
import Synchronization
package import ToolRuntime

/// A call that was let in. Its end is recorded once, by whoever knows it first; one that is released without an end
/// is recorded as cancelled, and its slot is free again, whatever way that happened.
///
/// `ToolGateway.admit` makes it. Over HTTP the event loop and the task that runs the tool share it, hence the
/// atomics.
package final class AdmittedToolCall: Sendable {
  private let call: ToolCall
  private let record: ToolCallRecord
  private let audit: any ToolAudit
  private let gateway: ToolGateway
  private let holdsSlot: Bool
  private let begun = ContinuousClock.now
  private let isEnded = Atomic<Bool>(false)
  /// Once `run` has begun, it releases the slot.
  private let hasRun = Atomic<Bool>(false)

  init(_ call: ToolCall, _ record: ToolCallRecord, audit: any ToolAudit, gateway: ToolGateway, holdsSlot: Bool) {
    self.call = call
    self.record = record
    self.audit = audit
    self.gateway = gateway
    self.holdsSlot = holdsSlot
  }

  /// Runs the tool when its turn has come. Called at most once; `end` follows.
  /// - Throws: what the tool throws, or that the task was cancelled while it waited for its turn.
  package func run(
    onProgress: @escaping @Sendable (ToolProgress) -> Void = { _ in }
  ) async throws(ToolFailure) -> JSONBytes {
    hasRun.store(true, ordering: .relaxed)
    return try await gateway.run(call, holdsSlot: holdsSlot, onProgress)
  }

  /// Records the end; later ones change nothing.
  ///
  /// - Parameters:
  ///   - error: a code, such as `timed_out`.
  ///   - duration: in nanoseconds; since the call was let in where it is nil.
  package func end(
    _ status: AuditEvent.ValueStatus, httpStatus: Int? = nil, error: String? = nil, duration: UInt64? = nil
  ) {
    if isEnded.exchange(true, ordering: .relaxed) { return }
    audit.end(
      record.finished(
        status, httpStatus: httpStatus, error: error, duration: duration ?? begun.nanosecondsUntilNow))
  }

  /// Runs it and records how it ended.
  package func runToItsEnd(
    onProgress: @escaping @Sendable (ToolProgress) -> Void = { _ in }
  ) async throws(ToolFailure) -> JSONBytes {
    do throws(ToolFailure) {
      let result = try await run(onProgress: onProgress)
      end(.success)
      return result
    } catch {
      end(error.auditStatus, error: error.code.rawValue)
      throw error
    }
  }

  /// The last chance: a caller that forgets the end, or whose task is dropped, leaves no open record.
  deinit {
    if holdsSlot, !hasRun.load(ordering: .relaxed) { gateway.releaseSlot() }
    end(.cancelled, error: "abandoned")
  }
}

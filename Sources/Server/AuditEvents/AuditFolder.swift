import AuditLog
package import JSONCore
package import ProxyProtocol
import SchemaRuntime
import Synchronization

/// The audit of a process that has no configuration: one of several folders side by side, because each log belongs to
/// one process and an editor starts as many servers as it likes.
package final class AuditFolder: Sendable {
  /// More servers at one time than anybody has.
  private static let most = 256

  private let path: String
  private let report: @Sendable (String) -> Void
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var log: AuditLog?
    var ids = RequestIDs(loop: 0)
    var writer = JSONWriter()
  }

  /// Does not touch the disk.
  ///
  /// - Parameter path: absolute; the folders `0`, `1`, … are made in it.
  package init(_ path: String, report: @escaping @Sendable (String) -> Void) {
    self.path = path
    self.report = report
    state = Mutex(State())
  }

  package func nextID() -> JSONString { state.withLock { $0.ids.next() } }

  /// Opens the folder at the first event, so that a server whose tools nobody calls writes nothing. Under one lock,
  /// any thread.
  ///
  /// - Parameter closesRequest: the event closes what an earlier one has opened, so it is taken while the disk is full,
  ///   too.
  /// - Throws: why the event was not taken.
  package func append(_ event: AuditEvent.Value, closesRequest: Bool = false) throws {
    try state.withLock { state in
      let log = try state.log ?? open()
      state.log = log
      state.writer.reset()
      event.write(to: &state.writer)
      try state.writer.withSpan { (line) throws(AuditRefusal) in try log.append(line, closesRequest: closesRequest) }
    }
  }

  /// The first folder that no other process has. Calls it finds open in it are closed as unknown.
  private func open() throws -> AuditLog {
    for number in 0..<Self.most {
      do {
        let report = report
        let (log, unclosed) = try AuditLog.open(
          AuditConfiguration(
            folder: "\(path)/\(number)", queueBytes: 1 << 20, role: AuditEventPairing.role(of:),
            ownRole: AuditEventPairing.ownRole(of:), report: { report("audit: \($0)") }))
        for record in unclosed {
          if let line = AuditEventPairing.closing(record) { try? log.append(line.span) }
        }
        return log
      } catch AuditOpenFailure.inUse {
        continue
      }
    }
    throw AuditOpenFailure.inUse(path: path)
  }

  /// Writes what is left, at the end of the process.
  package func close() { state.withLock { _ = $0.log?.close() } }
}

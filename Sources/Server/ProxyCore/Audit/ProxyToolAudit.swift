import AuditEvents
package import AuditLog
package import JSONCore
package import ProxyProtocol
import SchemaRuntime
import ToolCalls

/// Where calls of tools over HTTP are recorded. They come from tasks of their own, on any thread, so each event has a
/// writer of its own.
package struct ProxyToolAudit: ToolAudit {
  private let log: AuditLog
  private let refusesOnFailure: Bool

  package init(_ log: AuditLog, refusesOnFailure: Bool) {
    self.log = log
    self.refusesOnFailure = refusesOnFailure
  }

  /// For calls without a request of HTTP; every request has an id of its loop's.
  package func nextID() -> JSONString {
    var ids = RequestIDs(loop: 0)
    return ids.next()
  }

  /// Throws only where nothing may happen unrecorded; elsewhere the log has counted what it lost.
  package func begin(_ event: AuditEvent.Value) throws {
    do throws(AuditRefusal) { try append(event, closesRequest: false) } catch { if refusesOnFailure { throw error } }
  }

  package func end(_ event: AuditEvent.Value) { try? append(event, closesRequest: true) }

  private func append(_ event: AuditEvent.Value, closesRequest: Bool) throws(AuditRefusal) {
    var writer = JSONWriter(capacity: 512)
    event.write(to: &writer)
    try writer.withSpan { (line) throws(AuditRefusal) in try log.append(line, closesRequest: closesRequest) }
  }
}

package import JSONCore
package import ProxyProtocol

/// Where calls of tools are recorded: a folder of the process's own, or the audit of the proxy. Called from any
/// thread.
package protocol ToolAudit: Sendable {
  /// For a call that has no id yet.
  func nextID() -> JSONString

  /// - Throws: why the event was not taken, so that nothing is done.
  func begin(_ event: AuditEvent.Value) throws

  /// It has happened; the log counts what it refuses.
  func end(_ event: AuditEvent.Value)
}

extension AuditFolder: ToolAudit {
  package func begin(_ event: AuditEvent.Value) throws { try append(event) }

  package func end(_ event: AuditEvent.Value) { try? append(event, closesRequest: true) }
}

package import JSONCore
package import ProxyProtocol
import SchemaRuntime
import System

/// A call of a tool as the audit has it: one event before anything is done, one when it is over. The same over MCP and
/// over HTTP; arguments and results are never in it.
package struct ToolCallRecord: Sendable {
  package let id: JSONString
  package let tool: JSONString
  /// Whom the key belongs to, and its public part; nil where no key is asked for.
  package let user: JSONString?
  package let keyID: JSONString?
  /// Nil over standard input and output.
  package let address: JSONString?
  /// Whom its TLS certificate is for; nil where it has shown none.
  package let certificate: JSONString?

  package init(
    id: JSONString, tool: JSONString, user: JSONString?, keyID: JSONString?, address: JSONString?,
    certificate: JSONString? = nil
  ) {
    self.id = id
    self.tool = tool
    self.user = user
    self.keyID = keyID
    self.address = address
    self.certificate = certificate
  }

  package func called() -> AuditEvent.Value { event(.toolCalled) }

  /// - Parameters:
  ///   - error: a code, such as `timed_out`.
  ///   - duration: in nanoseconds.
  package func finished(
    _ status: AuditEvent.ValueStatus, httpStatus: Int? = nil, error: String?, duration: UInt64
  ) -> AuditEvent.Value {
    var event = event(.toolFinished)
    event.status = status
    event.durationUs = Int(clamping: duration / 1000)
    event.httpStatus = httpStatus
    event.error = error.map { JSONString($0) }
    return event
  }

  private func event(_ type: AuditEvent.ValueEventType) -> AuditEvent.Value {
    AuditEvent.Value(
      timestamp: WallClock.timestamp(), requestId: id, eventType: type, operation: .executeTool, user: user,
      keyId: keyID, clientAddress: address, clientCertificate: certificate, tool: tool)
  }
}

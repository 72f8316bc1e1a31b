import AuditEvents
import AuditLog
package import JSONCore
package import KeyStore
import ProxyProtocol
import SchemaRuntime

/// The request that made a provider be asked for its models: without it, the audit would not show why a key was used.
package struct ModelListCause {
  let id: JSONString
  let user: JSONString?
  let keyID: JSONString?
  let address: JSONString

  package init(id: JSONString, key: ClientKey?, address: ClientAddress) {
    self.id = id
    user = key?.name
    keyID = key?.id
    self.address = address.text
  }
}

/// A request for a provider's list of models, as the audit has it: it carries the provider's key.
package struct ModelListRecord {
  private let id: JSONString
  private let provider: JSONString
  private let cause: ModelListCause

  package init(id: JSONString, provider: JSONString, cause: ModelListCause) {
    self.id = id
    self.provider = provider
    self.cause = cause
  }

  /// Both events of a fetch have its own id and name the request that caused it, which has events of its own.
  fileprivate func event(_ type: AuditEvent.ValueEventType, _ loop: LoopContext) -> AuditEvent.Value {
    AuditEvent.Value(
      timestamp: loop.timestamp(), requestId: id, eventType: type, operation: .models, user: cause.user,
      keyId: cause.keyID, clientAddress: cause.address, causedBy: cause.id, provider: provider)
  }
}

extension AuditTrail {
  /// - Throws: when the event cannot be kept and the policy is to do nothing unrecorded.
  package func listAsked(_ record: ModelListRecord, on loop: LoopContext) throws(ProxyFailure) {
    var event = record.event(.requestReceived, loop)
    do { try append(&event, loop) } catch {
      guard refusesOnFailure else { return }
      throw Self.unavailable
    }
  }

  /// - Parameter status: what the provider responded with; nil when it did not.
  package func listReceived(
    _ record: ModelListRecord, _ outcome: RequestOutcome, status: Int?, attempts: Int, error: String?,
    duration: UInt64, on loop: LoopContext
  ) {
    var event = record.event(.requestFinished, loop)
    event.status = outcome.auditStatus
    event.durationUs = Int(clamping: duration / 1000)
    event.attempts = attempts
    if let status, (100...599).contains(status) { event.httpStatus = status }
    event.error = error.map { JSONString($0) }
    try? append(&event, loop, closesRequest: true)
  }
}

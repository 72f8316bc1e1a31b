import KeyStore
package import ProxyProtocol
import SchemaRuntime

/// A request with an event in the audit that is opened before anything is done and closed when all is done. The event
/// stays where it is: a copy of it costs some hundred instructions. It has memory of its own, because both together would
/// be too large for the quick part of the allocator.
package class RecordedRequest: ClientRequest {
  private final class Record {
    var event: AuditEvent.Value
    init(_ event: consuming AuditEvent.Value) { self.event = event }
  }

  private final let record: Record

  /// What is known of the request so far. Its time is that of the request's head, and at the end that of the end.
  package final var event: AuditEvent.Value {
    _read { yield record.event }
    _modify { yield &record.event }
  }

  package override init(_ start: RequestStart) {
    record = Record(
      AuditEvent.Value(
        timestamp: start.loop.context.timestamp(), requestId: start.id, eventType: .requestReceived,
        operation: start.route.operation, user: start.key?.name, keyId: start.key?.id,
        clientAddress: start.stream.address.text, clientCertificate: start.stream.certificate))
    super.init(start)
  }

  /// Writes the event that opens the request.
  ///
  /// - Throws: when it cannot be kept, and nothing may be done unrecorded.
  package final func open() throws(ProxyFailure) {
    let labels = loop.trail.recordedLabels
    if !labels.isEmpty { stream.withHead { labels.note(key, $0, in: &event) } }
    try loop.trail.received(&event, on: loop.context)
  }
}

package import AuditLog
package import JSONCore
import ProxyProtocol
import SchemaRuntime

/// What the events of a killed process meant: which requests it died with.
package enum AuditRoles {
  package static func role(of line: JSONSlice) -> AuditRole {
    var reader = JSONReader(line)
    guard let event = AuditEvent.Value(from: &reader) else { return .other }
    return switch event.eventType {
    case .requestReceived, .toolCalled: .opens(event.requestId.bytes)
    case .requestFinished, .toolFinished: .closes(event.requestId.bytes)
    case .requestRejected: .other
    }
  }

  /// The event that closes a request nobody knows the end of; nil for a line that is no event.
  package static func closing(_ record: UnclosedRecord) -> [UInt8]? {
    guard var event = try? AuditEvent.Value(json: record.line) else { return nil }
    event.eventType = event.eventType == .toolCalled ? .toolFinished : .requestFinished
    event.timestamp = WallClock.timestamp()
    event.status = .unknown
    event.error = "server_killed"
    return event.json()
  }
}

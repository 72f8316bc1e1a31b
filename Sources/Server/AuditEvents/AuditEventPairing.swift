package import AuditLog
package import JSONCore
import ProxyProtocol
import SchemaRuntime
import System

/// What the events of a killed process meant: which requests it died with. `AuditLog` knows nothing of events and
/// asks this.
package enum AuditEventPairing {
  /// The whole event is decoded and checked: lines of files may be anybody's.
  package static func role(of line: JSONSlice) -> AuditRole {
    var reader = JSONReader(line)
    guard let event = AuditEvent.Value(from: &reader) else { return .other }
    return role(of: event.requestId, event.eventType)
  }

  /// The same of an event that this process has written, and which for that is not checked: two members near its
  /// beginning are read, 8,000 instructions less per request.
  package static func ownRole(of line: JSONSlice) -> AuditRole {
    var reader = JSONReader(line.buffer, range: line.range)
    guard reader.beginObject() else { return .other }
    var id = JSONString()
    var type: AuditEvent.ValueEventType?
    var isFirst = true
    while case .name = reader.nextMember(first: isFirst) {
      isFirst = false
      if reader.tokenEquals("request_id") {
        guard reader.string() else { return .other }
        id = reader.takeString()
      } else if reader.tokenEquals("event_type") {
        type = AuditEvent.ValueEventType(from: &reader)
        if type == nil { return .other }
      } else if !reader.passValue() {
        return .other
      }
      if let type, !id.isEmpty { return role(of: id, type) }
    }
    return .other
  }

  /// Where an event has its id, and where it has its type, as the generated writer puts them: behind a time to the
  /// millisecond, and behind an id of `RequestIDs`.
  private static var idStart: Int { 54 }
  private static var idEnd: Int { 84 }
  private static var typeStart: Int { 100 }

  /// The two events that every request has, known by their bytes alone. Nil for any other line.
  package static func ownID(_ line: Span<UInt8>) -> (opens: Bool, id: Range<Int>)? {
    guard line.has(#"","request_id":"req_"#, at: 38), line.has(#"","event_type":""#, at: idEnd) else { return nil }
    if line.has(#"request_received""#, at: typeStart) { return (true, idStart..<idEnd) }
    return line.has(#"request_finished""#, at: typeStart) ? (false, idStart..<idEnd) : nil
  }

  private static func role(of id: JSONString, _ type: AuditEvent.ValueEventType) -> AuditRole {
    switch type {
    case .requestReceived, .toolCalled: .opens(id)
    case .requestFinished, .toolFinished: .closes(id)
    case .requestRejected, .stateDegraded, .stateRestored: .other
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

import AuditLog
import Dispatch
import Glibc
import JSONCore

/// Appends records on several threads until it is killed, and reports each one on standard output after it was taken.
///
/// `audit-writer FOLDER ROUND THREADS`: ids are `ROUND-THREAD-NUMBER`; a request is opened, and most are closed. What
/// an earlier round left open is closed first, as `unknown`.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let threads = Int(arguments[3]) else { exit(64) }
    let configuration = AuditConfiguration(folder: arguments[1], queueBytes: 1 << 18, role: role)
    let (log, unclosed) = try AuditLog.open(configuration)
    for record in unclosed { append("request_unknown", String(decoding: record.id, as: UTF8.self), to: log) }
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for number in 0..<Int.max {
        let id = "\(arguments[2])-\(thread)-\(number)"
        append("request_received", id, to: log)
        if number % 7 != 0 { append("request_finished", id, to: log) }
      }
    }
  }

  /// Appends one record, waiting while the queue is full, and acknowledges it.
  private static func append(_ type: String, _ id: String, to log: AuditLog) {
    let padding = String(repeating: "x", count: abs(id.hashValue % 300))
    let line = Array(#"{"event_type":"\#(type)","request_id":"\#(id)","padding":"\#(padding)"}"#.utf8)
    while true {
      do {
        try log.append(line.span)
        break
      } catch {
        switch error {
        case .queueFull, .stalled: usleep(500)
        default: exit(1)
        }
      }
    }
    let acknowledgement = Array("\(type) \(id)\n".utf8)
    guard unsafe write(1, acknowledgement, acknowledgement.count) == acknowledgement.count else { exit(2) }
  }

  private static func role(_ line: JSONSlice) -> AuditRole {
    var reader = JSONReader(line)
    guard reader.beginObject(), reader.key(), reader.string() else { return .other }
    let opens = reader.tokenEquals("request_received")
    guard reader.comma(), reader.key(), reader.string() else { return .other }
    let id = reader.takeString()
    return opens ? .opens(id) : .closes(id)
  }
}

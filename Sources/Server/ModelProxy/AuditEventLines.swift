import AuditLog
import EventLog
import System

/// What the audit reports while it works, in the operator's words: with the reason as the C library gives it, what it
/// means for clients, and what to do.
struct AuditEventLines: Sendable {
  let folder: String
  /// `audit.onFailure`: what clients see of a stall.
  let refusesOnFailure: Bool
  let log: any ProxyLog

  /// On the audit's own thread, which waits for nothing here.
  func report(_ notice: AuditNotice) {
    let (level, message, fields) = line(notice)
    log.log(level, message, [("folder", .text(folder))] + fields)
  }

  private var effect: String { refusesOnFailure ? "requests are refused until it can be" : "requests are not recorded" }

  private func line(_ notice: AuditNotice) -> (LogLevel, String, [(StaticString, LogValue)]) {
    switch notice {
    case .stalled(let code):
      return (.error, "the audit log cannot be written: \(effect)", [Self.reason(code)])
    case .resumed:
      return (.notice, "the audit log can be written again", [])
    case .failed(let operation, let code):
      let message = "the audit log's disk has failed and is not used again: repair it and restart"
      return (.error, message, [("operation", .text(operation)), Self.reason(code)])
    case .recovered(let records, let unfinished):
      let fields: [(StaticString, LogValue)] = [("records", .integer(records)), ("unfinished", .integer(unfinished))]
      return (.notice, "audit records of an earlier process have been written", fields)
    case .torn(let file, let torn, let bytes):
      let fields: [(StaticString, LogValue)] = [
        ("file", .text(file)), ("moved_to", .text(torn)), ("bytes", .integer(bytes)),
      ]
      return (.warning, "the end of an audit file was not whole and has been moved aside", fields)
    case .shortened(let file, let expected, let found):
      let fields: [(StaticString, LogValue)] = [
        ("file", .text(file)), ("expected_bytes", .integer(expected)), ("bytes", .integer(found)),
      ]
      return (.error, "an audit file is shorter than what was written to it: somebody else has cut it", fields)
    case .ahead(let file, let now):
      let message = "an audit file of a day that has not come yet was renamed: the clock was wrong"
      return (.warning, message, [("file", .text(file)), ("renamed_to", .text(now))])
    case .retentionHeld:
      return (.warning, "the clock went forward by more than two days: no audit file is deleted", [])
    case .retired(let file):
      return (.info, "an audit file is older than audit.retentionDays and was deleted", [("file", .text(file))])
    case .retentionFailed(let file, let code):
      return (.warning, "an old audit file cannot be deleted", [("file", .text(file)), Self.reason(code)])
    }
  }

  private static func reason(_ code: CInt) -> (StaticString, LogValue) {
    ("reason", .text("\(SystemError(code: code))"))
  }
}

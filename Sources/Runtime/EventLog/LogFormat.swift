import Glibc
import System

/// How lines on standard error look.
package enum LogFormat: UInt8, CaseIterable, Sendable {
  /// For people: time, level, message, then fields as `name=value`.
  case text
  /// One JSON object a line, fields beside `timestamp`, `level` and `message`.
  case json
  /// For systemd's journal, which has a time of its own: the severity in angle brackets, message, fields as in `text`.
  case journald

  package var name: StaticString {
    switch self {
    case .text: "text"
    case .json: "json"
    case .journald: "journald"
    }
  }

  /// What a descriptor asks for where nothing is configured: `journald` where systemd says that it leads to the journal,
  /// `text` on a terminal, `json` elsewhere, which is most often a collector of logs.
  ///
  /// - Parameter variable: of the environment.
  package static func detected(_ descriptor: CInt, _ variable: (String) -> String?) -> LogFormat {
    if let journal = variable("JOURNAL_STREAM"), let status = try? FileStatus(descriptor),
      // systemd passes the variable on to what a service starts, so that it may be of another stream than this one.
      journal.utf8.elementsEqual("\(status.device):\(status.inode)".utf8)
    {
      return .journald
    }
    return isatty(descriptor) == 1 ? .text : .json
  }
}

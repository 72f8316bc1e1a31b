import Glibc
import System

/// Why a log could not be opened.
package enum AuditOpenFailure: Error, Sendable, Equatable {
  /// Another process has this folder.
  case inUse(path: String)
  /// The queue file is none of ours: it has to be moved away by hand.
  case damagedQueue(path: String)
  /// Others than its owner may write to the folder, and could change or remove what is recorded.
  case exposed(path: String, mode: UInt32)
  /// A system call failed with this `errno`.
  case system(operation: String, path: String, code: Int32)
}

extension AuditOpenFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .inUse(let path):
      "the audit folder \(path) is locked by another process: stop that process, or configure another folder"
    case .damagedQueue(let path):
      "\(path) is not an audit queue, or is damaged: move it aside; nothing in it can be recovered"
    case .exposed(let path, let mode):
      "others may write to the audit's folder \(path) (mode \(String(mode, radix: 8))) and could change what is recorded: "
        + "chmod go-w \(path), or configure a folder inside it"
    case .system(let operation, let path, let code):
      "the audit in \(path) cannot be opened (\(operation): \(SystemError(code: code))): check its permissions and the space on its disk"
    }
  }
}

extension AuditOpenFailure {
  static func last(_ operation: String, _ path: String) -> AuditOpenFailure {
    .system(operation: operation, path: path, code: errno)
  }
}

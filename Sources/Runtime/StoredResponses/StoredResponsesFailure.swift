package import System

/// Why the file could not be opened. A damaged file is no reason: see `StoredResponsesNotice`.
package enum StoredResponsesFailure: Error, Equatable, Sendable {
  /// Another process has it.
  case inUse(path: String)
  /// Others than this user own it or may write it, and could name owners as they like.
  case exposed(path: String)
  /// A folder, a pipe, a device.
  case notRegular(path: String)
  case system(path: String, SystemError)
}

extension StoredResponsesFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .inUse(let path):
      "the list of stored responses \(path) is locked by another process; it was left as it is. Stop that process, or"
        + " configure another folder"
    case .exposed(let path):
      "the list of stored responses \(path) belongs to another user, or others may write it, and what it says decides"
        + " who may read which response; it was left as it is. Remove the permission (chmod go-w), or move it aside"
    case .notRegular(let path):
      "the list of stored responses \(path) is not a regular file. Move it aside, or configure another folder"
    case .system(let path, let error):
      "the list of stored responses \(path) cannot be opened (\(error)): check that this user may write there, and the"
        + " space on the disk"
    }
  }
}

/// What is reported for the log. Nothing of it harms a request.
package enum StoredResponsesNotice: Equatable, Sendable {
  /// Lines of the file could not be read; the other ones count, and the file is written anew.
  case damaged(path: String, lines: Int)
  /// No line of the file was one of ours; it has another name now.
  case setAside(path: String, now: String)
  /// The file cannot be written; ids are known in memory meanwhile, and are written when it can be again.
  case failing(path: String, SystemError)
  /// The file has everything again.
  case resumed(path: String)
}

extension StoredResponsesNotice: CustomStringConvertible {
  package var description: String {
    switch self {
    case .damaged(let path, let lines):
      "the list of stored responses \(path) is damaged: \(lines) of its lines could not be read, and the responses they"
        + " name are unknown to clients now. All others are known. The file is written anew; check the disk"
    case .setAside(let path, let now):
      "the list of stored responses \(path) has no line that could be read; it was renamed to \(now), and the list"
        + " begins empty. Check the disk, and delete that file when it is of no use"
    case .failing(let path, let error):
      "the list of stored responses \(path) cannot be written (\(error)); responses are remembered in memory and would"
        + " be unknown after a restart. Free some space or repair the disk: it is tried again every second"
    case .resumed(let path): "the list of stored responses \(path) is written again and complete"
    }
  }
}

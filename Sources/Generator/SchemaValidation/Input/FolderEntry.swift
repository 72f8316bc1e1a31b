import System

/// A name in a folder.
struct FolderEntry: Equatable {
  enum Kind {
    /// Anything that can be opened and read: a regular file, a pipe, a device.
    case file
    case folder
  }

  let name: String
  let kind: Kind
}

extension DocumentFiles {
  /// What a path leads to, links followed; nil when it leads nowhere.
  /// Every failure is "nothing there": who opens the path next gets the system's reason, with the name that was given.
  static func kind(_ path: String) -> FolderEntry.Kind? {
    FileStatus(path).map { $0.kind == .folder ? .folder : .file }
  }

  /// What changes when a file is written again: its identity, size and time of change. Nil when it is not there.
  /// All three, because each by itself stays the same somewhere: the inode when a file is written in place, the size for
  /// a digit changed, the time on file systems that count in seconds.
  static func stamp(_ path: String) -> [Int]? {
    FileStatus(path).map { [Int(truncatingIfNeeded: $0.inode), $0.size, $0.modified] }
  }

  /// The regular files and folders in a folder, by the bytes of their names. A link counts as the file it leads to,
  /// and is left out when it leads to a folder; a name that is not UTF-8 cannot be passed on and is a failure.
  static func entries(_ folder: String) throws(FileFailure) -> [FolderEntry] {
    let names: [[UInt8]]
    do { names = try Folders.names(in: folder) } catch {
      throw FileFailure(path: folder, reason: error.description)
    }
    var entries: [FolderEntry] = []
    for bytes in names {
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw FileFailure(path: folder, reason: "has a file whose name is not UTF-8")
      }
      if let kind = kind(listed: folder + "/" + name) { entries.append(FolderEntry(name: name, kind: kind)) }
    }
    // The order of a folder is the file system's and differs from machine to machine; results in CI must not.
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func kind(listed path: String) -> FolderEntry.Kind? {
    switch FileStatus(ofLink: path)?.kind {
    case .folder: return .folder
    case .regular: return .file
    case .link:
      // A link that leads nowhere is kept: reading it says why.
      guard let target = FileStatus(path) else { return .file }
      return target.kind == .regular ? .file : nil
    case .other, nil: return nil
    }
  }
}

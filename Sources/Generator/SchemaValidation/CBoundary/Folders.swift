// Every pointer here is lent for one call; `readdir`'s entry is read before the next one.
import Glibc
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
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// What changes when a file is written again: its identity, size and time of change. Nil when it is not there.
  /// All four, because each by itself stays the same somewhere: the inode when a file is written in place, the size for
  /// a digit changed, the time on file systems that count in seconds.
  static func stamp(_ path: String) -> [Int]? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return [
      Int(truncatingIfNeeded: status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
    ]
  }

  /// The regular files and folders in a folder, by the bytes of their names. A link counts as the file it leads to,
  /// and is left out when it leads to a folder; a name that is not UTF-8 cannot be passed on and is a failure.
  static func entries(_ folder: String) throws(FileFailure) -> [FolderEntry] {
    guard let handle = unsafe opendir(folder) else {
      throw FileFailure(path: folder, reason: SystemError(code: errno).description)
    }
    defer { unsafe closedir(handle) }
    var entries: [FolderEntry] = []
    while true {
      // Its end and its failure look alike.
      errno = 0
      guard let entry = unsafe readdir(handle) else { break }
      let bytes = unsafe nameBytes(entry)
      if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw FileFailure(path: folder, reason: "has a file whose name is not UTF-8")
      }
      if let kind = unsafe kind(of: name, in: dirfd(handle)) { entries.append(FolderEntry(name: name, kind: kind)) }
    }
    if errno != 0 { throw FileFailure(path: folder, reason: SystemError(code: errno).description) }
    // The order of a folder is the file system's and differs from machine to machine; results in CI must not.
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The bytes of an entry's name. An entry is only as long as its name needs, so that the 256 bytes which its type
  /// says would reach beyond what was read: the field is not copied, its address is computed and read up to the NUL.
  private static func nameBytes(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    let start = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
  }

  private static func kind(of name: String, in folder: Int32) -> FolderEntry.Kind? {
    var status = stat()
    guard unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file
    case S_IFLNK:
      // A link that leads nowhere is kept: reading it says why.
      guard unsafe fstatat(folder, name, &status, 0) == 0 else { return .file }
      return status.st_mode & S_IFMT == S_IFREG ? .file : nil
    default: return nil
    }
  }
}

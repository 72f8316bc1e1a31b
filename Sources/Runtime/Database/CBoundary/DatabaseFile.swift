// Every pointer here is lent for one call.
import Glibc
import System

/// The file system side of a database: owner-only creation, identity and size.
package enum DatabaseFile {
  /// Device and inode, to notice that somebody moved or replaced the file under an open connection.
  struct Identity: Equatable {
    let device: UInt
    let inode: UInt
  }

  /// Makes missing parent directories (mode 0700) and the file (mode 0600). What already exists keeps its mode.
  static func createIfMissing(_ path: String) throws(SystemError) {
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.utf8.startIndex {
      try Folders.make(String(path[..<slash]))
    }
    let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    var descriptor = unsafe open(path, flags, 0o600)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(path, flags, 0o600) }
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw SystemError(code: errno)
    } else if let found = FileStatus(path), found.kind != .regular {
      // Opening a named pipe would wait for ever.
      throw SystemError(code: found.kind == .folder ? EISDIR : EINVAL)
    }
  }

  /// Nil when there is no such file.
  static func identity(_ path: String) -> Identity? {
    FileStatus(path).map { Identity(device: $0.device, inode: $0.inode) }
  }

  /// Whether every user of the machine may write the file, whatever its directory allows.
  static func isWritableByOthers(_ path: String) -> Bool {
    FileStatus(path).map { $0.permissions & UInt32(S_IWOTH) != 0 } ?? false
  }

  /// Bytes; 0 when there is no such file.
  package static func size(_ path: String) -> Int64 { FileStatus(path).map { Int64($0.size) } ?? 0 }
}

// Every pointer here is lent for one call.
import Glibc

/// The file system side of a database: owner-only creation, identity and size.
package enum DatabaseFile {
  /// Device and inode, to notice that somebody moved or replaced the file under an open connection.
  struct Identity: Equatable {
    let device: UInt64
    let inode: UInt64
  }

  /// Makes missing parent directories (mode 0700) and the file (mode 0600). What already exists keeps its mode.
  ///
  /// - Throws: the `errno` of the step that failed.
  static func createIfMissing(_ path: String) throws(Errno) {
    for parent in parents(of: path) where unsafe mkdir(parent, 0o700) != 0 && errno != EEXIST {
      throw Errno(number: errno)
    }
    let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    var descriptor = unsafe open(path, flags, 0o600)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(path, flags, 0o600) }
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw Errno(number: errno)
    } else if let found = status(path), found.st_mode & S_IFMT != S_IFREG {
      // Opening a named pipe would wait for ever.
      throw Errno(number: found.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
  }

  /// Nil when there is no such file.
  static func identity(_ path: String) -> Identity? {
    status(path).map { Identity(device: UInt64($0.st_dev), inode: UInt64($0.st_ino)) }
  }

  /// Whether every user of the machine may write the file, whatever its directory allows.
  static func isWritableByOthers(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IWOTH != 0 } ?? false }

  /// Bytes; 0 when there is no such file.
  package static func size(_ path: String) -> Int64 { status(path).map { Int64($0.st_size) } ?? 0 }

  private static func status(_ path: String) -> stat? {
    var found = stat()
    return unsafe stat(path, &found) == 0 ? found : nil
  }

  /// `/a`, `/a/b` for `/a/b/file`, outermost first.
  private static func parents(of path: String) -> [String] {
    let bytes = Array(path.utf8)
    return bytes.indices.dropFirst().filter { bytes[$0] == UInt8(ascii: "/") && bytes[$0 - 1] != UInt8(ascii: "/") }
      .map { String(decoding: bytes[..<$0], as: UTF8.self) }.filter { $0 != "." && $0 != ".." }
  }
}

/// A system error number.
struct Errno: Error, Equatable {
  let number: Int32
}

// Every path here is lent for one call; a descriptor is used by methods that keep its object alive to their end.
import Glibc
import System

/// An open file, closed with this object: read from its beginning, written at its end.
final class JournalFile: Sendable {
  private let descriptor: CInt

  /// Opens a file, made with mode 0600 when it is missing. A link is not followed, and a pipe makes nobody wait.
  ///
  /// - Parameter isNew: It must not exist yet.
  init(_ path: String, isNew: Bool = false) throws(SystemError) {
    let flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK | (isNew ? O_EXCL : 0)
    var opened = unsafe open(path, flags, 0o600)
    while opened < 0, errno == EINTR { opened = unsafe open(path, flags, 0o600) }
    if opened < 0 { throw SystemError(code: errno) }
    descriptor = opened
  }

  /// A child process that was just started has the descriptor too until it runs its program: the lock would last as
  /// long.
  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Takes the file's lock, which ends with this object. False when another process has it.
  func lock() throws(SystemError) -> Bool {
    defer { extendLifetime(self) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return false }
      if errno != EINTR { throw SystemError(code: errno) }
    }
    return true
  }

  func status() throws(SystemError) -> FileStatus {
    defer { extendLifetime(self) }
    return try FileStatus(descriptor)
  }

  /// The next bytes, at most `limit`; none at the end.
  func read(atMost limit: Int) throws(SystemError) -> [UInt8] {
    defer { extendLifetime(self) }
    return try Files.readAll(descriptor, limit: limit, expected: limit)
  }

  /// Adds bytes at the end. What was written before a failure stays there.
  func append(_ bytes: [UInt8]) throws(SystemError) {
    defer { extendLifetime(self) }
    try Files.writeAll(bytes, to: descriptor)
  }

  /// Cuts the end off.
  func truncate(to size: Int) throws(SystemError) {
    defer { extendLifetime(self) }
    while ftruncate(descriptor, size) != 0 { if errno != EINTR { throw SystemError(code: errno) } }
  }

  /// Waits until the content is on the disk.
  func sync() throws(SystemError) {
    defer { extendLifetime(self) }
    if fdatasync(descriptor) != 0 { throw SystemError(code: errno) }
  }

  /// Gives a file another name in one step; what had that name is gone.
  static func rename(_ path: String, to other: String) throws(SystemError) {
    if unsafe Glibc.rename(path, other) != 0 { throw SystemError(code: errno) }
  }

  /// Removes a file, if there is one.
  static func remove(_ path: String) throws(SystemError) {
    if unsafe unlink(path) != 0, errno != ENOENT { throw SystemError(code: errno) }
  }
}

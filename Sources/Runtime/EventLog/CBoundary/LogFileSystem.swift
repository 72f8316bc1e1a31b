// Every pointer here is lent for one call.
import Glibc

/// The system calls of the log, each with its `errno` as the error.
enum LogFileSystem {
  struct Failure: Error {
    let code: CInt

    static var last: Failure { Failure(code: errno) }
  }

  /// What distinguishes one file from another, and how long it is in bytes.
  struct Status: Equatable {
    let device: UInt
    let inode: UInt
    let size: Int
  }

  /// Opens a file to append to, made with mode 0600 when it is missing. Does not wait for a pipe's reader (O_NONBLOCK)
  /// and is not handed on to programs (O_CLOEXEC).
  static func openForAppending(_ path: String) throws(Failure) -> CInt {
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
    var descriptor = unsafe open(path, flags, 0o600)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(path, flags, 0o600) }
    if descriptor < 0 { throw .last }
    return descriptor
  }

  /// Its result is of no use: everything has been written by then.
  static func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }

  /// Makes a directory with mode 0700; one that exists is left as it is.
  static func makeDirectory(_ path: String) throws(Failure) {
    if unsafe mkdir(path, 0o700) < 0, errno != EEXIST { throw .last }
  }

  static func rename(_ path: String, to other: String) throws(Failure) {
    if unsafe Glibc.rename(path, other) < 0 { throw .last }
  }

  static func status(_ descriptor: CInt) throws(Failure) -> Status {
    var result = stat()
    if unsafe fstat(descriptor, &result) < 0 { throw .last }
    return Status(device: UInt(result.st_dev), inode: UInt(result.st_ino), size: Int(result.st_size))
  }

  static func status(_ path: String) throws(Failure) -> Status {
    var result = stat()
    if unsafe stat(path, &result) < 0 { throw .last }
    return Status(device: UInt(result.st_dev), inode: UInt(result.st_ino), size: Int(result.st_size))
  }
}

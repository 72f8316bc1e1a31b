// Every pointer here is lent for one call.
import Glibc
import System

/// What the log does with its file beyond what `System` has.
enum LogFileSystem {
  /// Opens a file to append to, made with mode 0600 when it is missing. Does not wait for a pipe's reader (O_NONBLOCK)
  /// and is not handed on to programs (O_CLOEXEC).
  static func openForAppending(_ path: String) throws(SystemError) -> CInt {
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
    var descriptor = unsafe open(path, flags, 0o600)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(path, flags, 0o600) }
    if descriptor < 0 { throw SystemError(code: errno) }
    return descriptor
  }

  /// Its result is of no use: everything has been written by then.
  static func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }

  static func rename(_ path: String, to other: String) throws(SystemError) {
    if unsafe Glibc.rename(path, other) < 0 { throw SystemError(code: errno) }
  }
}

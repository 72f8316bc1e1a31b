// Every pointer here is lent for one call; what the library allocated is copied and freed.
import Glibc
package import SchemaValidation

/// Replaces files so that no moment shows half of one.
package enum AtomicFile {
  /// Runs `body` with a descriptor of a new file beside `path`, which takes the place of `path` when it returns 0.
  ///
  /// A symbolic link stays one: the file it leads to is replaced. The mode is kept. When anything fails (`body` returns
  /// an `errno`, or the disk is full) the old file is untouched and the new one is gone.
  ///
  /// `creating`: whether a file that is not there is made, with the usual mode.
  package static func replace(
    _ path: String, creating: Bool = false, _ body: (Int32) -> Int32
  ) throws(FileFailure) {
    let isNew = unsafe creating && access(path, F_OK) != 0
    let target = isNew ? path : try resolved(path)
    let temporary = "\(target).securellm-\(getpid())"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    var descriptor = unsafe open(temporary, flags, 0o600)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(temporary, flags, 0o600) }
    guard descriptor >= 0 else { throw FileFailure(path: path, reason: "cannot be replaced: " + Files.reason(errno)) }
    var code = body(descriptor)
    if code == 0 { code = isNew ? usualMode(descriptor) : keepMode(of: target, on: descriptor) }
    if code == 0, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, unsafe rename(temporary, target) != 0 { code = errno }
    guard code == 0 else {
      _ = unsafe unlink(temporary)
      throw FileFailure(path: path, reason: "cannot be replaced: " + Files.reason(code))
    }
  }

  private static func resolved(_ path: String) throws(FileFailure) -> String {
    guard let real = unsafe realpath(path, nil) else { throw FileFailure(path: path, reason: Files.reason(errno)) }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// What a new file gets: read and write for all, less the process's mask.
  private static func usualMode(_ descriptor: Int32) -> Int32 {
    let mask = umask(0)
    _ = umask(mask)
    return fchmod(descriptor, 0o666 & ~mask) == 0 ? 0 : errno
  }

  private static func keepMode(of path: String, on descriptor: Int32) -> Int32 {
    var status = stat()
    guard unsafe stat(path, &status) == 0, fchmod(descriptor, status.st_mode & 0o7777) == 0 else { return errno }
    return 0
  }
}

// Every pointer here is lent for one call; what the library allocated is copied and freed.
import Glibc
package import SchemaValidation
import System

/// Replaces files so that no moment shows half of one.
/// Whoever reads at that moment (a build, an editor, `--watch`) has the old text or the new one. The file gets another
/// inode: links to it on the same file system (hard links) stay with the old text.
package enum AtomicFile {
  /// Runs `body` with a descriptor of a new file beside `path`, which replaces `path` when it returns 0.
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
    // In the same folder, because a file can only be renamed within its file system; with the process's number, so that
    // two runs do not share one.
    let temporary = "\(target).securellm-\(getpid())"
    // Only a file that is new: somebody else could have put a link of that name into a shared folder.
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    // For the owner alone until the mode of the old file is known.
    var descriptor = unsafe open(temporary, flags, 0o600)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(temporary, flags, 0o600) }
    guard descriptor >= 0 else {
      throw FileFailure(path: path, reason: "cannot be replaced: " + SystemError(code: errno).description)
    }
    var code = body(descriptor)
    if code == 0 { code = isNew ? usualMode(descriptor) : keepMode(of: target, on: descriptor) }
    // Before the rename: after a loss of power the new name must not lead to a file that is empty.
    if code == 0, fsync(descriptor) != 0 { code = errno }
    // Some file systems report only here that the disk is full.
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, unsafe rename(temporary, target) != 0 { code = errno }
    guard code == 0 else {
      _ = unsafe unlink(temporary)
      throw FileFailure(path: path, reason: "cannot be replaced: " + SystemError(code: code).description)
    }
  }

  /// The target of a link and not the link, which a rename would replace by a file.
  private static func resolved(_ path: String) throws(FileFailure) -> String {
    guard let real = unsafe realpath(path, nil) else {
      throw FileFailure(path: path, reason: SystemError(code: errno).description)
    }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// What a new file gets: read and write for all, less the process's mask.
  private static func usualMode(_ descriptor: Int32) -> Int32 {
    // There is no call that only reads the mask.
    let mask = umask(0)
    _ = umask(mask)
    return fchmod(descriptor, 0o666 & ~mask) == 0 ? 0 : errno
  }

  /// Owner and extended attributes are the process's own: only root could give a file away.
  private static func keepMode(of path: String, on descriptor: Int32) -> Int32 {
    var status = stat()
    guard unsafe stat(path, &status) == 0, fchmod(descriptor, status.st_mode & 0o7777) == 0 else { return errno }
    return 0
  }
}

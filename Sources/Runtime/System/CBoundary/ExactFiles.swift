// Every pointer here is lent to the kernel for one call; a descriptor is closed after the last use of it.
import Glibc

/// Files of somebody else that are changed only as long as they are what was read: an editor may write its settings at
/// the same moment.
extension Files {
  /// Puts a file in the place of another in one step, its mode kept and synced before. A link stays one: the file it
  /// leads to is replaced.
  ///
  /// - Parameter expected: what the file holds; nil when there is none.
  /// - Returns: false when it holds something else; nothing has been changed then.
  package static func replace(
    _ path: String, holding expected: [UInt8]?, with bytes: [UInt8]
  ) throws(SystemError) -> Bool {
    let target = expected == nil ? path : try resolved(path)
    let fresh = "\(target).securellm-\(getpid())-\(RandomBits.word())"
    let mode = FileStatus(target)?.permissions ?? usualMode
    guard try create(fresh, bytes, mode: mode) else { throw SystemError(code: EEXIST) }
    defer { unsafe unlink(fresh) }
    guard let expected else {
      // A link and not a rename: that would replace what has come into being meanwhile.
      if unsafe link(fresh, target) == 0 { return true }
      if errno == EEXIST { return false }
      throw .last
    }
    guard holds(target, expected) else { return false }
    if unsafe rename(fresh, target) != 0 { throw .last }
    return true
  }

  /// Takes a file away.
  ///
  /// - Returns: false when it holds something else than `expected`.
  package static func remove(_ path: String, holding expected: [UInt8]) throws(SystemError) -> Bool {
    guard holds(path, expected) else { return false }
    if unsafe unlink(path) != 0 { throw .last }
    return true
  }

  /// Makes a file with exactly that mode.
  ///
  /// - Returns: false when the name is taken.
  package static func create(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(SystemError) -> Bool {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    var descriptor = unsafe open(path, flags, 0o600)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(path, flags, 0o600) }
    if descriptor < 0 { if errno == EEXIST { return false } else { throw .last } }
    do throws(SystemError) {
      defer { close(descriptor) }
      try writeAll(bytes, to: descriptor)
      // After a loss of power the new name must not lead to a file that is empty.
      if fchmod(descriptor, mode) != 0 || fsync(descriptor) != 0 { throw .last }
    } catch {
      unsafe unlink(path)
      throw error
    }
    return true
  }

  private static func holds(_ path: String, _ expected: [UInt8]) -> Bool {
    (try? read(path, limit: expected.count)) == expected
  }

  /// Read and write for all, less the process's mask.
  private static var usualMode: UInt32 {
    // There is no call that only reads the mask.
    let mask = umask(0)
    _ = umask(mask)
    return 0o666 & ~mask
  }

  /// Where a path leads when all links are followed.
  package static func resolved(_ path: String) throws(SystemError) -> String {
    guard let real = unsafe realpath(path, nil) else { throw .last }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }
}

extension Files {
  /// Takes a file away, whatever it holds.
  package static func remove(_ path: String) throws(SystemError) {
    if unsafe unlink(path) != 0 { throw .last }
  }
}

import Glibc

/// The system calls behind `ProgramHome` and `GitGuardFolder`. Each lends a path to the kernel for one call.
enum DirectoryCalls {
  struct Status {
    let isDirectory: Bool
    /// Owned by this user, and nobody else may write.
    let isPrivate: Bool
  }

  /// Nil when there is nothing of that name. A symbolic link is not followed.
  static func status(_ path: String) -> Status? {
    var found = stat()
    guard unsafe lstat(path, &found) == 0 else { return nil }
    return Status(
      isDirectory: found.st_mode & S_IFMT == S_IFDIR,
      isPrivate: found.st_uid == geteuid() && found.st_mode & (S_IWGRP | S_IWOTH) == 0)
  }

  /// Makes the directory and missing ones above it, mode 0700. True when it is there afterwards.
  static func make(_ path: String) -> Bool {
    let bytes = Array(path.utf8)
    let borders = bytes.indices.dropFirst().filter { bytes[$0] == UInt8(ascii: "/") } + [bytes.count]
    for border in borders {
      let directory = String(decoding: bytes[..<border], as: UTF8.self)
      guard unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST else { return false }
    }
    return true
  }

  /// Where a symbolic link points; nil for anything else.
  static func linkTarget(_ path: String) -> String? {
    // The kernel keeps targets shorter than a page.
    var target = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &target, target.count)
    guard count > 0, count < target.count else { return nil }
    return String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  /// Puts a symbolic link at `path`, in one step, so that no moment is without one.
  static func replaceLink(_ path: String, target: String) -> Bool {
    let fresh = path + ".\(getpid()).\(UInt32.random(in: 0...UInt32.max))"
    guard unsafe symlink(target, fresh) == 0 else { return false }
    if unsafe rename(fresh, path) == 0 { return true }
    unsafe unlink(fresh)
    return false
  }
}

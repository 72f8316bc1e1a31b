import Glibc

/// The two system calls behind `ProgramHome`. Each lends a path to the kernel for one call.
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
}

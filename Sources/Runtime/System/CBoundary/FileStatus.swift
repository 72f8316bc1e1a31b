// Each call lends the kernel a path and a structure of its frame, which is looked at only when the call succeeded.
import Glibc

/// What the kernel says about a file.
package struct FileStatus: Equatable, Sendable {
  package enum Kind: Sendable {
    case regular, folder, link
    /// A pipe, a socket or a device.
    case other
  }

  package let kind: Kind
  /// The twelve mode bits.
  package let permissions: UInt32
  /// The user who owns it.
  package let owner: UInt32
  /// In bytes.
  package let size: Int
  /// What distinguishes one file from another, whatever its name.
  package let device: UInt
  package let inode: UInt
  /// Of the last change of its content, in nanoseconds since 1970.
  package let modified: Int
  /// Of the last change of its content, its owner, its mode or its name, in nanoseconds since 1970. Unlike `modified`,
  /// no program can set it.
  package let changed: Int

  /// What the path leads to, links followed; nil when it leads nowhere or cannot be looked at.
  package init?(_ path: String) {
    var found = stat()
    guard unsafe stat(path, &found) == 0 else { return nil }
    self.init(found)
  }

  /// What has the name itself, a link included.
  package init?(ofLink path: String) {
    var found = stat()
    guard unsafe lstat(path, &found) == 0 else { return nil }
    self.init(found)
  }

  package init(_ descriptor: CInt) throws(SystemError) {
    var found = stat()
    if unsafe fstat(descriptor, &found) != 0 { throw .last }
    self.init(found)
  }

  /// What has a name in an open folder, a link included.
  init?(_ folder: CInt, _ name: [UInt8]) {
    var found = stat()
    let name = name.map { CChar(bitPattern: $0) } + [0]
    guard unsafe fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    self.init(found)
  }

  private init(_ found: stat) {
    kind =
      switch found.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    permissions = found.st_mode & 0o7777
    owner = found.st_uid
    size = Int(found.st_size)
    device = UInt(found.st_dev)
    inode = UInt(found.st_ino)
    modified = found.st_mtim.tv_sec * 1_000_000_000 + found.st_mtim.tv_nsec
    changed = found.st_ctim.tv_sec * 1_000_000_000 + found.st_ctim.tv_nsec
  }

  /// Owned by this user, and nobody else may write.
  package var isPrivate: Bool { owner == geteuid() && permissions & UInt32(S_IWGRP | S_IWOTH) == 0 }

  /// Owned by this user or by root, and nobody else may write.
  package var isTrusted: Bool { (owner == geteuid() || owner == 0) && permissions & UInt32(S_IWGRP | S_IWOTH) == 0 }

  /// Everybody on the machine may write.
  package var isWritableByAll: Bool { permissions & UInt32(S_IWOTH) != 0 }
}

/// What this process may do with a path, by the kernel's rules: mode bits, mount options, access lists.
package enum FileAccess {
  package static func exists(_ path: String) -> Bool { may(path, F_OK) }

  package static func mayExecute(_ path: String) -> Bool { may(path, X_OK) }

  /// Whether names in the folder may be made and removed.
  package static func mayChange(folder path: String) -> Bool { may(path, W_OK | X_OK) }

  /// Why names in the folder cannot be made and removed; nil when they can.
  static func failure(changing folder: String) -> SystemError? {
    unsafe access(folder, W_OK | X_OK) == 0 ? nil : .last
  }

  package static func mayReadAndWrite(_ path: String) -> Bool { may(path, R_OK | W_OK) }

  package static func mayWrite(_ path: String) -> Bool { may(path, W_OK) }

  private static func may(_ path: String, _ mode: CInt) -> Bool { unsafe access(path, mode) == 0 }
}

import CProcessControl
import Glibc

/// The calls behind `ProjectFolder`. Each lends a path to the kernel for one call; descriptors only name a path
/// (`O_PATH`): nothing is read through them.
enum FolderCalls {
  static let pathFlag = process_control_path
  static let noEntry = ENOENT
  static let notFolder = ENOTDIR
  static let tooLong = ENAMETOOLONG
  static let denied = EACCES
  static let noSuchCall = ENOSYS
  static let notPermitted = EPERM
  static let invalid = EINVAL
  static let crossing = EXDEV
  static let loop = ELOOP

  static func openFolder(_ path: String) -> Int32? {
    let descriptor = unsafe Glibc.open(path, pathFlag | O_DIRECTORY | O_CLOEXEC)
    return descriptor < 0 ? nil : descriptor
  }

  /// The entry itself, also where it is a link.
  static func open(_ folder: Int32, _ name: [UInt8]) -> (descriptor: Int32?, error: Int32) {
    let descriptor = unsafe withCString(name) {
      unsafe openat(folder, $0, pathFlag | O_NOFOLLOW | O_CLOEXEC)
    }
    return descriptor < 0 ? (nil, errno) : (descriptor, 0)
  }

  static func duplicate(_ descriptor: Int32) -> Int32? {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    return copy < 0 ? nil : copy
  }

  static func isFolder(_ descriptor: Int32) -> Bool {
    var found = stat()
    return unsafe fstat(descriptor, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
  }

  static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  /// Where a link points, nil for anything else.
  static func linkTarget(_ descriptor: Int32) -> [UInt8]? {
    var found = stat()
    guard unsafe fstat(descriptor, &found) == 0, found.st_mode & S_IFMT == S_IFLNK else { return nil }
    // The kernel keeps targets shorter than a page.
    var target = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlinkat(descriptor, "", &target, target.count)
    // What cannot be read counts as a link to the root: outside of every folder.
    guard count > 0 else { return Array("/".utf8) }
    return target.prefix(count).map { UInt8(bitPattern: $0) }
  }

  /// Whether the descriptor is the file that `folder` has under `name`.
  static func isSame(_ descriptor: Int32, as name: [UInt8], in folder: Int32) -> Bool {
    var one = stat()
    var other = stat()
    guard unsafe withCString(name, { unsafe fstatat(folder, $0, &other, AT_SYMLINK_NOFOLLOW) }) == 0,
      unsafe fstat(descriptor, &one) == 0
    else { return false }
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino
  }

  /// Resolves the path with no step out of the folder. Returns 0, or an errno value.
  static func openBeneath(_ folder: Int32, _ path: [UInt8]) -> Int32 {
    unsafe withCString(path) { unsafe process_control_probe_beneath(folder, $0) }
  }

  /// Opens the path for reading, with no step out of the folder. Neither a device nor a pipe makes it wait.
  static func readBeneath(_ folder: Int32, _ path: [UInt8]) -> (descriptor: Int32?, error: Int32) {
    let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY
    let descriptor = unsafe withCString(path) { unsafe process_control_open_beneath(folder, $0, flags) }
    return descriptor < 0 ? (nil, -descriptor) : (descriptor, 0)
  }

  private static func withCString<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    unsafe (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      // The buffer has at least the NUL, so there is an address.
      unsafe body(buffer.baseAddress!)
    }
  }
}

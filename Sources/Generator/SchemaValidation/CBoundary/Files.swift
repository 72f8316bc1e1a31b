// Every pointer here is lent for one call; what the library allocated is copied and freed.
import Glibc
package import JSONCore

/// A file that could not be read, in words for people.
package struct FileFailure: Error, Sendable, Equatable {
  package let path: String
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// The few calls of the C library that the command needs.
package enum Files {
  /// Largest document that is read as a whole.
  /// 1 GiB: the places of YAML keep offsets in 32 bits, and a whole text is in memory.
  package static let largest = 1 << 30

  /// The path that stands for standard input.
  package static let standardInput = "-"

  /// A descriptor that reads the file.
  /// Closed in programs that this one starts (`O_CLOEXEC`), as every descriptor here is.
  static func open(_ path: String) throws(FileFailure) -> Int32 {
    var descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    while descriptor < 0, errno == EINTR { descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FileFailure(path: path, reason: reason(errno)) }
    return descriptor
  }

  /// The whole file, at most `largest` bytes.
  package static func contents(_ path: String) throws(FileFailure) -> JSONBytes {
    guard let bytes = try contents(path, limit: largest) else {
      throw FileFailure(path: path, reason: "larger than \(largest) bytes")
    }
    return bytes
  }

  /// The whole file; nil when it has more than `limit` bytes.
  package static func contents(_ path: String, limit: Int) throws(FileFailure) -> JSONBytes? {
    let file = try OpenFile(path)
    // The descriptor is closed with the value's last use, which would be before the read.
    defer { extendLifetime(file) }
    do throws(JSONBytes.ReadFailure) {
      return try JSONBytes.contents(of: file.descriptor, limit: limit)
    } catch {
      switch error {
      case .system(let code): throw FileFailure(path: path, reason: reason(code))
      // Told apart from what the system says, so that a caller can name the limit in words of its own.
      case .tooLarge: return nil
      }
    }
  }

  /// Writes a file, in place of what is there.
  /// The mode is 0666 less the mask of the user, as for every file that a command line writes.
  static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
    // Reports only: what replaces a file that somebody has written goes through `AtomicFile`.
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    var descriptor = unsafe Glibc.open(path, flags, 0o666)
    while descriptor < 0, errno == EINTR { descriptor = unsafe Glibc.open(path, flags, 0o666) }
    guard descriptor >= 0 else { throw FileFailure(path: path, reason: reason(errno)) }
    defer { close(descriptor) }
    var writer = JSONWriter(capacity: bytes.count)
    writer.raw(bytes)
    let code = writer.flush(to: descriptor)
    if code != 0 { throw FileFailure(path: path, reason: reason(code)) }
  }

  /// The path from the root of the file system; nil when the working directory is gone.
  package static func absolute(_ path: String) -> String? {
    // Links are kept: the folder beside which a schema's references lie is the one that was named.
    if path.utf8.first == UInt8(ascii: "/") { return path }
    guard let folder = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(folder) }
    return unsafe String(cString: folder) + "/" + path
  }

  /// Whether the descriptor is a terminal.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// An environment variable; nil when it is not set.
  /// Read at the start of a command only: nothing here sets a variable while another thread reads one.
  package static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// A clock that only goes forward.
  /// The clock on the wall is set back now and then; intervals and progress must not stand still for it.
  static var monotonicNanoseconds: Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// What the C library calls an `errno`.
  package static func reason(_ code: Int32) -> String {
    // The longest sentence of the C library has fewer than 60 bytes; `strerror` without the `_r` shares one buffer
    // between threads.
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, unsafe strerror_r(code, base, buffer.count) == 0 else {
        return "error \(code)"
      }
      return unsafe String(cString: base)
    }
  }
}

// Every pointer here is lent for one call; what the library allocated is copied and freed.
import Glibc
package import JSONCore
import System

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
package enum DocumentFiles {
  /// Largest document that is read as a whole.
  /// 1 GiB: the positions of YAML keep offsets in 32 bits, and a whole text is in memory.
  package static let largest = 1 << 30

  /// The path that means standard input.
  package static let standardInput = "-"

  /// A descriptor that reads the file.
  /// Closed in programs that this one starts (`O_CLOEXEC`), as every descriptor here is.
  static func open(_ path: String) throws(FileFailure) -> Int32 {
    var descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    while descriptor < 0, errno == EINTR { descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FileFailure(path: path, reason: SystemError(code: errno).description) }
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
      case .system(let code): throw FileFailure(path: path, reason: SystemError(code: code).description)
      // Distinguished from what the system says, so that a caller can name the limit in words of its own.
      case .tooLarge: return nil
      }
    }
  }

  /// Writes a file, and replaces what is there.
  /// The mode is 0666 less the mask of the user, as for every file that a command line writes.
  static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
    // Reports only: what replaces a file that somebody has written goes through `AtomicFile`.
    do { try Files.write(bytes, to: path, mode: 0o666) } catch {
      throw FileFailure(path: path, reason: error.description)
    }
  }

  /// The path from the root of the file system; nil when the working directory is gone.
  package static func absolute(_ path: String) -> String? {
    // Links are kept: the folder beside which a schema's references lie is the one that was named.
    if path.utf8.first == UInt8(ascii: "/") { return path }
    return ProcessEnvironment.currentDirectory.map { $0 + "/" + path }
  }

  /// Whether the descriptor is a terminal.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
}

import Glibc
import System

/// A file that could not be read or written. Its description is a line that editors and build logs can link.
struct FileFailure: Error, CustomStringConvertible {
  let path: String
  let action: String
  let reason: String

  var description: String { "\(path): error: cannot \(action): \(reason)" }
}

/// The disk, as the generator sees it: whole files in, and files out whose bytes changed.
enum DiskFiles {
  /// In bytes: the compiler refuses larger texts than this with an error of its own.
  private static let largest = 1 << 30

  static func read(_ path: String) throws(FileFailure) -> [UInt8] {
    do { return try Files.read(path, limit: largest) } catch {
      throw FileFailure(path: path, action: "read", reason: reason(error))
    }
  }

  /// Leaves a file alone that has these bytes already, so that nothing is compiled again.
  static func writeIfChanged(_ path: String, _ bytes: [UInt8]) throws(FileFailure) {
    if let old = try? Files.read(path, limit: largest), old == bytes { return }
    do { try Files.write(bytes, to: path, mode: 0o644) } catch {
      throw FileFailure(path: path, action: "write", reason: error.description)
    }
  }

  /// Nobody is left to hear of a failure here.
  static func writeStandardError(_ text: String) { try? Files.writeAll(Array(text.utf8), to: STDERR_FILENO) }

  private static func reason(_ error: FileReadError) -> String {
    switch error {
    case .system(let error): error.description
    case .notRegular: "it is not a regular file"
    case .tooLarge: "it has more than \(largest) bytes"
    }
  }
}

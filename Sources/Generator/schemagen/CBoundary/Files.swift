// Every pointer here is lent for one call. One thread runs this program, which is what `strerror` needs.
import Glibc

/// A file that could not be read or written.
struct FileFailure: Error, CustomStringConvertible {
  let path: String
  let action: String
  let code: Int32

  var description: String { "\(path): error: cannot \(action): \(unsafe String(cString: strerror(code)))" }
}

/// Whole files through the C library: the generator needs nothing else of the system.
enum Files {
  static func read(_ path: String) throws(FileFailure) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(path: path, action: "read", code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw FileFailure(path: path, action: "read", code: errno) }
      bytes += chunk[..<count]
    }
  }

  /// Leaves a file alone that has these bytes already, so that nothing is compiled again.
  static func writeIfChanged(_ path: String, _ bytes: [UInt8]) throws(FileFailure) {
    if let old = try? read(path), old == bytes { return }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(path: path, action: "write", code: errno) }
    defer { close(descriptor) }
    guard write(descriptor, bytes) else { throw FileFailure(path: path, action: "write", code: errno) }
  }

  static func writeStandardError(_ text: String) { _ = write(2, Array(text.utf8)) }

  private static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

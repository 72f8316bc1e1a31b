// Every pointer here is lent for one call. One thread runs this program, which is what `strerror` needs.
import Glibc

/// A file of the benchmark that could not be read or written.
struct FileFailure: Error, CustomStringConvertible {
  let path: String
  let action: String
  let code: Int32

  var description: String { "cannot \(action) \(path): \(unsafe String(cString: strerror(code)))" }
}

enum WholeFile {
  static func read(_ path: String) throws(FileFailure) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(path: path, action: "read", code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileFailure(path: path, action: "read", code: errno) }
      bytes += chunk[..<count]
    }
  }

  static func write(_ path: String, _ bytes: [UInt8]) throws(FileFailure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(path: path, action: "write", code: errno) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileFailure(path: path, action: "write", code: errno) }
      rest = rest.dropFirst(count)
    }
  }
}

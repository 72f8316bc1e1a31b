import Glibc

/// Bounded, non-blocking reads of the kernel's text files.
enum SystemFiles {
  /// The first `limit` bytes of a regular file (files of /proc and /sys count as regular); nil when there is none, it
  /// cannot be read, or it is something a read could wait on.
  static func read(_ path: String, limit: Int) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return contents(descriptor, limit: limit)
  }

  /// Names in a directory except those with a leading dot, at most `limit` of them; empty when there is none.
  static func names(in path: String, limit: Int) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while names.count < limit, let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
      if name.first != UInt8(ascii: ".") { names.append(String(decoding: name, as: UTF8.self)) }
    }
    return names
  }

  /// Starts with a page, which holds nearly every file of /proc and /sys, and doubles. An error half way counts as
  /// "cannot be read".
  private static func contents(_ descriptor: Int32, limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var filled = 0
    while filled < limit {
      if filled == bytes.count { bytes += [UInt8](repeating: 0, count: min(max(4096, filled), limit - filled)) }
      let room = bytes.count - filled
      let count = unsafe bytes.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress?.advanced(by: filled), room)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }
}

// Every pointer here is lent for one call; `readdir`'s entry is read before the next one.
import Glibc

/// Bounded, non-blocking reads of the kernel's text files.
enum SystemFiles {
  /// The first `limit` bytes of a regular file (files of /proc and /sys count as regular); nil when there is none, it
  /// cannot be read, or it is something a read could wait on.
  static func read(_ path: String, limit: Int) -> [UInt8]? {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    var descriptor = unsafe open(path, flags)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(path, flags) }
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
      let name = unsafe name(entry)
      if name.first != UInt8(ascii: ".") { names.append(String(decoding: name, as: UTF8.self)) }
    }
    return names
  }

  /// The bytes of an entry's name. An entry is only as long as its name needs, so that the 256 bytes which its type says
  /// would reach beyond what was read: the field is not copied, its address is computed and read up to the NUL.
  private static func name(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    let start = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
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

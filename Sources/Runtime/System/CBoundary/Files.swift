// Every pointer here is lent to the kernel for one call; a descriptor is closed after the last call on it.
import Glibc

/// Why a file could not be read whole.
package enum FileReadError: Error, Equatable, Sendable, CustomStringConvertible {
  case system(SystemError)
  /// A folder, a pipe, a device or a socket: reading one may wait for ever.
  case notRegular
  /// More bytes than the caller takes.
  case tooLarge

  package var description: String {
    switch self {
    case .system(let error): "\(error)"
    case .notRegular: "it is no regular file"
    case .tooLarge: "it is too large"
    }
  }
}

/// Small files as a whole. What is large, or read as it comes, has a reader of its own beside its parser.
package enum Files {
  /// The whole of a regular file (those of `/proc` and `/sys` count as regular), which never waits.
  ///
  /// - Parameter limit: In bytes: what a caller can hold, and what is plausible for the file.
  package static func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] {
    // One byte more distinguishes a file of exactly the limit from a larger one.
    let bytes = try readPrefix(path, limit: limit == .max ? limit : limit + 1)
    if bytes.count > limit { throw .tooLarge }
    return bytes
  }

  /// The first `limit` bytes of a regular file, or all when it has fewer.
  package static func readPrefix(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] {
    // O_NONBLOCK: opening a FIFO without a writer would wait otherwise.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    var descriptor = unsafe open(path, flags)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(path, flags) }
    if descriptor < 0 { throw .system(.last) }
    defer { close(descriptor) }
    var status = stat()
    if unsafe fstat(descriptor, &status) != 0 { throw .system(.last) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
    do { return try readAll(descriptor, limit: limit, expected: Int(status.st_size)) } catch { throw .system(error) }
  }

  /// What a descriptor gives until its end, or the first `limit` bytes of it.
  ///
  /// - Parameter expected: How much it is likely to be, in bytes. Files of `/proc` say 0: then a page is tried, which
  /// holds
  ///   nearly all of them, and doubled.
  package static func readAll(
    _ descriptor: Int32, limit: Int, expected: Int = 0
  ) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    var filled = 0
    while filled < limit {
      if filled == bytes.count {
        let room = filled == 0 ? max(4096, min(expected, limit) + 1) : filled
        bytes += [UInt8](repeating: 0, count: min(room, limit - filled))
      }
      let room = bytes.count - filled
      let count = unsafe bytes.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress?.advanced(by: filled), room)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw .last }
      if count == 0 { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// Writes all of the bytes to a descriptor that waits for room.
  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno != EINTR { throw .last }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Writes a file, replacing what is there.
  ///
  /// - Parameter mode: Of a file that is made, before the umask.
  package static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    var descriptor = unsafe open(path, flags, mode)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(path, flags, mode) }
    if descriptor < 0 { throw .last }
    defer { close(descriptor) }
    try writeAll(bytes, to: descriptor)
  }
}

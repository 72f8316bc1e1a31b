import Glibc

extension JSONBytes {
  /// Why a file could not be taken as a whole.
  package enum ReadFailure: Error, Sendable, Equatable {
    /// The `errno` of the failed call.
    case system(Int32)
    case tooLarge
  }

  /// Everything from the descriptor's position to its end, at most `limit` bytes. A regular file is read into a buffer
  /// of its size; a pipe into one that doubles.
  package static func contents(of descriptor: Int32, limit: Int) throws(ReadFailure) -> JSONBytes {
    var bytes = JSONBytes(capacity: min(sizeHint(descriptor), limit) + 1)
    while true {
      let received = bytes.append(from: descriptor)
      if received == 0 { return bytes }
      if received < 0 { throw .system(Int32(-received)) }
      // Over the limit nothing is returned: half a file is no text.
      guard bytes.filled <= limit else { throw .tooLarge }
      // The one byte of room above the size is how the end of a regular file is met without growing.
      if bytes.filled == bytes.capacity { bytes = bytes.grown(to: min(bytes.capacity * 2, limit + 1)) }
    }
  }

  /// A regular file's size, but 64 KiB at least: a file below `/proc` says that it has none.
  private static func sizeHint(_ descriptor: Int32) -> Int {
    var status = stat()
    let leastSize = 1 << 16
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return leastSize }
    return max(Int(status.st_size), leastSize)
  }

  private func grown(to capacity: Int) -> JSONBytes {
    let larger = JSONBytes(capacity: capacity)
    withSpan(0..<filled) { larger.append($0) }
    return larger
  }
}

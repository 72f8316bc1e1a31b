/// The beginning of a stream, up to a limit.
struct HeadBuffer {
  private(set) var bytes: [UInt8] = []
  private let limit: Int

  init(limit: Int) { self.limit = max(0, limit) }

  /// Keeps what fits. Returns whether the whole chunk did.
  mutating func append(_ chunk: ArraySlice<UInt8>) -> Bool {
    let room = limit - bytes.count
    bytes += chunk.prefix(room)
    return chunk.count <= room
  }
}

/// The end of a stream. Holds at most twice the limit and one chunk at any moment.
struct TailBuffer {
  private var bytes: [UInt8] = []
  private var dropped = false
  private let limit: Int

  init(limit: Int) { self.limit = max(0, limit) }

  mutating func append(_ chunk: ArraySlice<UInt8>) {
    bytes += chunk
    if bytes.count / 2 > limit { trim() }
  }

  /// The last bytes of what was appended, and whether earlier ones are missing.
  mutating func finish() -> (bytes: [UInt8], isTruncated: Bool) {
    trim()
    return (bytes, dropped)
  }

  private mutating func trim() {
    guard bytes.count > limit else { return }
    bytes.removeFirst(bytes.count - limit)
    dropped = true
  }
}

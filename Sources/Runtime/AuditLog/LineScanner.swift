import JSONCore

/// Reads a file's lines from an offset on, a MiB at a time: a day's file may be larger than the memory.
struct LineScanner {
  private static let partBytes = 1 << 20

  let device: any AuditDevice
  let file: Int32

  /// Calls `body` with each line, its line feed left off, and its offset, until it returns false. Returns the offset
  /// behind the last line that was whole and that `body` took.
  func scan(from start: Int, _ body: (JSONSlice, Int) -> Bool) throws(DeviceFailure) -> Int {
    var taken = start
    // The beginning of a line whose end is in the next part.
    var carry: [UInt8] = []
    while true {
      let part = try device.read(file, at: taken + carry.count, count: Self.partBytes)
      if part.isEmpty { return taken }
      let buffer = JSONBytes(carry + part)
      var lineStart = 0
      for end in Self.lineFeeds(buffer, from: carry.count) {
        guard body(JSONSlice(unchecked: buffer, range: lineStart..<end), taken) else { return taken }
        taken += end + 1 - lineStart
        lineStart = end + 1
      }
      carry = buffer.withSpan(lineStart..<buffer.count) { span in span.indices.map { span[$0] } }
    }
  }

  private static func lineFeeds(_ buffer: JSONBytes, from start: Int) -> [Int] {
    buffer.withSpan(0..<buffer.count) { span in (start..<span.count).filter { span[$0] == 0x0A } }
  }
}

/// What a writer needs that is the queue of an output: bytes go out at the front while others come in behind.
extension JSONWriter {
  /// Forgets the first `count` bytes, which have been passed on. Moves the rest to the front, O(what is left): queues
  /// are written in large pieces. Precondition: that many were written.
  package mutating func removeFirst(_ count: Int) {
    precondition(count >= 0 && count <= used)
    unsafe base.update(from: base + count, count: used - count)
    used -= count
  }

  /// Writes U+0085, U+2028 and U+2029 from `start` on as `\u0085`, `\u2028` and `\u2029`: JSON allows them as they are,
  /// but readers of lines end a line there (Python's `splitlines`, Node's `readline`). Precondition: what was written
  /// from there on is JSON text, in which they are in strings only and never behind a backslash.
  package mutating func escapeLineSeparators(from start: Int) {
    precondition(start >= 0 && start <= used)
    // Nearly every text has none, and is left as it is.
    guard let first = unsafe Self.lineSeparator(base, start, used) else { return }
    let tail = unsafe Array(UnsafeBufferPointer(start: base + first, count: used - first))
    truncate(to: first)
    var index = 0
    while index < tail.count {
      switch Self.separator(tail.span, index) {
      case 0x85:
        literal("\\u0085")
        index += 2
      case 0xA8:
        literal("\\u2028")
        index += 3
      case 0xA9:
        literal("\\u2029")
        index += 3
      default:
        byte(tail[index])
        index += 1
      }
    }
  }

  /// The last byte of the line separator that begins at `index`; nil when none does.
  private static func separator(_ text: Span<UInt8>, _ index: Int) -> UInt8? {
    if text[index] == 0xC2 { return index + 1 < text.count && text[index + 1] == 0x85 ? 0x85 : nil }
    guard text[index] == 0xE2, index + 2 < text.count, text[index + 1] == 0x80 else { return nil }
    return text[index + 2] | 1 == 0xA9 ? text[index + 2] : nil
  }

  /// Where the first line separator begins. Text is mostly ASCII: eight bytes are looked at at once.
  private static func lineSeparator(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    let text = unsafe Span(_unsafeStart: base, count: end)
    var index = start
    while index < end {
      if end - index >= 8,
        unsafe UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
      } else if separator(text, index) != nil {
        return index
      } else {
        index += 1
      }
    }
    return nil
  }
}

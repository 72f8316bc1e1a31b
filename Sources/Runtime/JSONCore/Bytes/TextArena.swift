/// Makes texts that live about as long as each other: they share buffers, which saves most of what one costs. A buffer
/// lives as long as one text of it, so that it is small.
///
/// Each text begins at a word of its own, and seven bytes behind it are its own as well: another thread that reads it by
/// words touches nothing that is still to be written.
package struct TextArena: Sendable {
  /// Bytes: a dozen texts.
  private static let capacity = 512

  private var buffer = JSONBytes(capacity: capacity)

  package init() {}

  /// A copy of text of which the caller knows that it is valid UTF-8.
  package mutating func string(unchecked text: Span<UInt8>) -> JSONString {
    let room = (text.count + 14) & ~7
    guard text.count > JSONString.longestInline, room <= Self.capacity else { return JSONString(unchecked: text) }
    if buffer.count + room > Self.capacity { buffer = JSONBytes(capacity: Self.capacity) }
    return JSONString(owner: buffer, start: buffer.append(text, room: room), longCount: text.count)
  }
}

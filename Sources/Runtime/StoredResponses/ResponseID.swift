package import JSONCore

/// The id of a stored response: 1 to 128 bytes of `[A-Za-z0-9_-]`, whatever its maker put in them.
///
/// A text that has anything else in it is no id. So one that was made is safe in a path and in a line of a file, and
/// a zero byte can stand for the end. It is kept in words, so that finding it compares eight bytes at a time.
package struct ResponseID: Sendable {
  /// In bytes.
  package static let longest = 128

  /// The first byte lowest; zeros behind the last.
  let words: InlineArray<16, UInt64>
  /// In bytes.
  let count: Int
  /// Seeded for this process: nobody can choose ids that all fall into one bucket.
  let hash: Int

  package init?(_ text: Span<UInt8>) {
    guard (1...Self.longest).contains(text.count) else { return nil }
    var words = InlineArray<16, UInt64>(repeating: 0)
    var start = 0
    while start < text.count {
      let end = min(start + 8, text.count)
      var word: UInt64 = 0
      // From the last byte on, so that the first ends up lowest.
      for index in (start..<end).reversed() {
        guard Self.isAllowed(text[index]) else { return nil }
        word = word << 8 | UInt64(text[index])
      }
      words[start >> 3] = word
      start = end
    }
    self.init(words: words, count: text.count)
  }

  package init?(_ text: JSONString) {
    guard let id = text.withSpan({ ResponseID($0) }) else { return nil }
    self = id
  }

  /// Of the words of another id.
  init(words: InlineArray<16, UInt64>, count: Int) {
    self.words = words
    self.count = count
    var hasher = Hasher()
    for index in 0..<(count + 7) / 8 { hasher.combine(words[index]) }
    hash = hasher.finalize()
  }

  /// Letters, digits, `-` and `_`: a bit for each byte below 64, and one for each from 64 to 127.
  private static func isAllowed(_ byte: UInt8) -> Bool {
    let set: UInt64 = byte < 64 ? 0x03FF_2000_0000_0000 : byte < 128 ? 0x07FF_FFFE_87FF_FFFE : 0
    return set >> UInt64(byte & 63) & 1 != 0
  }

  /// The text, for a line of the file.
  var bytes: [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: words[$0 >> 3] >> UInt64(8 * ($0 & 7))) } }
}

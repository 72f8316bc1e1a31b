package import JSONCore

/// A short text that is kept without an allocation: ids, names of models, reasons. What is longer is cut between two
/// characters.
package struct ShortText: Sendable {
  package static let capacity = 63
  /// The text, then zeros, and in the last byte its length.
  private var words = InlineArray<8, UInt64>(repeating: 0)

  package init() {}

  /// The text of valid UTF-8.
  package init(_ text: Span<UInt8>) {
    var count = min(text.count, Self.capacity)
    // Back to the first byte of a character.
    while count > 0, count < text.count, text[count] & 0xC0 == 0x80 { count -= 1 }
    TextWords.put(text, count: count, into: &words)
    words[7] |= (UInt64(count) << 56).littleEndian
  }

  package var count: Int { Int(words[7].littleEndian >> 56) }
  package var isEmpty: Bool { words[7].littleEndian >> 56 == 0 }
}

extension ShortText: Hashable {
  package static func == (left: ShortText, right: ShortText) -> Bool {
    var difference: UInt64 = 0
    for index in 0..<8 { difference |= left.words[index] ^ right.words[index] }
    return difference == 0
  }

  /// Only the words that have text: equal texts have equally many.
  package func hash(into hasher: inout Hasher) {
    for index in 0..<(count + 7) / 8 { hasher.combine(words[index]) }
  }
}

extension ShortText: ExpressibleByStringLiteral, CustomStringConvertible {
  package init(stringLiteral text: String) { self.init(Array(text.utf8).span) }

  package var description: String { jsonString?.description ?? "" }

  /// Whether it is this text.
  package func equals(_ text: JSONString) -> Bool {
    text.utf8Count == count && text.withSpan { ShortText($0) == self }
  }

  /// As a value of a message; nil when there is none.
  package var jsonString: JSONString? { isEmpty ? nil : TextWords.string(words, count: count) }

  /// The same, beside other texts that live as long.
  package func jsonString(in arena: inout TextArena) -> JSONString? {
    isEmpty ? nil : TextWords.string(words, count: count, in: &arena)
  }
}

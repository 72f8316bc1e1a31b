package import JSONCore

/// Text from outside made fit for a person's terminal and a model's eyes: what a program printed, what a user has
/// saved, what an error quotes. One policy for all of it, in `docs/output.md`.
///
/// A character that steers a terminal or cannot be seen becomes one that can be, so that nothing is hidden, nothing
/// disappears and no text gets longer than its schema's `maxLength` allows.
package enum OutputText {
  /// UTF-8 with what is not valid replaced by U+FFFD, and cleaned.
  package static func clean(_ bytes: ArraySlice<UInt8>) -> String { clean(String(decoding: bytes, as: UTF8.self)) }

  /// The text itself, uncopied, when every character passes, as in nearly all output.
  package static func clean(_ text: String) -> String {
    if text.utf8.allSatisfy(isPlain) { return text }
    return rewritten(text) ?? text
  }

  package static func clean(_ text: JSONString) -> JSONString {
    let string = String(text)
    if string.utf8.allSatisfy(isPlain) { return text }
    return rewritten(string).map { JSONString($0) } ?? text
  }

  /// The same as a string of JSON. Text in which every character passes is copied once, from where it is.
  static func write(_ bytes: ArraySlice<UInt8>, into writer: inout JSONWriter) {
    guard bytes.allSatisfy(isPlain) else { return writer.string(clean(bytes)) }
    writer.string(unchecked: bytes.span)
  }

  /// The last `limit` bytes of a program's messages as one paragraph.
  package static func tail(_ bytes: [UInt8], limit: Int = 2000) -> String {
    clean(bytes.suffix(limit)[...])
  }

  /// Whether the byte is a character that passes whatever is beside it.
  static func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x7F || byte == 0x0A || byte == 0x09 }

  /// Nil when every character passes.
  static func rewritten(_ text: String) -> String? {
    let scalars = text.unicodeScalars
    var result: String.UnicodeScalarView?
    var previous: UInt32 = 0
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let next = scalars.index(after: index)
      let following = next < scalars.endIndex ? scalars[next].value : nil
      let scalar = scalars[index]
      if let replacement = VisibleForm.of(scalar.value, after: previous, before: following) {
        if result == nil { result = String.UnicodeScalarView(scalars[..<index]) }
        result?.append(replacement)
      } else {
        result?.append(scalar)
      }
      previous = scalar.value
      index = next
    }
    return result.map { String($0) }
  }
}

/// The policy, character by character.
private enum VisibleForm {
  /// What the character is replaced by; nil when it passes.
  ///
  /// - Parameter following: nil at the end of a text.
  static func of(_ value: UInt32, after previous: UInt32, before following: UInt32?) -> Unicode.Scalar? {
    switch value {
    case 0x09, 0x0A: nil
    // The end of a line.
    case 0x0D where following == nil || following == 0x0A: nil
    case 0x00...0x1F: Unicode.Scalar(0x2400 + value)
    case 0x20...0x7E: nil
    case 0x7F: "\u{2421}"
    case 0x80...0x9F: "\u{FFFD}"
    // One of them chooses the form of the character before it; a row of them says something that nobody sees.
    case 0xFE00...0xFE0F, 0xE0100...0xE01EF: isSelector(previous) ? "\u{FFFD}" : nil
    default: isHidden(value) ? "\u{FFFD}" : nil
    }
  }

  private static func isSelector(_ value: UInt32) -> Bool {
    0xFE00...0xFE0F ~= value || 0xE0100...0xE01EF ~= value
  }

  /// Marks that reorder what is seen, and what Unicode calls default ignorable: it has no shape at all. Without the two
  /// joiners (U+200C, U+200D), which Persian, the scripts of India and many emoji are written with.
  private static func isHidden(_ value: UInt32) -> Bool {
    switch value {
    case 0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F: true
    case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F: true
    case 0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB: true
    case 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF: true
    default: false
    }
  }
}

/// JSON as people write it: with `//` and `/* */` comments, and a comma behind the last member or element. For
/// configuration files alone: nothing that programs exchange is read this way.
///
/// What JSON does not have becomes spaces, so that everything in the text stays at the same line and column.
public enum CommentedJSON {
  /// A comment that does not end.
  public struct UnterminatedComment: Error, Equatable, CustomStringConvertible {
    public let location: SourceLocation

    public var description: String { "\(location): this comment has no end: write */ behind it" }
  }

  /// The same text as JSON; whether it is JSON is for its reader to say.
  public static func json(_ text: [UInt8]) throws(UnterminatedComment) -> [UInt8] {
    var out = text
    var index = 0
    // Where the last comma is, while nothing but space and comments has followed it.
    var comma: Int?
    /// The last byte that is neither space nor comment; a bracket at the start.
    var last = UInt8(ascii: "[")
    while index < text.count {
      let byte = text[index]
      if let end = try endOfComment(text, from: index) {
        for position in index..<end where out[position] != 0x0A && out[position] != 0x0D { out[position] = 0x20 }
        index = end
        continue
      }
      if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
        index += 1
        continue
      }
      // The comma was the last thing before the bracket: JSON has none there.
      if let position = comma, byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { out[position] = 0x20 }
      comma = byte == UInt8(ascii: ",") && endsValue(last) ? index : nil
      last = byte
      index = byte == UInt8(ascii: "\"") ? endOfString(text, from: index) : index + 1
    }
    return out
  }

  /// Whether a comma may follow that byte.
  private static func endsValue(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":"): false
    default: true
    }
  }

  /// Behind the quote that ends the string, or the end of the text.
  private static func endOfString(_ text: [UInt8], from start: Int) -> Int {
    var index = start + 1
    while index < text.count, text[index] != UInt8(ascii: "\"") {
      index += text[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index + 1, text.count)
  }

  /// Behind the comment that begins here, a line's end not counted; nil when none does.
  private static func endOfComment(_ text: [UInt8], from start: Int) throws(UnterminatedComment) -> Int? {
    guard text[start] == UInt8(ascii: "/"), start + 1 < text.count else { return nil }
    switch text[start + 1] {
    case UInt8(ascii: "/"):
      return text[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.count
    case UInt8(ascii: "*"):
      var index = start + 2
      while index + 1 < text.count {
        if text[index] == UInt8(ascii: "*"), text[index + 1] == UInt8(ascii: "/") { return index + 2 }
        index += 1
      }
      throw UnterminatedComment(location: JSONBytes(text).location(of: start))
    default: return nil
    }
  }
}

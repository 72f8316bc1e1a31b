import HTTPWire
import JSONCore

/// The tags of a request: those that its client sends in a header, as other gateways take them, beside those of its key.
/// Clients may send any: tags that must be right are those of keys.
enum RequestTags {
  /// Goes to no provider, like every field that begins so.
  private static let field: StaticString = "x-securellm-tags"
  /// Of the header. A key has at most twenty.
  private static let most = 16
  /// In bytes, as those of keys.
  private static let longest = 64

  /// Each once, in an order that does not depend on who has sent which.
  static func sorted(_ tags: [JSONString], _ head: borrowing RequestHead) -> [JSONString] {
    var found: [JSONString] = []
    head.forEachLine { _, name, value in
      if name.equalsIgnoringCase(field) { read(value, into: &found) }
    }
    return sorted(tags + found.filter { !tags.contains($0) })
  }

  static func sorted(_ tags: [JSONString]) -> [JSONString] { tags.sorted { $0.precedes($1) } }

  /// Parts between commas. What is no text, or empty, is left out.
  private static func read(_ value: Span<UInt8>, into tags: inout [JSONString]) {
    var start = 0
    for end in 0...value.count where end == value.count || value[end] == UInt8(ascii: ",") {
      let part = value.extracting(trimmed(start..<end, of: value))
      start = end + 1
      guard tags.count < most, !part.isEmpty, UTF8Check.isValid(part) else { continue }
      let tag = JSONString(unchecked: part, limit: longest)
      if !tags.contains(tag) { tags.append(tag) }
    }
  }

  /// Without blanks around it.
  private static func trimmed(_ part: Range<Int>, of value: Span<UInt8>) -> Range<Int> {
    var (start, end) = (part.lowerBound, part.upperBound)
    while start < end, isBlank(value[start]) { start += 1 }
    while end > start, isBlank(value[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

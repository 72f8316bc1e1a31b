public import JSONCore

/// A string whose `format` the schema asserts. It keeps the text exactly as it came, so writing it gives the same
/// bytes; what the text means is worked out when somebody asks.
public protocol FormattedText: Sendable, Hashable, CustomStringConvertible {
  /// What the text is checked against.
  static var format: Format { get }

  /// The text as it came.
  var text: JSONString { get }

  /// A text that has been checked already: for generated decoders.
  init(checked text: JSONString)
}

extension FormattedText {
  /// Nil when the text is not of this format.
  public init?(_ text: JSONString) {
    guard text.withSpan(Self.format.isValid) else { return nil }
    self.init(checked: text)
  }

  /// Nil when the text is not of this format.
  public init?(_ text: String) { self.init(JSONString(text)) }

  public var description: String { text.description }
}

extension JSONString {
  /// The decimal number at `start`; the format has made sure of the digits. Precondition: `count` digits fit an `Int`.
  func digits(at start: Int, count: Int) -> Int {
    (start..<start + count).reduce(0) { $0 * 10 + Int(self[$1] &- 0x30) }
  }

  /// Offset of the first of `bytes` at or behind `start`, or the end.
  func firstIndex(of bytes: [UInt8], from start: Int = 0) -> Int {
    (start..<max(start, utf8Count)).first { bytes.contains(self[$0]) } ?? utf8Count
  }

  /// A copy of a part. Precondition: it ends and begins at code points, as the parts of a URI do.
  func part(_ range: Range<Int>) -> JSONString {
    JSONString(validating: range.map { self[$0] }) ?? ""
  }
}

public import JSONCore

/// A short text that is kept without an allocation: ids, names of models, reasons. What is longer is cut between two
/// characters.
public struct ShortText: Sendable {
  public static let capacity = 63
  private var bytes = InlineArray<63, UInt8>(repeating: 0)
  private var length: UInt8 = 0

  public init() {}

  /// The text of valid UTF-8.
  public init(_ text: Span<UInt8>) {
    var count = min(text.count, Self.capacity)
    while count > 0, count < text.count, text[count] & 0xC0 == 0x80 { count -= 1 }
    for index in 0..<count { bytes[index] = text[index] }
    length = UInt8(count)
  }

  public var count: Int { Int(length) }
  public var isEmpty: Bool { length == 0 }
}

extension ShortText: Hashable {
  public static func == (left: ShortText, right: ShortText) -> Bool {
    left.length == right.length && (0..<left.count).allSatisfy { left.bytes[$0] == right.bytes[$0] }
  }

  public func hash(into hasher: inout Hasher) {
    for index in 0..<count { hasher.combine(bytes[index]) }
  }
}

extension ShortText: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral text: String) { self.init(Array(text.utf8).span) }

  public var description: String { String(decoding: (0..<count).map { bytes[$0] }, as: UTF8.self) }

  /// As a value of a message; nil when there is none.
  public var jsonString: JSONString? { isEmpty ? nil : JSONString(description) }
}

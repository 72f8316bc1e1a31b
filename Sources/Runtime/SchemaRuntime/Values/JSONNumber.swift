public import JSONCore

/// A number that `Int` or `Double` may not hold exactly: its text, and its value on demand. Generated where a bound or
/// a default of the schema has more digits than the other two keep (`docs/generated-code.md`).
public struct JSONNumber: Sendable {
  /// The number as it came.
  public let json: JSONSlice

  /// A number that has been checked already: for generated decoders.
  @inlinable public init(checked json: JSONSlice) { self.json = json }

  public init(_ value: Int) { json = JSONSlice(constant: String(value)) }

  /// Nil for infinities and NaN, which JSON does not have.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    var writer = JSONWriter(capacity: 64)
    writer.double(value)
    json = JSONSlice(constant: String(decoding: writer.bytes, as: UTF8.self))
  }

  /// Nil when the text is not a JSON number.
  public init?(_ text: String) {
    var reader = JSONReader(JSONBytes(text))
    guard reader.peekKind() == .number, let json = reader.rawValue(), reader.finish() else { return nil }
    self.json = json
  }

  /// The exact value, to compare. Read from the text at each use.
  public var decimal: JSONDecimal { JSONDecimal(number: json.bytes.span) }

  /// Nil when it is not integral or does not fit.
  public var int: Int? { decimal.int }

  /// The nearest double; nil when that is infinite.
  public var double: Double? {
    var reader = JSONReader(json)
    return reader.double()
  }

  /// The number as it came.
  public var text: JSONString { JSONString(json.description) }
}

extension JSONNumber: Hashable, Comparable, CustomStringConvertible {
  /// Equal values: `1.0` equals `1`.
  public static func == (left: JSONNumber, right: JSONNumber) -> Bool { left.decimal == right.decimal }
  public static func < (left: JSONNumber, right: JSONNumber) -> Bool { left.decimal < right.decimal }
  public func hash(into hasher: inout Hasher) { hasher.combine(decimal) }
  public var description: String { json.description }
}

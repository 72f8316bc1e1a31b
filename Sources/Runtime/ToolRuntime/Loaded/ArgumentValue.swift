package import JSONCore

/// A value of a call as a command line can have it. Of other kinds only the text is kept: equal texts are equal calls
/// for the cache, and no argument is made of them.
package enum ArgumentValue: Sendable, Equatable {
  case text(JSONString)
  /// However it was written: `3`, `3.0` and `30e-1` are one value.
  case integer(Int)
  case boolean(Bool)
  case list([ArgumentValue])
  case other(JSONSlice)

  /// The next value of a text that the schema has accepted; nil for a number that fits no `Int`.
  package init?(from reader: inout JSONReader) {
    guard let kind = reader.peekKind() else { return nil }
    switch kind {
    case .string:
      guard reader.string() else { return nil }
      self = .text(reader.takeString())
    case .number:
      guard let value = reader.integer() else { return nil }
      self = .integer(value)
    case .boolean:
      guard let value = reader.boolean() else { return nil }
      self = .boolean(value)
    case .array:
      guard let values = Self.list(from: &reader) else { return nil }
      self = .list(values)
    case .null, .object:
      guard let value = reader.rawValue() else { return nil }
      self = .other(value)
    }
  }

  private static func list(from reader: inout JSONReader) -> [ArgumentValue]? {
    var values: [ArgumentValue] = []
    guard reader.beginArray() else { return nil }
    if reader.emptyArray() { return values }
    repeat {
      guard let value = ArgumentValue(from: &reader) else { return nil }
      values.append(value)
    } while reader.comma()
    return reader.endArray() ? values : nil
  }

  /// As compact JSON: equal values give equal bytes.
  func write(to writer: inout JSONWriter) {
    switch self {
    case .text(let text): writer.string(text)
    case .integer(let value): writer.integer(value)
    case .boolean(let value): writer.boolean(value)
    case .list(let values): writer.array(values) { $0.write(to: &$1) }
    case .other(let text): writer.raw(text)
    }
  }
}

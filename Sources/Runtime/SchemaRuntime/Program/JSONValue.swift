public import JSONCore

/// A JSON value as a tree, equal as JSON Schema defines it (Core, 4.2.2): `1` equals `1.0`, member order does not
/// count, strings are compared by code point. For constants, defaults and `uniqueItems`; the hot paths never build one.
public indirect enum JSONValue: Sendable, Hashable {
  case null
  case boolean(Bool)
  /// Exact: as many digits as were written.
  case number(JSONDecimal)
  case string(JSONString)
  case array([JSONValue])
  /// Without order. What must keep it (output, unknown members) keeps the text instead.
  case object([JSONString: JSONValue])

  /// Reads the next value; nil with the reader's failure. As deep as the reader allows, which bounds the recursion.
  public init?(from reader: inout JSONReader) {
    guard let kind = reader.peekKind() else { return nil }
    switch kind {
    case .null: if reader.null() { self = .null } else { return nil }
    case .boolean: if let value = reader.boolean() { self = .boolean(value) } else { return nil }
    case .number: if let value = reader.decimal() { self = .number(value) } else { return nil }
    case .string: if reader.string() { self = .string(reader.takeString()) } else { return nil }
    case .array: if let value = Self.array(from: &reader) { self = .array(value) } else { return nil }
    case .object: if let value = Self.object(from: &reader) { self = .object(value) } else { return nil }
    }
  }

  /// The value of a JSON text that the compiler has written; null for a text that is not JSON.
  /// Total, since a constant of generated code is an expression that cannot throw.
  public init(constant text: String) { self = JSONValue(text: text) ?? .null }

  /// The value of a JSON text; nil when it is not one.
  public init?(text: String) {
    var reader = JSONReader(JSONBytes(text))
    guard let value = JSONValue(from: &reader), reader.finish() else { return nil }
    self = value
  }

  /// Elements one by one; nothing is reserved, since their number is not known.
  private static func array(from reader: inout JSONReader) -> [JSONValue]? {
    var elements: [JSONValue] = []
    guard reader.beginArray() else { return nil }
    if reader.emptyArray() { return elements }
    repeat {
      guard let element = JSONValue(from: &reader) else { return nil }
      elements.append(element)
    } while reader.comma()
    return reader.endArray() ? elements : nil
  }

  /// Refuses duplicates itself: it keeps the names anyway, so the reader's own set of them is not used.
  private static func object(from reader: inout JSONReader) -> [JSONString: JSONValue]? {
    var members: [JSONString: JSONValue] = [:]
    guard reader.beginObject() else { return nil }
    if reader.emptyObject() { return members }
    repeat {
      guard reader.key() else { return nil }
      let name = reader.takeString()
      guard let value = JSONValue(from: &reader) else { return nil }
      // A tree cannot show a duplicate, so nothing built from one may hide it.
      guard members.updateValue(value, forKey: name) == nil else {
        _ = reader.duplicate()
        return nil
      }
    } while reader.comma()
    return reader.endObject() ? members : nil
  }

  /// The types of JSON Schema this value has: `2.0` is a `number` and an `integer`.
  /// Exactly one, but for integers.
  public var types: JSONTypeSet {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .number(let value): value.isInteger ? [.number, .integer] : .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }

  /// Appends the value as compact JSON; members in byte order of their names, so that equal values give equal text.
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .boolean(let value): writer.boolean(value)
    case .number(let value): writer.raw(Array(value.text.utf8))
    case .string(let value): writer.string(value)
    case .array(let elements):
      writer.byte(0x5B)
      for (index, element) in elements.enumerated() {
        if index > 0 { writer.byte(0x2C) }
        element.write(to: &writer)
      }
      writer.byte(0x5D)
    case .object(let members):
      writer.byte(0x7B)
      for (index, member) in members.sorted(by: { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }).enumerated() {
        if index > 0 { writer.byte(0x2C) }
        writer.string(member.key)
        writer.byte(0x3A)
        member.value.write(to: &writer)
      }
      writer.byte(0x7D)
    }
  }
}

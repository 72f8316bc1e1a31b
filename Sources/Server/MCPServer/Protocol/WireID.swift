package import JSONCore

/// A request id or a progress token: a string or an integer, kept as it was written so that 2^53+1 comes back exact.
///
/// MCP forbids null, and JSON-RPC advises against fractions: both are `wrongType` for the readers of this file. `1.0`
/// is an integer, as JSON Schema has it.
package enum WireID: Sendable {
  /// The digits as the client wrote them.
  case integer(JSONSlice)
  case string(JSONString)

  /// A value that does not hold on to the message it came in: what is kept beyond the line.
  func detached() -> WireID {
    switch self {
    case .integer(let digits): .integer(digits.detached())
    case .string(let text): .string(text.detached())
    }
  }

  /// What distinguishes two ids: `1` and `"1"` differ, `1` and `1.0` do not. The quote in front is what no number
  /// begins with. Each call allocates.
  var key: [UInt8] {
    switch self {
    case .string(let text): return [0x22] + text.bytes
    case .integer(let digits):
      let text = digits.bytes
      return Self.isPlain(digits) ? text : Array(JSONDecimal(number: text.span).text.utf8)
    }
  }

  /// False for integers written with a fraction or an exponent.
  private static func isPlain(_ digits: JSONSlice) -> Bool {
    digits.range.allSatisfy { digits.buffer[$0] != 0x2E && digits.buffer[$0] | 0x20 != 0x65 }
  }

  /// The id that these checked digits are; nil when the number is no integer.
  /// The usual digits pass without exact decimal arithmetic.
  fileprivate static func integral(_ digits: JSONSlice) -> WireID? {
    if isPlain(digits) { return .integer(digits) }
    let isInteger = digits.buffer.withSpan(digits.range) { JSONDecimal(number: $0).isInteger }
    return isInteger ? .integer(digits) : nil
  }
}

/// A member of a message: left out, of the right type, or of another. The difference between the first and the last
/// is one between a default and an error, which an optional would lose.
package enum Member<Value> {
  case absent
  case value(Value)
  case wrongType

  var value: Value? {
    if case .value(let value) = self { return value }
    return nil
  }

  var isAbsent: Bool {
    if case .absent = self { return true }
    return false
  }
}

extension Member: Sendable where Value: Sendable {}

extension JSONReader {
  /// Takes any value as an id or a token; nil when the text itself is broken.
  mutating func wireID() -> Member<WireID>? {
    switch peek() {
    case 0x22: return string() ? .value(.string(takeString())) : nil
    case 0x2D, 0x30...0x39:
      guard let digits = rawValue() else { return nil }
      return WireID.integral(digits).map { .value($0) } ?? .wrongType
    default: return skipValue() ? .wrongType : nil
    }
  }
}

extension JSONWriter {
  /// Digits go out as they came; a string is escaped anew, so that the client reads equal text.
  mutating func id(_ id: WireID) {
    switch id {
    case .integer(let digits): raw(digits)
    case .string(let text): string(text)
    }
  }
}

import JSONCore

/// Texts of fields as values of JSON. A text that is none of its kind becomes nothing, since the schema promises what it
/// would be.
extension ToolDefinition.Program.Field.Kind {
  /// False, with nothing written, for a text that is no such value.
  func write(_ text: ArraySlice<UInt8>, into writer: inout JSONWriter) -> Bool {
    switch self {
    case .string:
      OutputText.write(text, into: &writer)
      return true
    case .integer:
      guard let value = Self.integer(text) else { return false }
      writer.integer(value)
      return true
    case .number:
      guard Self.isNumber(text) else { return false }
      // As it was printed: no digit is lost.
      for byte in text { writer.byte(byte) }
      return true
    case .boolean:
      guard let value = Self.boolean(text) else { return false }
      writer.boolean(value)
      return true
    }
  }

  var word: String {
    switch self {
    case .string: "text"
    case .integer: "integer of at most 64 bits"
    case .number: "number"
    case .boolean: "boolean (yes, no, true, false, 1, 0)"
    }
  }

  /// Decimal digits behind at most one sign; nil for a number that does not fit.
  static func integer(_ text: ArraySlice<UInt8>) -> Int? {
    let isNegative = text.first == 0x2D
    let digits = isNegative || text.first == 0x2B ? text.dropFirst() : text
    guard !digits.isEmpty else { return nil }
    var value = 0
    for byte in digits {
      guard (0x30...0x39).contains(byte) else { return nil }
      let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      // Downwards, where there is one number more.
      let (sum, overflows) = tens.subtractingReportingOverflow(Int(byte - 0x30))
      if isTooLarge || overflows { return nil }
      value = sum
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  /// By the grammar of RFC 8259.
  static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    func digits() -> Int {
      let count = rest.prefix { (0x30...0x39).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == 0x2D { rest = rest.dropFirst() }
    let startsWithZero = rest.first == 0x30
    let whole = digits()
    guard whole > 0, whole == 1 || !startsWithZero else { return false }
    if rest.first == 0x2E {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if let letter = rest.first, letter | 0x20 == 0x65 {
      rest = rest.dropFirst()
      if rest.first == 0x2B || rest.first == 0x2D { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  /// The words that programs use for it, in upper or lower case.
  static func boolean(_ text: ArraySlice<UInt8>) -> Bool? {
    guard (1...5).contains(text.count) else { return nil }
    let word = text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    if word.elementsEqual("yes".utf8) || word.elementsEqual("true".utf8) || word == [0x31] { return true }
    if word.elementsEqual("no".utf8) || word.elementsEqual("false".utf8) || word == [0x30] { return false }
    return nil
  }
}

import JSONCore

/// The core schema of YAML 1.2 (section 10.3): what a scalar without quotes is, written as JSON.
/// 1.2 and not 1.1, in which `no` is false, `12:30` is 750 and `010` is 8: what a file says must not depend on what
/// somebody would write in the same way and mean otherwise. JSON has the last word on numbers.
enum YAMLScalar {
  /// A tag, written out or not.
  enum Tag: Sendable {
    /// None: a plain scalar is what its text says, a quoted one a string.
    case none
    case string, null, boolean, integer, float
    case sequence, mapping
    case unknown

    init(_ text: [UInt8]?) {
      guard let text else {
        self = .none
        return
      }
      switch String(decoding: text, as: UTF8.self).utf8 {
      case let tag where tag.elementsEqual("!".utf8): self = .string
      case let tag where tag.elementsEqual("tag:yaml.org,2002:str".utf8): self = .string
      case let tag where tag.elementsEqual("tag:yaml.org,2002:null".utf8): self = .null
      case let tag where tag.elementsEqual("tag:yaml.org,2002:bool".utf8): self = .boolean
      case let tag where tag.elementsEqual("tag:yaml.org,2002:int".utf8): self = .integer
      case let tag where tag.elementsEqual("tag:yaml.org,2002:float".utf8): self = .float
      case let tag where tag.elementsEqual("tag:yaml.org,2002:seq".utf8): self = .sequence
      case let tag where tag.elementsEqual("tag:yaml.org,2002:map".utf8): self = .mapping
      default: self = .unknown
      }
    }
  }

  /// Writes a scalar; the sentence says why it cannot be.
  static func write(_ text: [UInt8], isPlain: Bool, _ tag: Tag, to output: inout JSONWriter) -> String? {
    switch tag {
    case .none where !isPlain, .string: output.string(String(decoding: text, as: UTF8.self))
    case .none:
      // In this order: null, boolean, number, and only then text.
      if let sentence = writeIfPlain(text, to: &output) { return sentence }
    case .null: return expect(isNull(text), "null") ?? writeNull(&output)
    case .boolean:
      guard let value = boolean(text) else { return misfit("true or false") }
      output.boolean(value)
    case .integer:
      guard let number = integer(text) else { return misfit("an integer") }
      output.raw(number)
    case .float:
      if isInfinite(text) { return infinite }
      guard let number = integer(text) ?? float(text) else { return misfit("a number") }
      output.raw(number)
    case .sequence, .mapping, .unknown:
      return "the tag does not belong to YAML's core schema, or not to this kind of node"
    }
    return nil
  }

  private static func writeIfPlain(_ text: [UInt8], to output: inout JSONWriter) -> String? {
    if isNull(text) {
      output.null()
    } else if let value = boolean(text) {
      output.boolean(value)
    } else if isInfinite(text) {
      return infinite
    } else if let number = integer(text) ?? float(text) {
      output.raw(number)
    } else if isLongNumber(text) {
      return "the number has more than \(longestNumber) digits"
    } else {
      output.string(String(decoding: text, as: UTF8.self))
    }
    return nil
  }

  private static func expect(_ holds: Bool, _ what: String) -> String? { holds ? nil : misfit(what) }

  private static func writeNull(_ output: inout JSONWriter) -> String? {
    output.null()
    return nil
  }

  private static func misfit(_ what: String) -> String { "the tag says \(what), but the text is something else" }

  private static let infinite = "JSON has no infinity and no not-a-number; put quotes around it for a string"

  // MARK: what a text is

  private static func isNull(_ text: [UInt8]) -> Bool {
    text.isEmpty || text == [0x7E] || isWord(text, "null", "Null", "NULL")
  }

  private static func boolean(_ text: [UInt8]) -> Bool? {
    if isWord(text, "true", "True", "TRUE") { return true }
    return isWord(text, "false", "False", "FALSE") ? false : nil
  }

  /// Three spellings of each word and no others: `tRuE` is text (YAML 1.2, 10.3.2).
  private static func isWord(_ text: [UInt8], _ words: StaticString...) -> Bool {
    words.contains { word in
      word.utf8CodeUnitCount == text.count && text.elementsEqual("\(word)".utf8)
    }
  }

  private static func isInfinite(_ text: [UInt8]) -> Bool {
    let unsigned = text.first == 0x2B || text.first == 0x2D ? Array(text.dropFirst()) : text
    return isWord(unsigned, ".inf", ".Inf", ".INF") || isWord(text, ".nan", ".NaN", ".NAN")
  }

  /// Digits of a number in another base that are converted: the work grows with the square.
  /// Digits: 1,024 bits in base 16.
  private static let longestNumber = 256

  private static func isLongNumber(_ text: [UInt8]) -> Bool {
    guard text.count > longestNumber + 2, text[0] == 0x30 else { return false }
    let digits = text.dropFirst(2)
    return text[1] == 0x6F ? digits.allSatisfy { $0 & 0xF8 == 0x30 } : text[1] == 0x78 && digits.allSatisfy(isHex)
  }

  /// `-12`, `0o17`, `0xFF` as JSON; nil for another text.
  private static func integer(_ text: [UInt8]) -> [UInt8]? {
    if text.count > 2, text.count <= longestNumber + 2, text[0] == 0x30 {
      let digits = text.dropFirst(2)
      if text[1] == 0x6F, digits.allSatisfy({ $0 & 0xF8 == 0x30 }) { return decimal(digits, base: 8) }
      if text[1] == 0x78, digits.allSatisfy(isHex) { return decimal(digits, base: 16) }
    }
    var digits = text[...]
    let isNegative = takeSign(&digits)
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
    return (isNegative ? [0x2D] : []) + withoutZeros(digits)
  }

  /// `1.`, `.5`, `6e+23` as JSON; nil for another text.
  private static func float(_ text: [UInt8]) -> [UInt8]? {
    var rest = text[...]
    let isNegative = takeSign(&rest)
    let whole = takeDigits(&rest)
    var fraction: ArraySlice<UInt8>?
    if rest.first == 0x2E {
      rest.removeFirst()
      fraction = takeDigits(&rest)
    }
    guard !whole.isEmpty || fraction?.isEmpty == false else { return nil }
    var number = (isNegative ? [0x2D] : []) + (whole.isEmpty ? [0x30] : withoutZeros(whole))
    if let fraction { number += [0x2E] + (fraction.isEmpty ? [0x30] : fraction) }
    if let first = rest.first, first | 0x20 == 0x65 {
      rest.removeFirst()
      number.append(0x65)
      if takeSign(&rest) { number.append(0x2D) }
      let exponent = takeDigits(&rest)
      guard !exponent.isEmpty else { return nil }
      number += exponent
    }
    return rest.isEmpty ? number : nil
  }

  private static func takeSign(_ rest: inout ArraySlice<UInt8>) -> Bool {
    guard let first = rest.first, first == 0x2B || first == 0x2D else { return false }
    rest.removeFirst()
    return first == 0x2D
  }

  private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = rest.prefix(while: isDigit)
    rest = rest[digits.endIndex...]
    return digits
  }

  /// `007` is 7 in YAML's core schema and no number in JSON.
  private static func withoutZeros(_ digits: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let significant = digits.drop { $0 == 0x30 }
    return significant.isEmpty ? [0x30] : significant
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66 }

  /// Digits of another base as decimal text: long multiplication over decimal digits.
  /// Exact for any length, as all numbers here are; a machine word would turn a key into another number.
  private static func decimal(_ digits: ArraySlice<UInt8>, base: Int) -> [UInt8] {
    var result: [UInt8] = [0]
    for byte in digits {
      var carry = byte < 0x3A ? Int(byte - 0x30) : Int((byte | 0x20) - 0x57)
      for index in result.indices {
        carry += Int(result[index]) * base
        result[index] = UInt8(carry % 10)
        carry /= 10
      }
      while carry > 0 {
        result.append(UInt8(carry % 10))
        carry /= 10
      }
    }
    return result.reversed().map { $0 + 0x30 }
  }
}

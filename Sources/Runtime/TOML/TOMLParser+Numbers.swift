/// Numbers, dates and times: all that begins with a digit or a sign.
extension TOMLParser {
  mutating func numberOrDate() throws(TOMLError) -> TOMLValue {
    let start = position
    if let date = try dateOrTime() { return .date(date) }
    while let byte = peek, Self.isBare(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") { position += 1 }
    let word = Array(text[start..<position])
    position = word.isEmpty ? start : position
    if let special = Self.special(word) { return .float(special) }
    if let integer = try integer(word, start) { return .integer(integer) }
    if let float = Self.float(word) { return .float(float) }
    throw error("a value is a \"string\", a number, true, false, a date, [ … ] or { … }", at: start)
  }

  private static func special(_ word: [UInt8]) -> Double? {
    switch String(decoding: word, as: UTF8.self) {
    case "inf", "+inf": .infinity
    case "-inf": -.infinity
    case "nan", "+nan", "-nan": .nan
    default: nil
    }
  }

  /// Nil when it is no integer at all.
  private func integer(_ word: [UInt8], _ start: Int) throws(TOMLError) -> Int64? {
    var (digits, radix, sign) = (word[...], 10, "")
    if word.starts(with: "0x".utf8) { (digits, radix) = (word[2...], 16) }
    if word.starts(with: "0o".utf8) { (digits, radix) = (word[2...], 8) }
    if word.starts(with: "0b".utf8) { (digits, radix) = (word[2...], 2) }
    if radix == 10, let first = word.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      (digits, sign) = (word[1...], first == UInt8(ascii: "-") ? "-" : "")
    }
    guard let plain = Self.withoutUnderscores(digits, isDigit: { (Self.hexDigit($0) ?? 99) < radix }) else {
      return nil
    }
    // Not `first == "0"` alone: a zero is one.
    if radix == 10, plain.count > 1, plain.first == UInt8(ascii: "0") { return nil }
    guard let value = Int64(sign + String(decoding: plain, as: UTF8.self), radix: radix) else {
      throw error("the number is beyond 64 bits", at: start)
    }
    return value
  }

  private static func float(_ word: [UInt8]) -> Double? {
    var rest = word[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let exponent = rest.firstIndex { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
    let mantissa = rest[..<(exponent ?? rest.endIndex)]
    let parts = mantissa.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard exponent != nil || parts.count == 2 else { return nil }
    guard let whole = withoutUnderscores(parts[0], isDigit: isDigit),
      whole.count == 1 || whole.first != UInt8(ascii: "0")
    else { return nil }
    if parts.count == 2, withoutUnderscores(parts[1], isDigit: isDigit) == nil { return nil }
    if let exponent {
      var digits = rest[(exponent + 1)...]
      if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
      if withoutUnderscores(digits, isDigit: isDigit) == nil { return nil }
    }
    return Double(String(decoding: word.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self))
  }

  /// The digits alone; nil unless every `_` is between two of them.
  private static func withoutUnderscores(
    _ digits: ArraySlice<UInt8>, isDigit: (UInt8) -> Bool
  ) -> [UInt8]? {
    var out: [UInt8] = []
    var wasDigit = false
    for byte in digits {
      if isDigit(byte) {
        out.append(byte)
        wasDigit = true
      } else {
        guard byte == UInt8(ascii: "_"), wasDigit else { return nil }
        wasDigit = false
      }
    }
    return wasDigit ? out : nil
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  // MARK: dates

  /// Nil when this is neither a date nor a time; an error when it is one that does not exist.
  private mutating func dateOrTime() throws(TOMLError) -> String? {
    let start = position
    let isDate = matches("dddd-dd-dd", at: start)
    guard isDate || matches("dd:dd:dd", at: start) else { return nil }
    if isDate {
      guard isDay(start) else { throw error("there is no such day", at: start) }
      position = start + 10
      let separator = peek
      guard separator == UInt8(ascii: "T") || separator == UInt8(ascii: "t") || separator == 0x20,
        matches("dd:dd:dd", at: position + 1)
      else { return String(decoding: text[start..<position], as: UTF8.self) }
      position += 1
    }
    try time()
    if isDate { try zone() }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  private mutating func time() throws(TOMLError) {
    guard number(position, 2) < 24, number(position + 3, 2) < 60, number(position + 6, 2) < 60 else {
      throw error("there is no such time", at: position)
    }
    position += 8
    guard peek == UInt8(ascii: "."), position + 1 < text.count, Self.isDigit(text[position + 1]) else { return }
    position += 1
    while let byte = peek, Self.isDigit(byte) { position += 1 }
  }

  private mutating func zone() throws(TOMLError) {
    if peek == UInt8(ascii: "Z") || peek == UInt8(ascii: "z") { return position += 1 }
    guard peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-"), matches("dd:dd", at: position + 1) else { return }
    guard number(position + 1, 2) < 24, number(position + 4, 2) < 60 else {
      throw error("there is no such offset", at: position)
    }
    position += 6
  }

  /// `d` stands for a digit.
  private func matches(_ pattern: StaticString, at start: Int) -> Bool {
    let pattern = Array(pattern.description.utf8)
    guard start + pattern.count <= text.count else { return false }
    return pattern.indices.allSatisfy {
      pattern[$0] == UInt8(ascii: "d") ? Self.isDigit(text[start + $0]) : text[start + $0] == pattern[$0]
    }
  }

  private func number(_ start: Int, _ count: Int) -> Int {
    text[start..<(start + count)].reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }

  private func isDay(_ start: Int) -> Bool {
    let (year, month, day) = (number(start, 4), number(start + 5, 2), number(start + 8, 2))
    guard (1...12).contains(month) else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[month - 1]).contains(day)
  }
}

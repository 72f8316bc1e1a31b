/// The field `Forwarded` (RFC 7239): elements with commas between, each of which has pairs with semicolons between, such
/// as `for="[2001:db8::7]:4711";proto=https`.
enum ForwardedField {
  /// Where the value of `for` is, of each element; nil for one without. A value that is not written as it must be has
  /// nothing that could be relied on: then there is one element, without.
  static func clients(_ value: Span<UInt8>) -> [Range<Int>?] {
    var clients: [Range<Int>?] = []
    var client: Range<Int>?
    var hasPair = false
    var index = 0
    while true {
      index = pastBlanks(value, index)
      // An element may be empty, and so may a pair be.
      if index < value.count, !isSeparator(value[index]) {
        guard let pair = pair(value, &index) else { return [nil] }
        if isFor(value, pair.name) {
          // Twice in one element: whoever added the second one did not add the first.
          if client != nil { return [nil] }
          client = pair.value
        }
        hasPair = true
        index = pastBlanks(value, index)
      }
      let isEnd = index == value.count
      if !isEnd, !isSeparator(value[index]) { return [nil] }
      if isEnd || value[index] == UInt8(ascii: ",") {
        if hasPair { clients.append(client) }
        (client, hasPair) = (nil, false)
      }
      if isEnd { return clients }
      index += 1
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") }

  private static func pastBlanks(_ value: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < value.count, value[index] == 0x20 || value[index] == 0x09 { index += 1 }
    return index
  }

  /// `name=token` or `name="quoted"`; the value is without its quotes. No address has an escape, so that what has one is
  /// skipped as it is.
  private static func pair(_ value: Span<UInt8>, _ index: inout Int) -> (name: Range<Int>, value: Range<Int>)? {
    let name = index
    while index < value.count, isToken(value[index]) { index += 1 }
    guard index > name, index + 1 < value.count, value[index] == UInt8(ascii: "=") else { return nil }
    let names = name..<index
    index += 1
    let start = index
    if value[index] != UInt8(ascii: "\"") {
      // A colon is no part of a token, and addresses with one are written without quotes all the same.
      while index < value.count, isToken(value[index]) || isOfAddress(value[index]) { index += 1 }
      return index > start ? (names, start..<index) : nil
    }
    index += 1
    while index < value.count, value[index] != UInt8(ascii: "\"") {
      index += value[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index < value.count else { return nil }
    index += 1
    return (names, start + 1..<index - 1)
  }

  private static func isOfAddress(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
  }

  /// RFC 9110, 5.6.2.
  private static func isToken(_ byte: UInt8) -> Bool {
    if byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 { return true }
    switch byte {
    case 0x21, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: return true
    default: return false
    }
  }

  /// Names are compared without their case.
  private static func isFor(_ value: Span<UInt8>, _ name: Range<Int>) -> Bool {
    name.count == 3 && value.extracting(name).equalsIgnoringCase(Array("for".utf8))
  }
}

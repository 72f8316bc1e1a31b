/// An IPv4 or IPv6 address as a number of 128 bits. An IPv4 address is what IPv6 has for it, `::ffff:192.0.2.1`, so that
/// one client has one address however it is written.
package struct IPAddress: Equatable, Sendable {
  package let high: UInt64
  package let low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// As the system and RFC 4291 write it, without brackets, port and zone; nil for anything else. On bytes: what comes in
  /// headers decides about trust.
  package init?(_ text: Span<UInt8>) {
    // The longest form is an IPv6 address that ends in an IPv4 one.
    guard (2...45).contains(text.count) else { return nil }
    for index in 0..<text.count where text[index] == UInt8(ascii: ":") {
      guard let address = Self.groups(text) else { return nil }
      self = address
      return
    }
    guard let number = Self.dotted(text) else { return nil }
    self.init(high: 0, low: 0xFFFF_0000_0000 | number)
  }

  var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// Four decimal numbers without leading zeros, which some read as octal.
  private static func dotted(_ text: Span<UInt8>) -> UInt64? {
    var (address, part, digits, parts): (UInt64, UInt64, Int, Int) = (0, 0, 0, 1)
    for index in 0..<text.count {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        guard digits > 0, parts < 4 else { return nil }
        (address, part, digits, parts) = (address << 8 | part, 0, 0, parts + 1)
      } else {
        guard byte &- 0x30 < 10, digits == 0 || part > 0 else { return nil }
        part = part * 10 + UInt64(byte &- 0x30)
        digits += 1
        guard part < 256 else { return nil }
      }
    }
    return digits > 0 && parts == 4 ? address << 8 | part : nil
  }

  /// Eight groups of hexadecimal digits, the last two perhaps as an IPv4 address, one row of zeros perhaps as `::`.
  private static func groups(_ text: Span<UInt8>) -> IPAddress? {
    var groups = InlineArray<8, UInt64>(repeating: 0)
    var (count, index): (Int, Int) = (0, 0)
    var gap: Int?
    if text[0] == UInt8(ascii: ":") {
      guard text[1] == UInt8(ascii: ":") else { return nil }
      (gap, index) = (0, 2)
    }
    while index < text.count {
      var end = index
      while end < text.count, text[end] != UInt8(ascii: ":") { end += 1 }
      guard count < 8, end > index else { return nil }
      if let group = hexadecimal(text.extracting(index..<end)) {
        groups[count] = group
        count += 1
      } else {
        guard end == text.count, count < 7, let address = dotted(text.extracting(index..<end)) else { return nil }
        (groups[count], groups[count + 1]) = (address >> 16, address & 0xFFFF)
        count += 2
      }
      if end == text.count { break }
      index = end + 1
      if index == text.count { return nil }
      if text[index] == UInt8(ascii: ":") {
        guard gap == nil else { return nil }
        gap = count
        index += 1
      }
    }
    guard gap == nil ? count == 8 : count < 8 else { return nil }
    return joined(groups, count, gap: gap ?? 8)
  }

  /// - Parameter gap: the group before which zeros are missing.
  private static func joined(_ groups: InlineArray<8, UInt64>, _ count: Int, gap: Int) -> IPAddress {
    var all = InlineArray<8, UInt64>(repeating: 0)
    for index in 0..<count { all[index < gap ? index : index + 8 - count] = groups[index] }
    return IPAddress(
      high: all[0] << 48 | all[1] << 32 | all[2] << 16 | all[3],
      low: all[4] << 48 | all[5] << 32 | all[6] << 16 | all[7])
  }

  private static func hexadecimal(_ text: Span<UInt8>) -> UInt64? {
    guard (1...4).contains(text.count) else { return nil }
    var number: UInt64 = 0
    for index in 0..<text.count {
      let byte = text[index]
      let digit = byte &- 0x30 < 10 ? byte &- 0x30 : (byte | 0x20) &- 0x61 < 6 ? (byte | 0x20) &- 0x61 + 10 : 255
      guard digit < 16 else { return nil }
      number = number << 4 | UInt64(digit)
    }
    return number
  }
}

/// Addresses that begin with the same bits: `10.0.0.0/8`, or one alone.
package struct AddressRange: Equatable, Sendable {
  private let address: IPAddress
  private let maskHigh: UInt64
  private let maskLow: UInt64

  package enum Failure: Error {
    case malformed
    /// Bits behind the prefix are set: it is not clear which addresses are meant.
    case excessBits
  }

  package init(_ text: Span<UInt8>) throws(Failure) {
    var slash = 0
    while slash < text.count, text[slash] != UInt8(ascii: "/") { slash += 1 }
    guard let address = IPAddress(text.extracting(0..<slash)) else { throw .malformed }
    var length = 128
    if slash < text.count {
      let most = address.isIPv4 && !Self.hasColon(text) ? 32 : 128
      guard let number = Self.number(text.extracting(slash + 1..<text.count)), number <= most else { throw .malformed }
      length = number + 128 - most
    }
    self.address = address
    maskHigh = length >= 64 ? .max : length == 0 ? 0 : .max << UInt64(64 - length)
    maskLow = length <= 64 ? 0 : .max << UInt64(128 - length)
    guard address.high & ~maskHigh == 0, address.low & ~maskLow == 0 else { throw .excessBits }
  }

  package func contains(_ other: IPAddress) -> Bool {
    other.high & maskHigh == address.high && other.low & maskLow == address.low
  }

  /// `::ffff:10.0.0.0/104` counts its bits as IPv6 does.
  private static func hasColon(_ text: Span<UInt8>) -> Bool {
    for index in 0..<text.count where text[index] == UInt8(ascii: ":") { return true }
    return false
  }

  private static func number(_ digits: Span<UInt8>) -> Int? {
    guard (1...3).contains(digits.count) else { return nil }
    var number = 0
    for index in 0..<digits.count {
      guard digits[index] &- 0x30 < 10 else { return nil }
      number = number * 10 + Int(digits[index] &- 0x30)
    }
    return number
  }
}

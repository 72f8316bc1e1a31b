package import JSONCore

/// Where a client is: the peer of the socket. No header says otherwise, since any client can write one.
package struct ClientAddress: Sendable {
  /// As the audit has it.
  package let text: JSONString
  /// What its connections are counted by: the address, or of an IPv6 address the network of 64 bits, all of which one
  /// machine may use. Nil where there is no such address.
  package let network: UInt64?

  /// - Parameter text: an IPv4 or IPv6 address as the system writes it.
  package init(text: String?) {
    self.text = JSONString(text ?? "unknown")
    network = text.flatMap { Self.network(of: Array($0.utf8)) }
  }

  /// 127.0.0.0/8; ::1 counts as 127.0.0.1.
  package var isLoopback: Bool { network.map { $0 >> 24 == 127 } ?? false }

  /// Nil for text that is no address. An IPv4 address is its number, below 2^32; no IPv6 network of the Internet is.
  private static func network(of text: [UInt8]) -> UInt64? {
    guard text.contains(UInt8(ascii: ":")) else { return dotted(text[...]) }
    guard let groups = groups(of: text), groups.count == 8 else { return nil }
    let high = groups[0..<4].reduce(0) { $0 << 16 | $1 }
    let low = groups[4..<8].reduce(0) { $0 << 16 | $1 }
    if high == 0, low == 1 { return 0x7F00_0001 }
    // IPv4 addresses that come as IPv6 ones (::ffff:192.0.2.1) count as what they are.
    return high == 0 && low >> 32 == 0xFFFF ? low & 0xFFFF_FFFF : high
  }

  /// Four decimal numbers, as the system writes them; it is not asked for the forms with fewer parts.
  private static func dotted(_ text: ArraySlice<UInt8>) -> UInt64? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt64 = 0
    for part in parts {
      guard let number = number(part, base: 10), number < 256 else { return nil }
      address = address << 8 | number
    }
    return address
  }

  /// The eight groups of an IPv6 address, `::` filled up with zeros.
  private static func groups(of text: [UInt8]) -> [UInt64]? {
    var groups: [UInt64] = []
    var gap: Int?
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part.isEmpty {
        // `::` in the middle leaves one empty part, at an end two.
        if index > 0, gap == nil { gap = groups.count }
      } else if part.contains(UInt8(ascii: ".")) {
        guard let address = dotted(part) else { return nil }
        groups += [address >> 16, address & 0xFFFF]
      } else {
        guard let number = number(part, base: 16), number < 0x10000 else { return nil }
        groups.append(number)
      }
    }
    guard let gap, groups.count < 8 else { return groups }
    groups.insert(contentsOf: Array(repeating: 0, count: 8 - groups.count), at: gap)
    return groups
  }

  /// At most four digits, so that nothing overflows.
  private static func number(_ digits: ArraySlice<UInt8>, base: UInt64) -> UInt64? {
    guard (1...4).contains(digits.count) else { return nil }
    var number: UInt64 = 0
    for byte in digits {
      let digit = byte &- 0x30 < 10 ? byte &- 0x30 : (byte | 0x20) &- 0x61 < 6 ? (byte | 0x20) &- 0x61 + 10 : 255
      guard digit < base else { return nil }
      number = number * base + UInt64(digit)
    }
    return number
  }
}

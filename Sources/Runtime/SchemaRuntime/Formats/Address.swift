/// Dotted quad: four decimal octets without leading zeros, which some readers take for octal: `010` would be two
/// addresses.
func isIPv4(_ bytes: Span<UInt8>) -> Bool {
  // `255.255.255.255`; bounds the digits of `value` as well.
  guard bytes.count <= 15 else { return false }
  var index = 0
  for octet in 0..<4 {
    if octet > 0 {
      guard bytes.has(".", at: index) else { return false }
      index += 1
    }
    let first = index
    var value = 0
    while index < bytes.count, bytes[index].isDigit {
      value = value * 10 + Int(bytes[index] &- 0x30)
      index += 1
    }
    guard index > first, value < 256, index == first + 1 || !bytes.has("0", at: first) else { return false }
  }
  return index == bytes.count
}

/// RFC 4291 text form, with `::` for at least `leastElided` groups (RFC 5321 asks for two). A zone (`%eth0`)
/// is no part of the address and refused.
func isIPv6(_ bytes: Span<UInt8>, leastElided: Int = 1) -> Bool {
  var index = 0
  var groups = 0
  var elided = false
  // Only `::` may come first: a single colon would leave out a group.
  if bytes.has(":", at: 0) {
    guard bytes.has(":", at: 1) else { return false }
    elided = true
    index = 2
  }
  while index < bytes.count {
    let first = index
    while index < bytes.count, index < first + 4, bytes[index].isHexDigit { index += 1 }
    // The last 32 bits in the form of IPv4 (RFC 4291, 2.2): the rest of the text, or nothing.
    if bytes.has(".", at: index) {
      groups += 2
      index = bytes.count
      guard isIPv4(bytes.extracting(first..<index)) else { return false }
      break
    }
    guard index > first else { return false }
    groups += 1
    if index == bytes.count { break }
    guard bytes.has(":", at: index), index + 1 < bytes.count else { return false }
    index += 1
    if bytes.has(":", at: index) {
      // With two of them, how many groups each replaces would be ambiguous.
      if elided { return false }
      elided = true
      index += 1
    }
  }
  return elided ? groups <= 8 - leastElided : groups == 8
}

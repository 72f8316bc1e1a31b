/// Dotted quad: four decimal octets without leading zeros.
func isIPv4(_ bytes: Span<UInt8>) -> Bool {
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

/// RFC 4291 text form, with `::` standing for at least `leastElided` groups (RFC 5321 asks for two).
func isIPv6(_ bytes: Span<UInt8>, leastElided: Int = 1) -> Bool {
  var index = 0
  var groups = 0
  var elided = false
  if bytes.has(":", at: 0) {
    guard bytes.has(":", at: 1) else { return false }
    elided = true
    index = 2
  }
  while index < bytes.count {
    let first = index
    while index < bytes.count, index < first + 4, bytes[index].isHexDigit { index += 1 }
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
      if elided { return false }
      elided = true
      index += 1
    }
  }
  return elided ? groups <= 8 - leastElided : groups == 8
}

/// RFC 5321 `Mailbox`.
///
/// Of the address literals, IPv4 and IPv6 are accepted; no other tag has ever been registered.
///
/// `international`: as RFC 6531 extends it, with any character beyond ASCII in the local part and labels in Unicode in
/// the domain, normalized or not.
func isMailbox(_ bytes: Span<UInt8>, international: Bool = false) -> Bool {
  // A path of 256 octets (RFC 5321, 4.5.3.1.3) without its angle brackets.
  guard bytes.count <= 254 else { return false }
  let local = bytes.has("\"", at: 0) ? endOfQuotedString(bytes, international) : endOfDotString(bytes, international)
  // RFC 5321, 4.5.3.1.1.
  guard let local, local <= 64, bytes.has("@", at: local) else { return false }
  let domain = bytes.extracting((local + 1)..<bytes.count)
  if domain.has("[", at: 0) { return isAddressLiteral(domain) }
  return international ? isInternationalHostname(domain, normalized: false) : isHostname(domain)
}

/// The index behind the dot-separated atoms at the beginning, or nil when one is empty.
private func endOfDotString(_ bytes: Span<UInt8>, _ international: Bool) -> Int? {
  var index = 0
  while true {
    let first = index
    while index < bytes.count, isAtomByte(bytes[index]) || (international && bytes[index] >= 0x80) { index += 1 }
    if index == first { return nil }
    guard bytes.has(".", at: index) else { return index }
    index += 1
  }
}

/// The index behind the closing quote of the string at the beginning, or nil when there is none.
private func endOfQuotedString(_ bytes: Span<UInt8>, _ international: Bool) -> Int? {
  var index = 1
  while index < bytes.count {
    switch bytes[index] {
    case UInt8(ascii: "\""): return index + 1
    case UInt8(ascii: "\\"):
      guard index + 1 < bytes.count, (0x20...0x7E).contains(bytes[index + 1]) else { return nil }
      index += 2
    case 0x20...0x7E: index += 1
    case 0x80... where international: index += 1
    default: return nil
    }
  }
  return nil
}

/// `atext` of RFC 5322.
private func isAtomByte(_ byte: UInt8) -> Bool {
  if byte.isDigit || byte.isLetter { return true }
  return switch byte {
  case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
  default: false
  }
}

/// `[192.0.2.1]` or `[IPv6:2001:db8::1]`; here `::` replaces two groups at least.
private func isAddressLiteral(_ bytes: Span<UInt8>) -> Bool {
  guard bytes.count >= 2, bytes.has("]", at: bytes.count - 1) else { return false }
  let inner = bytes.extracting(1..<(bytes.count - 1))
  guard hasIPv6Tag(inner) else { return isIPv4(inner) }
  return isIPv6(inner.extracting(5..<inner.count), leastElided: 2)
}

/// `IPv6:` in any case, as literals of the RFC's grammar are.
private func hasIPv6Tag(_ bytes: Span<UInt8>) -> Bool {
  bytes.count >= 5 && bytes[0] | 0x20 == UInt8(ascii: "i") && bytes[1] | 0x20 == UInt8(ascii: "p")
    && bytes[2] | 0x20 == UInt8(ascii: "v") && bytes.has("6", at: 3) && bytes.has(":", at: 4)
}

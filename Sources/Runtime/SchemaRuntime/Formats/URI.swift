/// RFC 3986 `URI` (`schemeRequired`) or `URI-reference`; RFC 3987 `IRI` and `IRI-reference` with `international`. The
/// generic syntax alone: what a scheme asks beyond it (`http` wants a host) is not looked at.
func isURIReference(_ bytes: Span<UInt8>, schemeRequired: Bool, international: Bool = false) -> Bool {
  let others: International = international ? .letters : .none
  let scheme = endOfScheme(bytes)
  if schemeRequired, scheme == nil { return false }
  var index = scheme ?? 0
  // Two slashes always begin an authority, which may be empty (`file:///etc`); the path then is empty or begins with
  // `/`.
  if bytes.has("/", at: index), bytes.has("/", at: index + 1) {
    let first = index + 2
    index = first
    while index < bytes.count, !endsAuthority(bytes[index]) { index += 1 }
    guard isAuthority(bytes.extracting(first..<index), others) else { return false }
  } else if scheme == nil, firstSegmentHasColon(bytes) {
    return false
  }
  // The path goes on to the first byte that it may not have; what follows decides.
  guard var end = skip(bytes, from: index, others, while: isPathByte) else { return false }
  if bytes.has("?", at: end) {
    let others: International = international ? .lettersAndPrivate : .none
    guard let after = skip(bytes, from: end + 1, others, while: isQueryByte) else { return false }
    end = after
  }
  if bytes.has("#", at: end) {
    guard let after = skip(bytes, from: end + 1, others, while: isQueryByte) else { return false }
    end = after
  }
  return end == bytes.count
}

/// The index behind `scheme ":"` (RFC 3986, 3.1), or nil when the bytes do not begin with one.
private func endOfScheme(_ bytes: Span<UInt8>) -> Int? {
  guard bytes.count > 0, bytes[0].isLetter else { return nil }
  var index = 1
  while index < bytes.count {
    switch bytes[index] {
    case UInt8(ascii: ":"): return index + 1
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): index += 1
    case let byte where byte.isLetter || byte.isDigit: index += 1
    default: return nil
    }
  }
  return nil
}

/// A relative path must not look like a scheme: `path-noscheme` (RFC 3986, 4.2).
private func firstSegmentHasColon(_ bytes: Span<UInt8>) -> Bool {
  for index in bytes.indices {
    if bytes[index] == UInt8(ascii: ":") { return true }
    if endsAuthority(bytes[index]) { return false }
  }
  return false
}

/// RFC 3986, 3.2: the next slash, question mark or number sign.
private func endsAuthority(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
}

/// `[ userinfo "@" ] host [ ":" port ]`. A port is digits, perhaps none; its range is not looked at (3.2.3).
private func isAuthority(_ bytes: Span<UInt8>, _ others: International) -> Bool {
  guard let user = skip(bytes, from: 0, others, while: isUserInfoByte) else { return false }
  // Without an `@` the bytes read so far are the host, and perhaps a port.
  let host = bytes.has("@", at: user) ? user + 1 : 0
  let end =
    bytes.has("[", at: host) ? endOfIPLiteral(bytes, from: host) : skip(bytes, from: host, others, while: isNameByte)
  guard var end else { return false }
  if bytes.has(":", at: end) {
    end += 1
    while end < bytes.count, bytes[end].isDigit { end += 1 }
  }
  return end == bytes.count
}

/// The index behind the bracketed IPv6 or IPvFuture address at `start`, or nil when it is none.
private func endOfIPLiteral(_ bytes: Span<UInt8>, from start: Int) -> Int? {
  var end = start + 1
  while end < bytes.count, !bytes.has("]", at: end) { end += 1 }
  guard end < bytes.count else { return nil }
  let inner = bytes.extracting((start + 1)..<end)
  let future = inner.has("v", at: 0) || inner.has("V", at: 0)
  return (future ? isIPvFuture(inner) : isIPv6(inner)) ? end + 1 : nil
}

/// `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`
private func isIPvFuture(_ bytes: Span<UInt8>) -> Bool {
  var index = 1
  while index < bytes.count, bytes[index].isHexDigit { index += 1 }
  guard index > 1, bytes.has(".", at: index), index + 1 < bytes.count else { return false }
  for position in (index + 1)..<bytes.count where !isUserInfoByte(bytes[position]) { return false }
  return true
}

/// The index of the first byte at or after `start` that is neither allowed nor part of a percent-encoded octet or of
/// one of the `others`, or nil when a `%` is not followed by two hexadecimal digits.
@inline(__always)
private func skip(
  _ bytes: Span<UInt8>, from start: Int, _ others: International, while allowed: (UInt8) -> Bool
) -> Int? {
  var index = start
  while index < bytes.count {
    if bytes[index] == UInt8(ascii: "%") {
      guard index + 2 < bytes.count, bytes[index + 1].isHexDigit, bytes[index + 2].isHexDigit else { return nil }
      index += 3
    } else if allowed(bytes[index]) {
      index += 1
    } else if bytes[index] >= 0x80, let end = others.end(of: bytes, at: index) {
      index = end
    } else {
      return index
    }
  }
  return index
}

/// `unreserved / sub-delims` (RFC 3986, 2.2 and 2.3).
private func isNameByte(_ byte: UInt8) -> Bool {
  if byte.isDigit || byte.isLetter { return true }
  return switch byte {
  case 0x21, 0x24, 0x26...0x2E, 0x3B, 0x3D, 0x5F, 0x7E: true
  default: false
  }
}

/// `unreserved / sub-delims / ":"`
private func isUserInfoByte(_ byte: UInt8) -> Bool { isNameByte(byte) || byte == UInt8(ascii: ":") }

/// `pchar / "/"`
private func isPathByte(_ byte: UInt8) -> Bool {
  isUserInfoByte(byte) || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "/")
}

/// `pchar / "/" / "?"`, for the fragment, too.
private func isQueryByte(_ byte: UInt8) -> Bool { isPathByte(byte) || byte == UInt8(ascii: "?") }

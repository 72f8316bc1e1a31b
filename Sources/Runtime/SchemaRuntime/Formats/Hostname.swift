/// RFC 1123 host name: at most 253 bytes of dot-separated labels, no trailing dot. A label that begins with `xn--` must
/// be what IDNA 2008 makes of a label in Unicode.
func isHostname(_ bytes: Span<UInt8>) -> Bool {
  guard bytes.count <= 253 else { return false }
  var first = 0
  var isInternational = false
  while true {
    var index = first
    while index < bytes.count, bytes[index].isDigit || bytes[index].isLetter || bytes.has("-", at: index) { index += 1 }
    guard index > first, index - first <= 63, !bytes.has("-", at: first), !bytes.has("-", at: index - 1) else {
      return false
    }
    // Perhaps `xn--`: the whole name is then looked at by the rules of IDNA, once.
    if bytes.has("-", at: first + 2), bytes.has("-", at: first + 3), bytes[first] | 0x20 == UInt8(ascii: "x") {
      isInternational = true
    }
    if index == bytes.count { return !isInternational || isInternationalHostname(bytes, lenientHyphens: true) }
    guard bytes.has(".", at: index) else { return false }
    first = index + 1
  }
}

/// RFC 5890 host name: labels in ASCII, in Unicode, or encoded (`xn--`); the separators of RFC 3490.
///
/// `normalized`: labels in Unicode must be in NFC. `lenientHyphens`: other ASCII labels may have hyphens in third and
/// fourth position.
func isInternationalHostname(_ bytes: Span<UInt8>, normalized: Bool = true, lenientHyphens: Bool = false) -> Bool {
  // 253 characters of four bytes each.
  guard bytes.count <= 1012, let scalars = ScalarCursor.scalars(bytes) else { return false }
  var length = -1
  var labels: [IDNALabel] = []
  for part in scalars.split(omittingEmptySubsequences: false, whereSeparator: isLabelSeparator) {
    guard let label = IDNALabel(Array(part), lenientHyphens: lenientHyphens) else { return false }
    labels.append(label)
    length += label.encodedCount + 1
  }
  guard length <= 253, !normalized || labels.allSatisfy(\.isNormalized) else { return false }
  return !labels.contains(where: \.isRightToLeft) || labels.allSatisfy(\.keepsBidiRule)
}

/// The full stop and the three that RFC 3490, 3.1, takes for it.
private func isLabelSeparator(_ value: UInt32) -> Bool {
  value == 0x2E || value == 0x3002 || value == 0xFF0E || value == 0xFF61
}

/// RFC 6570 URI template of any level, with erratum 6937: `'` is a literal. Whether a variable is known, and what an
/// operator reserved for extensions would do, is not the template's to say.
func isURITemplate(_ bytes: Span<UInt8>) -> Bool {
  var index = 0
  while index < bytes.count {
    if bytes.has("{", at: index) {
      guard let end = endOfExpression(bytes, from: index + 1) else { return false }
      index = end
    } else if bytes.has("%", at: index) {
      guard let end = endOfTriplet(bytes, from: index) else { return false }
      index = end
    } else if bytes[index] >= 0x80 {
      guard let end = International.lettersAndPrivate.end(of: bytes, at: index) else { return false }
      index = end
    } else {
      guard isTemplateLiteral(bytes[index]) else { return false }
      index += 1
    }
  }
  return true
}

/// `literals` of RFC 6570, 2.1, as far as they are ASCII.
private func isTemplateLiteral(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x21, 0x23, 0x24, 0x26...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: true
  default: false
  }
}

/// `pct-encoded`; the index behind its second digit.
private func endOfTriplet(_ bytes: Span<UInt8>, from start: Int) -> Int? {
  let end = start + 3
  return end <= bytes.count && bytes[start + 1].isHexDigit && bytes[start + 2].isHexDigit ? end : nil
}

/// The index behind `[ operator ] varspec *( "," varspec ) "}"`; nil when it is none.
private func endOfExpression(_ bytes: Span<UInt8>, from start: Int) -> Int? {
  // Those of levels 2 and 3, and the reserved ones (RFC 6570, 2.2).
  let operators: [Unicode.Scalar] = ["+", "#", ".", "/", ";", "?", "&", "=", ",", "!", "@", "|"]
  var index = operators.contains { bytes.has($0, at: start) } ? start + 1 : start
  while true {
    guard let end = endOfVariable(bytes, from: index) else { return nil }
    if bytes.has("}", at: end) { return end + 1 }
    guard bytes.has(",", at: end) else { return nil }
    index = end + 1
  }
}

/// `varspec`: a name with an explode modifier or a prefix of 1 to 9,999 (RFC 6570, 2.4), or neither.
private func endOfVariable(_ bytes: Span<UInt8>, from start: Int) -> Int? {
  guard var index = endOfVariableCharacter(bytes, from: start) else { return nil }
  while true {
    // A dot only counts when a character follows it.
    if let end = endOfVariableCharacter(bytes, from: bytes.has(".", at: index) ? index + 1 : index) {
      index = end
    } else {
      break
    }
  }
  if bytes.has("*", at: index) { return index + 1 }
  guard bytes.has(":", at: index) else { return index }
  let first = index + 1
  index = first
  while index < bytes.count, index < first + 4, bytes[index].isDigit { index += 1 }
  return index == first || bytes.has("0", at: first) ? nil : index
}

/// `varchar`; the dot between two of them is the caller's.
private func endOfVariableCharacter(_ bytes: Span<UInt8>, from start: Int) -> Int? {
  guard start < bytes.count else { return nil }
  if bytes.has("%", at: start) { return endOfTriplet(bytes, from: start) }
  return bytes[start].isDigit || bytes[start].isLetter || bytes.has("_", at: start) ? start + 1 : nil
}

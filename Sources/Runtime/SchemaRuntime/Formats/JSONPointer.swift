/// RFC 6901 text form: empty, or segments that each begin with `/`; `~` only in `~0` and `~1` (section 3). Not the form
/// in the fragment of a URI, which has a `#` and percent-encoding (section 6).
func isJSONPointer(_ bytes: Span<UInt8>, from start: Int = 0) -> Bool {
  guard start < bytes.count else { return true }
  guard bytes.has("/", at: start) else { return false }
  for index in start..<bytes.count where bytes.has("~", at: index) {
    guard bytes.has("0", at: index + 1) || bytes.has("1", at: index + 1) else { return false }
  }
  return true
}

/// draft-bhutton-relative-json-pointer-00: levels up, an offset among siblings, then a pointer or `#`.
func isRelativeJSONPointer(_ bytes: Span<UInt8>) -> Bool {
  guard var index = endOfCount(bytes, from: 0) else { return false }
  if bytes.has("+", at: index) || bytes.has("-", at: index) {
    guard !bytes.has("0", at: index + 1), let end = endOfCount(bytes, from: index + 1) else { return false }
    index = end
  }
  if bytes.has("#", at: index) { return index + 1 == bytes.count }
  return isJSONPointer(bytes, from: index)
}

/// The index behind a decimal number without leading zeros; nil when there is none.
private func endOfCount(_ bytes: Span<UInt8>, from start: Int) -> Int? {
  var index = start
  while index < bytes.count, bytes[index].isDigit { index += 1 }
  return index == start || (bytes.has("0", at: start) && index > start + 1) ? nil : index
}

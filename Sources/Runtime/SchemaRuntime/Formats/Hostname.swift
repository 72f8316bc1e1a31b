/// RFC 1123 host name: at most 253 bytes of dot-separated labels, no trailing dot.
func isHostname(_ bytes: Span<UInt8>) -> Bool {
  guard bytes.count <= 253 else { return false }
  var first = 0
  while true {
    var index = first
    while index < bytes.count, bytes[index].isDigit || bytes[index].isLetter || bytes.has("-", at: index) { index += 1 }
    guard index > first, index - first <= 63, !bytes.has("-", at: first), !bytes.has("-", at: index - 1) else {
      return false
    }
    if index == bytes.count { return true }
    guard bytes.has(".", at: index) else { return false }
    first = index + 1
  }
}

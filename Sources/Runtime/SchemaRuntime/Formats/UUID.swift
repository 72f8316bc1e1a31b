/// RFC 4122 text form: 8-4-4-4-12 hexadecimal digits, any version and variant.
func isUUID(_ bytes: Span<UInt8>) -> Bool {
  guard bytes.count == 36 else { return false }
  for index in bytes.indices {
    switch index {
    case 8, 13, 18, 23: if bytes[index] != UInt8(ascii: "-") { return false }
    default: if !bytes[index].isHexDigit { return false }
    }
  }
  return true
}

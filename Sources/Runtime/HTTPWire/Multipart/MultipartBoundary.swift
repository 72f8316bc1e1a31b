/// The boundary of a `multipart/form-data` body, from its Content-Type (RFC 7578, 4.1).
package struct MultipartBoundary: Equatable, Sendable {
  /// `--` and the boundary: what every delimiter begins with.
  let dashed: [UInt8]

  /// Nil when the value is another type, or not one that every reader takes for the same: exactly one parameter, the
  /// boundary, of 1 to 70 characters that a boundary may have (RFC 2046, 5.1.1).
  package init?(contentType value: Span<UInt8>) {
    let type: StaticString = "multipart/form-data"
    var index = type.utf8CodeUnitCount
    guard value.beginsIgnoringCase(with: type) else { return nil }
    Self.skipSpace(value, &index)
    guard index < value.count, value[index] == UInt8(ascii: ";") else { return nil }
    index += 1
    Self.skipSpace(value, &index)
    let name: StaticString = "boundary="
    guard value.count - index > name.utf8CodeUnitCount,
      value.extracting(index..<value.count).beginsIgnoringCase(with: name)
    else { return nil }
    index += name.utf8CodeUnitCount
    var (start, end) = (index, value.count)
    if value[start] == UInt8(ascii: "\"") {
      guard end - start > 2, value[end - 1] == UInt8(ascii: "\"") else { return nil }
      start += 1
      end -= 1
    }
    guard (1...70).contains(end - start), value[end - 1] != 0x20 else { return nil }
    var dashed: [UInt8] = [0x2D, 0x2D]
    for position in start..<end {
      guard Self.isAllowed(value[position], isQuoted: start > index) else { return nil }
      dashed.append(value[position])
    }
    self.dashed = dashed
  }

  private static func skipSpace(_ bytes: Span<UInt8>, _ index: inout Int) {
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
  }

  /// Without quotes only what a token has: a reader that splits at `;` or `,` must find the same end.
  private static func isAllowed(_ byte: UInt8, isQuoted: Bool) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "'"), UInt8(ascii: "+"), UInt8(ascii: "_"),
      UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: ":"),
      UInt8(ascii: "="), UInt8(ascii: "?"), 0x20:
      isQuoted
    default: false
    }
  }
}

extension MultipartBoundary {
  /// What surrounds the value of a part that is put in front of all others.
  package func part(named name: StaticString) -> (head: [UInt8], tail: [UInt8]) {
    var head = dashed
    head.append("\r\nContent-Disposition: form-data; name=\"")
    head.append(name)
    head.append("\"\r\n\r\n")
    return (head, [0x0D, 0x0A])
  }
}

/// A position in UTF-8 that is taken apart into scalar values. Checks what it reads, unlike `String.unicodeScalars`,
/// which would first repair the text and allocate for it.
struct ScalarCursor {
  private(set) var index: Int

  init(index: Int = 0) { self.index = index }

  /// The next scalar value; nil at the end, and where the bytes are not well-formed: `index` distinguishes the two.
  mutating func next(in bytes: Span<UInt8>) -> UInt32? {
    guard index < bytes.count else { return nil }
    let first = bytes[index]
    if first < 0x80 {
      index += 1
      return UInt32(first)
    }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard first >= 0xC2, first <= 0xF4, index + length <= bytes.count else { return nil }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for position in (index + 1)..<(index + length) {
      guard bytes[position] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(bytes[position] & 0x3F)
    }
    // Overlong forms and surrogates: well-formed UTF-8 has neither (RFC 3629, 3).
    guard value >= Self.smallest[length - 2], Unicode.Scalar(value) != nil else { return nil }
    index += length
    return value
  }

  /// The smallest value that needs 2, 3, 4 bytes.
  private static let smallest: [UInt32] = [0x80, 0x800, 0x10000]

  /// All scalar values; nil when the bytes are not well-formed. Room for one value per byte is taken at once.
  static func scalars(_ bytes: Span<UInt8>) -> [UInt32]? {
    var cursor = ScalarCursor()
    var values: [UInt32] = []
    values.reserveCapacity(bytes.count)
    while let value = cursor.next(in: bytes) { values.append(value) }
    return cursor.index == bytes.count ? values : nil
  }
}

/// Byte classes shared by the format scanners; all false above 0x7F, so that no look-alike of another script passes.
/// Each is one subtraction and one comparison: what is below the range wraps round to a large number.
extension UInt8 {
  @inline(__always)
  var isDigit: Bool { self &- 0x30 < 10 }

  /// A to Z and a to z, which differ by the bit 0x20.
  @inline(__always)
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

  @inline(__always)
  var isHexDigit: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
}

extension Span<UInt8> {
  /// Whether `byte` is at `index`; false beyond the end, so that scanners need no test of their own before a look
  /// ahead.
  @inline(__always)
  func has(_ byte: Unicode.Scalar, at index: Int) -> Bool {
    index < count && self[index] == UInt8(truncatingIfNeeded: byte.value)
  }

  /// The two decimal digits at `index`, or nil when there are not two.
  @inline(__always)
  func twoDigits(at index: Int) -> Int? {
    guard index + 2 <= count, self[index].isDigit, self[index + 1].isDigit else { return nil }
    return Int(self[index] &- 0x30) * 10 + Int(self[index + 1] &- 0x30)
  }
}

/// A set of code points with a quick lookup for ASCII.
struct ScalarClass: Sendable, Equatable {
  /// Bit set over 0...127.
  let low: UInt64
  let high: UInt64
  let set: ScalarSet

  init(_ set: ScalarSet) {
    var words: [UInt64] = [0, 0]
    for value in UInt32(0)..<128 where set.contains(value) { words[Int(value / 64)] |= 1 << UInt64(value % 64) }
    low = words[0]
    high = words[1]
    self.set = set
  }

  @inline(__always)
  func containsASCII(_ byte: UInt8) -> Bool {
    let word = byte & 0x40 == 0 ? low : high
    return byte < 0x80 && word >> UInt64(byte & 0x3F) & 1 == 1
  }

  func contains(_ value: UInt32) -> Bool {
    value < 0x80 ? containsASCII(UInt8(truncatingIfNeeded: value)) : set.contains(value)
  }
}

import Glibc

/// The text of records, eight bytes at a time.
enum RecordText {
  /// Whether no byte is a control byte: a record is one line.
  static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let start = text.baseAddress else { return true }
    var found: UInt64 = 0
    var offset = 0
    while offset + 8 <= text.count {
      unsafe found |= controls(start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    while offset < text.count {
      unsafe found |= text[offset] < 0x20 ? 1 : 0
      offset += 1
    }
    return found == 0
  }

  /// Not zero when a byte is below 0x20.
  private static func controls(_ word: UInt64) -> UInt64 {
    (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
  }

  /// Copies the text and pads its last word with 0xFF.
  static func copy(_ text: UnsafeRawBufferPointer, to place: UnsafeMutableRawPointer) {
    guard let start = text.baseAddress else { return }
    let rest = text.count & 7
    if rest != 0 { unsafe (place + (text.count - rest)).storeBytes(of: UInt64.max, as: UInt64.self) }
    unsafe place.copyMemory(from: start, byteCount: text.count)
  }

  /// A checksum over whole words, the padding included. Precondition: `place` is aligned.
  static func checksum(_ place: UnsafeRawPointer, _ length: Int, seed: Int) -> UInt32 {
    let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
    var even = UInt64(seed) &* multiplier
    var odd = UInt64(length) ^ multiplier
    var offset = 0
    // Two lanes, because a multiplication takes longer than the rest of a step.
    while offset + 16 <= length {
      even = unsafe (even ^ place.load(fromByteOffset: offset, as: UInt64.self)) &* multiplier
      odd = unsafe (odd ^ place.load(fromByteOffset: offset + 8, as: UInt64.self)) &* multiplier
      even ^= even >> 29
      odd ^= odd >> 31
      offset += 16
    }
    while offset < length {
      even = unsafe (even ^ place.load(fromByteOffset: offset, as: UInt64.self)) &* multiplier
      even ^= even >> 29
      offset += 8
    }
    let sum = (even ^ odd) &* multiplier
    return UInt32(sum >> 32)
  }
}

import Glibc

/// The text of records, many bytes at a time.
enum RecordText {
  /// Whether no byte is a control byte: a record is one line.
  static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let start = text.baseAddress else { return true }
    if text.count >= 32 { return unsafe isPlain(start, text.count) }
    var found: UInt64 = 0
    var offset = 0
    while offset &+ 8 <= text.count {
      unsafe found |= controls(start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset &+= 8
    }
    while offset < text.count {
      unsafe found |= text[offset] < 0x20 ? 1 : 0
      offset &+= 1
    }
    return found == 0
  }

  /// The same for at least 32 bytes, of which the last ones are looked at twice.
  private static func isPlain(_ start: UnsafeRawPointer, _ count: Int) -> Bool {
    var found = SIMD4<UInt64>(repeating: 0)
    func look(_ offset: Int) {
      let words = unsafe start.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
      found |= (words &- 0x2020_2020_2020_2020) & ~words
    }
    let last = count &- 32
    var offset = 0
    while offset < last {
      look(offset)
      offset &+= 32
    }
    look(last)
    return (found[0] | found[1] | found[2] | found[3]) & 0x8080_8080_8080_8080 == 0
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
    // Two lanes, because a multiplication takes longer than the rest of a step.
    func step(_ place: UnsafeRawPointer) {
      even = unsafe (even ^ place.load(as: UInt64.self)) &* multiplier
      odd = unsafe (odd ^ place.load(fromByteOffset: 8, as: UInt64.self)) &* multiplier
      even ^= even >> 29
      odd ^= odd >> 31
    }
    var place = unsafe place
    var rest = length
    while rest >= 32 {
      unsafe step(place)
      unsafe step(place + 16)
      unsafe place += 32
      rest &-= 32
    }
    if rest >= 16 {
      unsafe step(place)
      unsafe place += 16
      rest &-= 16
    }
    while rest > 0 {
      even = unsafe (even ^ place.load(as: UInt64.self)) &* multiplier
      even ^= even >> 29
      unsafe place += 8
      rest &-= 8
    }
    let sum = (even ^ odd) &* multiplier
    return UInt32(sum >> 32)
  }
}

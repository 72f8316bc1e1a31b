import CRecordRing

/// The text of records, many bytes at a time. Each function looks at memory only while its caller lends it, raw and
/// inside the count that came with it (a ring's text, which is padded, inside the next multiple of eight).
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
  /// Four words at a time, joined without a branch: a record is nearly always plain, so nothing is gained by stopping
  /// early.
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

  /// Copies the text, pads its last word with 0xFF and returns its checksum. Each word is stored whole: a producer that
  /// slept for a lap may be looking at it. Precondition: `position` is aligned.
  static func store(_ text: UnsafeRawBufferPointer, to position: UnsafeMutableRawPointer, seed: Int) -> UInt32 {
    var sum = Checksum(seed: seed, length: text.count)
    guard let start = text.baseAddress else { return sum.value }
    var offset = 0
    func step(_ offset: Int) {
      let first = unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let second = unsafe start.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
      unsafe record_ring_store_relaxed(position + offset, first)
      unsafe record_ring_store_relaxed(position + (offset &+ 8), second)
      sum.add(first, second)
    }
    while offset &+ 32 <= text.count {
      step(offset)
      step(offset &+ 16)
      offset &+= 32
    }
    if offset &+ 16 <= text.count {
      step(offset)
      offset &+= 16
    }
    while offset < text.count {
      let word = unsafe word(text, offset)
      unsafe record_ring_store_relaxed(position + offset, word)
      sum.add(word)
      offset &+= 8
    }
    return sum.value
  }

  /// The eight bytes at an offset, 0xFF behind the end.
  private static func word(_ text: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    guard offset &+ 8 > text.count else { return unsafe text.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    var word = UInt64.max
    var index = text.count
    while index > offset {
      index &-= 1
      word = unsafe word << 8 | UInt64(text[index])
    }
    return UInt64(littleEndian: word)
  }

  /// The checksum of text that is in a ring, its padding included. Precondition: `position` is aligned.
  static func checksum(_ position: UnsafeRawPointer, _ length: Int, seed: Int) -> UInt32 {
    var sum = Checksum(seed: seed, length: length)
    var offset = 0
    while offset &+ 16 <= length {
      unsafe sum.add(
        position.load(fromByteOffset: offset, as: UInt64.self),
        position.load(fromByteOffset: offset &+ 8, as: UInt64.self))
      offset &+= 16
    }
    while offset < length {
      unsafe sum.add(position.load(fromByteOffset: offset, as: UInt64.self))
      offset &+= 8
    }
    return sum.value
  }

  /// A checksum over whole words, in two lanes, because a multiplication takes longer than the rest of a step.
  private struct Checksum {
    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var even: UInt64
    private var odd: UInt64

    init(seed: Int, length: Int) {
      even = UInt64(seed) &* Self.multiplier
      odd = UInt64(length) ^ Self.multiplier
    }

    /// While there is a pair of words.
    @inline(__always)
    mutating func add(_ first: UInt64, _ second: UInt64) {
      add(first)
      odd = (odd ^ second) &* Self.multiplier
      odd ^= odd >> 31
    }

    /// The one or two words behind all pairs.
    @inline(__always)
    mutating func add(_ word: UInt64) {
      even = (even ^ word) &* Self.multiplier
      even ^= even >> 29
    }

    /// The high half: the low bits of a product depend on few of those of its factors.
    var value: UInt32 { UInt32(((even ^ odd) &* Self.multiplier) >> 32) }
  }
}

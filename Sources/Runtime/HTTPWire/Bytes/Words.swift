/// Tests on the eight bytes of a word at once. A mask has bit 7 of each byte that was found set; bits above the lowest
/// one may be wrong, so only `first` is asked.
enum Words {
  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let tops: UInt64 = 0x8080_8080_8080_8080

  /// The byte eight times.
  @inline(__always)
  static func all(_ byte: UInt8) -> UInt64 { UInt64(byte) &* ones }

  @inline(__always)
  static func equal(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let zeroed = word ^ all(byte)
    return (zeroed &- ones) & ~zeroed & tops
  }

  /// Bytes below `bound`, which is at most 0x80.
  @inline(__always)
  static func below(_ word: UInt64, _ bound: UInt8) -> UInt64 { (word &- all(bound)) & ~word & tops }

  /// Whether all eight bytes are small letters, digits, dashes, dots or slashes.
  @inline(__always)
  static func areOrdinary(_ word: UInt64) -> Bool {
    let low = word & ~tops
    func from(_ byte: UInt8) -> UInt64 { low &+ all(0x80 &- byte) }
    let found = from(0x2D) & ~from(0x3A) | from(0x61) & ~from(0x7B)
    return found & ~word & tops == tops
  }

  /// Which of the eight bytes is the first in a mask that is not empty.
  @inline(__always)
  static func first(_ mask: UInt64) -> Int { mask.trailingZeroBitCount &>> 3 }

  /// The first `size` bytes (0 to 8) of the word, zeros behind them.
  @inline(__always)
  static func prefix(_ word: UInt64, _ size: Int) -> UInt64 {
    size >= 8 ? word : word & ((1 &<< (8 &* UInt64(size))) &- 1)
  }

  /// The word with `A` to `Z` in lower case and every other byte as it was.
  @inline(__always)
  static func lowercased(_ word: UInt64) -> UInt64 {
    let low = word & ~tops
    let fromA = low &+ all(0x80 - 0x41)
    let aboveZ = low &+ all(0x80 - 0x5B)
    return word | ((fromA ^ aboveZ) & ~word & tops) &>> 2
  }
}

/// `A` to `Z` in lower case, every other byte as it is.
@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

/// A set of ASCII characters.
struct ByteClass: Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(_ characters: String) {
    for byte in characters.utf8 {
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    let half = byte < 64 ? low : high
    return byte < 128 && half &>> UInt64(byte & 63) & 1 != 0
  }

  /// Whether every byte is in the set.
  func holds(_ bytes: Span<UInt8>) -> Bool {
    for index in 0..<bytes.count where !contains(bytes[index]) { return false }
    return true
  }

  private static let alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  /// What methods and field names consist of (RFC 9110, 5.6.2).
  static let token = ByteClass(alphanumeric + "!#$%&'*+-.^_`|~")
  /// What may be in a path and a query, escapes apart (RFC 3986, 3.3 and 3.4).
  static let target = ByteClass(alphanumeric + "-._~!$&'()*+,;=:@/?")
  /// What names a host, an address in brackets apart.
  static let host = ByteClass(alphanumeric + "-._")
}

/// The value of a hexadecimal digit.
@inline(__always)
func hexDigit(_ byte: UInt8) -> UInt8? {
  if byte &- 0x30 < 10 { return byte &- 0x30 }
  let letter = (byte | 0x20) &- 0x61
  return letter < 6 ? letter &+ 10 : nil
}

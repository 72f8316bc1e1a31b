import System

/// Session ids, as UUIDs.
enum SessionID {
  /// A version 4, variant 1 UUID in lower case; 122 bits from the system's generator.
  static func random() -> String {
    let high = RandomBits.word() & ~0xf000 | 0x4000
    let low = RandomBits.word() & ~(0b11 << 62) | 0b10 << 62
    return text(high: high, low: low)
  }

  static func text(high: UInt64, low: UInt64) -> String {
    let digits = Hexadecimal.digits(high, count: 16) + Hexadecimal.digits(low, count: 16)
    var text: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

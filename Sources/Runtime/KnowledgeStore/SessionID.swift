/// Random session ids.
enum SessionID {
  /// A version 4, variant 1 UUID in lower case; 122 bits from the system's generator.
  static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    let high = generator.next() & ~0xf000 | 0x4000
    let low = generator.next() & ~(0b11 << 62) | 0b10 << 62
    let digits = hexadecimal(high) + hexadecimal(low)
    var text: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func hexadecimal(_ value: UInt64) -> [UInt8] {
    let alphabet = Array("0123456789abcdef".utf8)
    return stride(from: 60, through: 0, by: -4).map { alphabet[Int(value >> UInt64($0) & 0xf)] }
  }
}

/// Chooses among costly ways to run an input by the input itself, so that it runs the same way every time.
enum InputShare {
  /// One of `0..<count`, about as often as each other: FNV-1a.
  static func choice(among count: UInt64, _ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } >> 16 % count
  }
}

/// The bytes in pieces of one size, the last one apart.
func pieces(of bytes: [UInt8], size: Int) -> [[UInt8]] {
  stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
}

extension JSONReader {
  /// Whether the token is the text form of RFC 4122: 8-4-4-4-12 hexadecimal digits, compared eight at a time. The last
  /// word overlaps the one before it, so that 36 bytes are five words. Byte by byte an audit event took 270 ns to
  /// decode instead of 226.
  public func tokenIsUUID() -> Bool {
    guard tokenLength == 36 else { return false }
    let words = unsafe (
      Self.load(tokenStart), Self.load(tokenStart + 8), Self.load(tokenStart + 16), Self.load(tokenStart + 24),
      Self.load(tokenStart + 28)
    )
    // Dashes are at 8, 13, 18 and 23; each becomes a digit for the rest of the check.
    guard words.1 & 0xFF00_0000_00FF == 0x2D00_0000_002D, words.2 & 0xFF00_0000_00FF_0000 == 0x2D00_0000_002D_0000
    else {
      return false
    }
    let second = words.1 ^ 0x1D00_0000_001D
    let third = words.2 ^ 0x1D00_0000_001D_0000
    return Self.hexDigits(words.0) & Self.hexDigits(second) & Self.hexDigits(third) & Self.hexDigits(words.3)
      & Self.hexDigits(words.4) == highs
  }

  /// The high bit of every byte that is a hexadecimal digit. Bytes above 0x7F are none, and no sum carries.
  private static func hexDigits(_ word: UInt64) -> UInt64 {
    let low = word & ~highs
    let lower = low | ones &* 0x20
    let digit = (low &+ ones &* 0x50) & ~(low &+ ones &* 0x46)
    let letter = (lower &+ ones &* 0x1F) & ~(lower &+ ones &* 0x19)
    return (digit | letter) & ~word & highs
  }

  private var highs: UInt64 { Self.highs }
}

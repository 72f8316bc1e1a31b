extension JSONReader {
  /// Whether the token is an RFC 3339 date-time as most are written: capital `T` and `Z`, no fraction or three digits
  /// of one, and a day that every month has. False says nothing: such a token needs the whole check.
  @inlinable
  public func tokenIsPlainDateTime() -> Bool {
    guard tokenLength == 20 || tokenLength == 24 else { return false }
    let (date, time, rest) = unsafe (Self.load(tokenStart), Self.load(tokenStart + 8), Self.load(tokenStart + 16))
    // What separates the digits becomes zero, and digits become their values.
    let year = date ^ 0x2D30_302D_3030_3030
    let day = time ^ 0x3030_3A30_3054_3030
    let second = tokenLength == 24 ? rest ^ 0x5A30_3030_2E30_303A : (rest ^ 0x5A30_303A) & 0xFFFF_FFFF
    let above = (year &+ tooHigh) | (day &+ tooHigh) | (second &+ tooHigh) | year | day | second
    let separators = year & 0xFF00_00FF_0000_0000 | day & 0x0000_FF00_00FF_0000 | second & 0xFF
    guard above & Self.highs == 0, separators == 0,
      tokenLength == 24 ? second & 0xFF00_0000_FF00_0000 == 0 : second >> 24 == 0
    else { return false }
    let months = Self.twoDigits(year, 40)
    let days = Self.twoDigits(day, 0)
    // No day above 28, so that neither the month nor leap years have to be looked at.
    return months &- 1 < 12 && days &- 1 < 28 && Self.twoDigits(day, 24) < 24 && Self.twoDigits(day, 48) < 60
      && Self.twoDigits(second, 8) < 60
  }

  /// Added to a byte, it sets the high bit of every one above 9.
  @inlinable
  @inline(__always)
  var tooHigh: UInt64 { 0x7676_7676_7676_7676 }

  /// The number of two digits whose values are the bytes at `shift` and behind it.
  @inlinable
  @inline(__always)
  static func twoDigits(_ word: UInt64, _ shift: UInt64) -> UInt64 {
    (word >> shift & 0xFF) &* 10 &+ (word >> (shift &+ 8) & 0xFF)
  }
}

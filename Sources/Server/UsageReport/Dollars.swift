package import JSONCore

/// Amounts of money as text, exact.
package enum Dollars {
  /// Digits behind the point: two at least, as money has, and as many as the amount needs.
  package static func decimals(_ nanoDollars: Int) -> Int {
    var (rest, digits) = (nanoDollars.magnitude % 1_000_000_000, 9)
    while digits > 2, rest % 10 == 0 { (rest, digits) = (rest / 10, digits - 1) }
    return digits
  }

  /// - Parameter decimals: at least as many are written, and more where the amount needs them.
  package static func write(_ nanoDollars: Int, decimals: Int = 2, to writer: inout JSONWriter) {
    if nanoDollars < 0 { writer.byte(0x2D) }
    let (dollars, fraction) = nanoDollars.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    writer.unsigned(UInt64(dollars))
    writer.byte(0x2E)
    var (rest, scale, written): (UInt, UInt, Int) = (fraction, 100_000_000, 0)
    while written < 9, rest > 0 || written < decimals {
      writer.byte(0x30 + UInt8(truncatingIfNeeded: rest / scale))
      (rest, scale, written) = (rest % scale, scale / 10, written + 1)
    }
  }

  package static func text(_ nanoDollars: Int, decimals: Int = 2) -> String {
    var writer = JSONWriter(capacity: 64)
    write(nanoDollars, decimals: decimals, to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

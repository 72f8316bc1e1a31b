/// Random bits that nobody can foresee, for ids and keys.
package enum RandomBits {
  /// 64 of them from the kernel: `SystemRandomNumberGenerator` is `getrandom(2)` on Linux.
  package static func word() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}

/// Numbers in lower-case hexadecimal digits.
package enum Hexadecimal {
  /// The `count` lowest digits of a number, the highest first.
  package static func digits(_ number: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { index in
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(4 * (count - 1 - index)) & 15)
      return digit < 10 ? 0x30 + digit : 0x57 + digit
    }
  }
}

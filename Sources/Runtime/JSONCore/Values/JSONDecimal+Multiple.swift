extension JSONDecimal {
  /// Whether the value is an integral multiple of `divisor`, exactly, for numbers of any size: one pass over the digits
  /// of the value. Nothing but zero is a multiple of zero.
  public func isMultiple(of divisor: JSONDecimal) -> Bool {
    guard !isZero else { return true }
    let shift = exponent - divisor.exponent
    // A value without trailing zeros cannot absorb a further power of ten below.
    guard shift >= 0, !divisor.isZero else { return false }
    // Powers of ten only help against factors 2 and 5 of the divisor, of which it has less than four to a digit.
    let zeros = min(shift, 4 * divisor.digits.count)
    guard let modulus = divisor.significand else {
      return LongRemainder.isZero(digits, zeros: zeros, modulo: divisor.digits)
    }
    // A remainder below 10^18, times ten and a digit more, fits 64 bits.
    var remainder: UInt64 = 0
    for digit in digits { remainder = (remainder * 10 + UInt64(digit)) % modulus }
    for _ in 0..<zeros where remainder > 0 { remainder = remainder * 10 % modulus }
    return remainder == 0
  }
}

/// Long division by numbers of more than 18 digits, in limbs of nine digits (Knuth's algorithm D): a product of two
/// limbs and a carry fit 64 bits. The time is that of the two lengths multiplied.
private enum LongRemainder {
  private static let base: UInt64 = 1_000_000_000

  /// Whether `digits` with `zeros` zeros behind them is divisible by `divisor`; both most significant digit first.
  static func isZero(_ digits: [UInt8], zeros: Int, modulo divisor: [UInt8]) -> Bool {
    // Scaled so that the leading limb is large: the quotient's limbs are then guessed within two.
    let scale = base / (limbs(divisor)[0] + 1)
    let divisor = multiply(limbs(divisor), by: scale)
    let dividend = multiply(limbs(digits + [UInt8](repeating: 0, count: zeros)), by: scale)
    var remainder = [UInt64](repeating: 0, count: divisor.count + 1)
    for limb in dividend {
      remainder.removeFirst()
      remainder.append(limb)
      reduce(&remainder, by: divisor)
    }
    return remainder.allSatisfy { $0 == 0 }
  }

  /// Nine digits to a limb, most significant first; the first limb is not zero.
  private static func limbs(_ digits: [UInt8]) -> [UInt64] {
    var limbs: [UInt64] = []
    var index = 0
    while index < digits.count {
      let rest = (digits.count - index) % 9
      let end = index + (rest == 0 ? 9 : rest)
      limbs.append(digits[index..<end].reduce(0) { $0 * 10 + UInt64($1) })
      index = end
    }
    return limbs
  }

  /// By less than a limb; a carry becomes a limb of its own in front.
  private static func multiply(_ limbs: [UInt64], by factor: UInt64) -> [UInt64] {
    var result = limbs
    var carry: UInt64 = 0
    for index in limbs.indices.reversed() {
      let product = limbs[index] * factor + carry
      result[index] = product % base
      carry = product / base
    }
    return carry > 0 ? [carry] + result : result
  }

  /// Takes the divisor away as often as it fits; `remainder` has one limb more and is below `divisor * base`.
  private static func reduce(_ remainder: inout [UInt64], by divisor: [UInt64]) {
    var guess = min((remainder[0] * base + remainder[1]) / divisor[0], base - 1)
    while guess > 0 {
      var difference = remainder
      var borrow: UInt64 = 0
      for index in divisor.indices.reversed() {
        let product = divisor[index] * guess + borrow
        borrow = product / base
        let low = product % base
        if difference[index + 1] >= low {
          difference[index + 1] -= low
        } else {
          difference[index + 1] += base - low
          borrow += 1
        }
      }
      if difference[0] >= borrow {
        difference[0] -= borrow
        remainder = difference
        return
      }
      guess -= 1
    }
  }
}

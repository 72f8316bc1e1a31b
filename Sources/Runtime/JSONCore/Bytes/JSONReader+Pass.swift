/// Passing over values for whoever wants a few members of a message and leaves the rest to others.
extension JSONReader {
  /// Passes over any value, looking only for where it ends: brackets and strings are matched, what stands in between
  /// is not checked. On JSON text it stops where `skipValue` does, several times as fast; on other text it stops
  /// somewhere, or fails. Never goes past the end of the reader's range by more than a token.
  public mutating func passValue() -> Bool {
    switch peek() {
    case 0x22: return passString() || fail(.unexpectedEnd)
    case 0x7B, 0x5B: return passNested()
    case 0x2D, 0x30...0x39: return plainInteger() != nil || numberToken()
    case 0x74, 0x66: return boolean() != nil
    case 0x6E: return null()
    default: return fail(.unexpectedByte)
    }
  }

  /// From an opening bracket to the one that closes it.
  private mutating func passNested() -> Bool {
    var open = 0
    while unsafe cursor < end {
      switch unsafe cursor[0] {
      case 0x22:
        guard passString() else { return fail(.unexpectedEnd) }
      case 0x7B, 0x5B:
        open += 1
        guard open <= depth else { return fail(.tooDeep) }
        unsafe cursor += 1
      case 0x7D, 0x5D:
        open -= 1
        unsafe cursor += 1
        if open == 0 { return true }
      default:
        unsafe cursor += 1
        passPlain()
      }
    }
    return fail(.unexpectedEnd)
  }

  /// Goes on to the next quote or bracket.
  private mutating func passPlain() {
    while unsafe cursor < end {
      let word = unsafe Self.load(cursor)
      let marks = Self.marks(word)
      if marks != 0 {
        unsafe cursor += marks.trailingZeroBitCount >> 3
        return
      }
      unsafe cursor += 8
    }
  }

  /// From a quote to the one that closes it.
  private mutating func passString() -> Bool {
    unsafe cursor += 1
    while unsafe cursor < end {
      let word = unsafe Self.load(cursor)
      let stop = Self.zeros(word ^ Self.ones &* 0x22) | Self.zeros(word ^ Self.ones &* 0x5C)
      guard stop != 0 else {
        unsafe cursor += 8
        continue
      }
      unsafe cursor += stop.trailingZeroBitCount >> 3
      if unsafe cursor[0] == 0x22 {
        unsafe cursor += 1
        return unsafe cursor <= end
      }
      unsafe cursor += 2
    }
    return false
  }

  /// One bit per zero byte; the lowest set bit is exact.
  private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }

  /// One bit per quote or bracket; the lowest set bit is exact. Both kinds of brackets differ in one bit.
  private static func marks(_ word: UInt64) -> UInt64 {
    let folded = word | ones &* 0x20
    return zeros(folded ^ ones &* 0x7B) | zeros(folded ^ ones &* 0x7D) | zeros(word ^ Self.ones &* 0x22)
  }
}

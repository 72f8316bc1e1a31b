internal import CBytes

/// Passing over values for whoever wants a few members of a message and leaves the rest to others.
extension JSONReader {
  /// Passes over any value, looking only for where it ends: brackets and strings are matched, what is in between
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
        // Bounded like `skipValue`, though nothing recurses here: both refuse the same texts for it.
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
      let plain = unsafe Self.bracket(cursor)
      unsafe cursor += plain
      if plain < Self.block { return }
    }
  }

  /// From a quote to the one that closes it.
  private mutating func passString() -> Bool {
    unsafe cursor += 1
    while unsafe cursor < end {
      let plain = unsafe Self.quote(cursor)
      unsafe cursor += plain
      if plain == Self.block { continue }
      if unsafe cursor[0] == 0x22 {
        unsafe cursor += 1
        return unsafe cursor <= end
      }
      // A backslash and what it escapes, a quote perhaps.
      unsafe cursor += 2
    }
    return false
  }

  #if arch(x86_64)
    /// Bytes looked at in one step; the padding behind a buffer is as long.
    private static var block: Int { 16 }

    /// How many bytes come before a quote or a backslash; `block` when there is none among the next.
    private static func quote(_ start: UnsafePointer<UInt8>) -> Int {
      unsafe (securellm_quotes(start) | 0x1_0000).trailingZeroBitCount
    }

    /// The same for a quote or a bracket.
    private static func bracket(_ start: UnsafePointer<UInt8>) -> Int {
      unsafe (securellm_brackets(start) | 0x1_0000).trailingZeroBitCount
    }
  #else
    /// Bytes looked at in one step.
    private static var block: Int { 8 }

    /// How many bytes come before a quote or a backslash; `block` when there is none among the next.
    private static func quote(_ start: UnsafePointer<UInt8>) -> Int {
      let word = unsafe load(start)
      return (zeros(word ^ ones &* 0x22) | zeros(word ^ ones &* 0x5C)).trailingZeroBitCount >> 3
    }

    /// The same for a quote or a bracket. Both kinds of brackets differ in one bit.
    private static func bracket(_ start: UnsafePointer<UInt8>) -> Int {
      let word = unsafe load(start)
      let folded = word | ones &* 0x20
      let brackets = zeros(folded ^ ones &* 0x7B) | zeros(folded ^ ones &* 0x7D)
      return (brackets | zeros(word ^ ones &* 0x22)).trailingZeroBitCount >> 3
    }

    /// One bit per zero byte; the lowest set bit is exact.
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }
  #endif
}

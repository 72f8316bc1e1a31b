internal import Glibc

/// JSON text that is lent, with no terminator behind it: every load is checked against its end.
extension Span<UInt8> {
  /// Whether the bytes of `text` in `range` are here from `offset` on. Precondition: the range lies inside `text`.
  package func matches(_ text: Span<UInt8>, _ range: Range<Int>, at offset: Int) -> Bool {
    let size = range.count
    precondition(range.lowerBound >= 0 && range.upperBound <= text.count)
    guard offset >= 0, size <= count &- offset else { return false }
    return unsafe withUnsafeBytes { here in
      unsafe text.withUnsafeBytes { there in
        // No address: nothing is compared.
        guard let here = here.baseAddress, let there = there.baseAddress else { return size == 0 }
        return unsafe memcmp(here + offset, there + range.lowerBound, size) == 0
      }
    }
  }

  /// Whether the bytes of `text`, eight or more of the program, are here from `offset` on. Inlined, the words of `text` are
  /// constants.
  @inlinable
  @inline(__always)
  package func has(_ text: StaticString, at offset: Int) -> Bool {
    let size = text.utf8CodeUnitCount
    precondition(size >= 8)
    guard offset >= 0, size <= count &- offset else { return false }
    var index = 0
    while index < size {
      // The last word overlaps the one before it.
      let start = Swift.min(index, size &- 8)
      let word = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ start, as: UInt64.self)
      let expected = unsafe UnsafeRawPointer(text.utf8Start + start).loadUnaligned(as: UInt64.self)
      guard word == expected else { return false }
      index &+= 8
    }
    return true
  }

  /// The quote that ends a string whose text begins at `start`; nil when there is none. As `passValue` does, it looks
  /// at nothing but quotes and backslashes, and takes what follows a backslash for a part of the text.
  package func endOfString(from start: Int) -> Int? {
    precondition(start >= 0)
    var index = start
    while index < count {
      if index <= count &- 8 {
        let stops = Self.stringStops(unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
        index &+= stops.trailingZeroBitCount &>> 3
        if stops == 0 { continue }
      }
      switch self[index] {
      case 0x22: return index
      case 0x5C: index &+= 2
      default: index &+= 1
      }
    }
    return nil
  }

  /// One bit for each byte that is a quote or a backslash; the lowest set bit is exact, as each half's is.
  @inline(__always)
  private static func stringStops(_ word: UInt64) -> UInt64 {
    let (word, ones, tops) = (UInt64(littleEndian: word), JSONReader.ones, JSONReader.highs)
    let quotes = word ^ ones &* 0x22
    let backslashes = word ^ ones &* 0x5C
    return ((quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes) & tops
  }
}

import Glibc

/// Eight bytes at a time over borrowed memory. Every load is checked against both ends of the span, once; the bytes of
/// a span are initialized, so that any eight of them are a word, aligned or not.
extension Span<UInt8> {
  /// The eight bytes at `offset`, the first one lowest; zeros for bytes behind the end.
  @inline(__always)
  func word(at offset: Int) -> UInt64 {
    if offset >= 0, offset <= count &- 8 {
      return unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }
    return lastWord(at: offset)
  }

  /// Fewer than eight bytes are left: they are put together one by one.
  @inline(never)
  private func lastWord(at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    var index = count &- 1
    while index >= offset {
      word = word &<< 8 | UInt64(self[index])
      index &-= 1
    }
    return word
  }
}

extension Span<UInt8> {
  /// Whether the bytes of a range are those of `other` from `start` on. Both have them, which is checked.
  @inline(__always)
  func hasSame(_ range: Range<Int>, as other: Span<UInt8>, at start: Int) -> Bool {
    let mine = extracting(range)
    return unsafe other.extracting(start..<start &+ range.count).withUnsafeBytes { theirs in
      unsafe mine.withUnsafeBytes { mine in
        guard let address = mine.baseAddress, let theirAddress = theirs.baseAddress else { return true }
        return unsafe memcmp(address, theirAddress, mine.count) == 0
      }
    }
  }

  /// The offset of the first of two bytes in `range`; the end of the range when neither is there. Bytes behind the
  /// range may be looked at, and are not reported.
  func first(_ byte: UInt8, or other: UInt8, in range: Range<Int>) -> Int {
    var index = range.lowerBound
    while index < range.upperBound {
      let word = word(at: index)
      let found = Words.equal(word, byte) | Words.equal(word, other)
      if found != 0 { return Swift.min(index &+ Words.first(found), range.upperBound) }
      index &+= 8
    }
    return range.upperBound
  }

  /// Whether two ranges hold the same bytes but for the case of ASCII letters.
  func areSameIgnoringCase(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
    guard one.count == other.count else { return false }
    for (left, right) in zip(one, other) where lowercased(self[left]) != lowercased(self[right]) { return false }
    return true
  }
}

/// Comparisons with text of the program, whose address is good for ever and is asked for below its count only.
extension Span<UInt8> {
  /// Whether these are exactly the bytes of `text`.
  package func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    var index = 0
    while index <= count &- 8 {
      guard word(at: index) == Self.word(of: text, at: index) else { return false }
      index &+= 8
    }
    while index < count {
      guard unsafe self[index] == text.utf8Start[index] else { return false }
      index &+= 1
    }
    return true
  }

  /// Eight bytes of a text that has them, the first one lowest.
  @inline(__always)
  private static func word(of text: StaticString, at offset: Int) -> UInt64 {
    unsafe UInt64(littleEndian: UnsafeRawPointer(text.utf8Start + offset).loadUnaligned(as: UInt64.self))
  }

  /// Whether these are the bytes of `text`, which is written in lower case; ASCII letters match in either case.
  package func equalsIgnoringCase(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && beginsIgnoringCase(with: text)
  }

  /// Whether they begin with `text`, which is written in lower case; ASCII letters match in either case.
  package func beginsIgnoringCase(with text: StaticString) -> Bool {
    let size = text.utf8CodeUnitCount
    guard count >= size else { return false }
    var index = 0
    while index < size {
      // Most clients write it as it is here.
      if index <= size &- 8, word(at: index) == Self.word(of: text, at: index) {
        index &+= 8
        continue
      }
      guard unsafe lowercased(self[index]) == text.utf8Start[index] else { return false }
      index &+= 1
    }
    return true
  }
}

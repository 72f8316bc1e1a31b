/// Member names the way generated code takes them: the expected one is compared as words straight from the buffer,
/// any other goes through a token.
extension JSONReader {
  /// Whether these bytes come next: `count` of them, at most 8, in the low bytes of `word`. None of them is zero, which
  /// is what keeps the reader inside its buffer: its terminator matches nothing. Generated code calls it with
  /// constants, `,"name":` as it is in compact JSON, so a member in the expected order costs one to four comparisons.
  @inlinable
  @inline(__always)
  public func starts(_ word: UInt64, count: Int) -> Bool {
    precondition(count > 0 && count <= 8 && Self.isText(word, count))
    let mask = UInt64.max >> UInt64(64 - count * 8)
    return unsafe Self.load(cursor) & mask == word
  }

  /// The same for up to 16 bytes: the first eight and the last eight of them.
  @inlinable
  @inline(__always)
  public func starts(_ word: UInt64, _ last: UInt64, count: Int) -> Bool {
    precondition(count > 8 && count <= 16 && Self.isText(word, 8) && Self.isText(last, 8))
    return unsafe Self.load(cursor) == word && Self.load(cursor + (count - 8)) == last
  }

  /// The same for up to 24 bytes: eight, eight and the last eight.
  @inlinable
  @inline(__always)
  public func starts(_ word: UInt64, _ second: UInt64, _ last: UInt64, count: Int) -> Bool {
    precondition(count > 16 && count <= 24 && Self.isText(second, 8) && Self.isText(last, 8))
    return unsafe starts(word, second, count: 16) && Self.load(cursor + (count - 8)) == last
  }

  /// The same for up to 32 bytes.
  @inlinable
  @inline(__always)
  public func starts(_ word: UInt64, _ second: UInt64, _ third: UInt64, _ last: UInt64, count: Int) -> Bool {
    precondition(count > 24 && count <= 32 && Self.isText(third, 8) && Self.isText(last, 8))
    return unsafe starts(word, second, third, count: 24) && Self.load(cursor + (count - 8)) == last
  }

  /// Takes these bytes if they come next.
  @inlinable
  @inline(__always)
  public mutating func takes(_ word: UInt64, count: Int) -> Bool {
    guard starts(word, count: count) else { return false }
    unsafe cursor += count
    return true
  }

  /// Takes up to 16 bytes if they come next.
  @inlinable
  @inline(__always)
  public mutating func takes(_ word: UInt64, _ last: UInt64, count: Int) -> Bool {
    guard starts(word, last, count: count) else { return false }
    unsafe cursor += count
    return true
  }

  /// Takes up to 24 bytes if they come next.
  @inlinable
  @inline(__always)
  public mutating func takes(_ word: UInt64, _ second: UInt64, _ last: UInt64, count: Int) -> Bool {
    guard starts(word, second, last, count: count) else { return false }
    unsafe cursor += count
    return true
  }

  /// Takes up to 32 bytes if they come next.
  @inlinable
  @inline(__always)
  public mutating func takes(
    _ word: UInt64, _ second: UInt64, _ third: UInt64, _ last: UInt64, count: Int
  ) -> Bool {
    guard starts(word, second, third, last, count: count) else { return false }
    unsafe cursor += count
    return true
  }

  /// Whether the lowest `count` bytes of a word are all there; for constants, so that it costs nothing.
  @inlinable
  @inline(__always)
  static func isText(_ word: UInt64, _ count: Int) -> Bool {
    let filled = count == 8 ? word : word | UInt64.max << UInt64(count * 8)
    return (filled &- ones) & ~filled & highs == 0
  }

  /// What `nextMember` came upon.
  public enum Step: Sendable {
    /// A member; its name is the token, its value comes next.
    case name
    /// The object's end, its bracket taken.
    case end
    case failed
  }

  /// Goes on to the next member of an object, which has had none so far when `first`.
  @inlinable
  @inline(__always)
  public mutating func nextMember(first: Bool) -> Step {
    if close(0x7D) { return .end }
    if !first {
      // The failure is recorded; the first alternative is never taken.
      guard unsafe cursor[0] == 0x2C else { return fail(.unexpectedByte) ? .name : .failed }
      unsafe cursor += 1
    }
    return key() ? .name : .failed
  }

  /// Takes the object's end if it comes next.
  @inlinable
  @inline(__always)
  public mutating func objectEnds() -> Bool { close(0x7D) }
}

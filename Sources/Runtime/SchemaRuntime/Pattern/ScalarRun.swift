/// A pattern in which each code point is looked at by itself: some single ones, then a repeated class, then the end.
///
/// Independent of the number of code points, where an automaton has states for each: `^\p{L}{1,1000}$` is two numbers
/// and one set. Anchored at both ends, or the pattern is not of this form (`ScalarRunSyntax.swift`).
public struct ScalarRun: Sendable, Equatable {
  /// What the first code points have to be, one entry each.
  let head: [ScalarClass]
  /// What every further one has to be.
  let tail: ScalarClass
  /// Code points behind the head, at least.
  let minimum: Int
  /// `Int.max` where there is no bound.
  let maximum: Int

  init(head: [ScalarClass], tail: ScalarClass, minimum: Int, maximum: Int) {
    self.head = head
    self.tail = tail
    self.minimum = minimum
    self.maximum = maximum
  }

  /// Whether the whole of `bytes` is accepted. ASCII is looked up in two words; the first code point beyond it, or the
  /// first that is not of the class, leads to the slower loop.
  public func matches(_ bytes: Span<UInt8>) -> Bool {
    var cursor = ScalarCursor()
    for wanted in head {
      guard let value = cursor.next(in: bytes), wanted.contains(value) else { return false }
    }
    let start = cursor.index
    // A code point has one byte at least: too few bytes are too few code points.
    if bytes.count - start < minimum { return false }
    for index in start..<bytes.count where !tail.containsASCII(bytes[index]) { return matchesTail(bytes, cursor) }
    return bytes.count - start <= maximum
  }

  /// The rest, with code points beyond ASCII or not of the class in it. Also false where the bytes are not UTF-8: the
  /// cursor stops in front of them.
  private func matchesTail(_ bytes: Span<UInt8>, _ start: ScalarCursor) -> Bool {
    var cursor = start
    var count = 0
    while let value = cursor.next(in: bytes) {
      count += 1
      guard tail.contains(value), count <= maximum else { return false }
    }
    return cursor.index == bytes.count && count >= minimum
  }

  /// Code points of the longest string; nil when there is none.
  package var maxCodePointCount: Int? { maximum == .max ? nil : head.count + maximum }
}

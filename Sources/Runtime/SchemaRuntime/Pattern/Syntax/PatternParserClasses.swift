/// One member of a class, or one escape: a single code point can end a range, a set cannot.
enum PatternAtom: Equatable {
  /// May be a surrogate, which matches nothing.
  case codePoint(UInt32)
  case set(ScalarSet)

  var set: ScalarSet {
    switch self {
    case .codePoint(let value): .scalar(value)
    case .set(let set): set
    }
  }
}

extension PatternParser {
  /// What follows `[`, with the closing bracket. A hyphen in front of the bracket is a character; anywhere else it
  /// makes a range of its neighbors.
  mutating func characterClass(openedAt location: Int) throws(PatternError) -> ScalarSet {
    let negated = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    while !take("]") {
      let first = try classMember(openedAt: location)
      guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
        ranges += first.set.ranges
        continue
      }
      ranges.append(try range(from: first, openedAt: location))
    }
    // Negated as a set: with the flag `u` a class is one of code points, so `[^a]` has all of them but one.
    let set = ScalarSet(ranges)
    return negated ? set.complement : set
  }

  /// The rest of a range, from the hyphen on.
  private mutating func range(
    from first: PatternAtom, openedAt location: Int
  ) throws(PatternError) -> ClosedRange<UInt32> {
    let hyphen = position
    position += 1
    let last = try classMember(openedAt: location)
    guard case .codePoint(let low) = first, case .codePoint(let high) = last else {
      throw error(.rangeOverClass, at: hyphen)
    }
    guard low <= high else { throw error(.rangeOutOfOrder, at: hyphen) }
    return low...high
  }

  /// One character or escape. `\b` is a backspace and `\-` a hyphen here; outside of a class the one is an assertion,
  /// the other an error.
  private mutating func classMember(openedAt location: Int) throws(PatternError) -> PatternAtom {
    guard let scalar = peek else { throw error(.openClass, at: location) }
    let start = position
    position += 1
    guard scalar == "\\" else { return .codePoint(scalar.value) }
    if take("-") { return .codePoint(0x2D) }
    if take("b") { return .codePoint(0x08) }
    return try escape(at: start)
  }
}

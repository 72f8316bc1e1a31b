public import JSONCore

/// The rarer checks of generated code: out of line, so that the common ones stay small. All of them leave a failure in
/// the reader when they are false, but for those that only ask (`tokenSelects`, `hasMember`, `probe`, `contains`).
extension JSONReader {
  /// Compares the number at `offset` with exact bounds: for values on a bound, where a double cannot decide. The reader
  /// is behind the number before and after.
  @inline(never)
  public mutating func exactNumber(at offset: Int, in range: NumberRange) -> Bool {
    let end = self.offset
    reset(to: offset)
    guard let value = decimal() else { return false }
    reset(to: end)
    return range.contains(value) || mismatch()
  }

  /// Whether the number at `offset` is an integral multiple of `divisor`, by its digits: doubles would take 0.3 for no
  /// multiple of 0.1. The reader is behind the number before and after.
  @inline(never)
  public mutating func exactMultiple(at offset: Int, of divisor: JSONDecimal) -> Bool {
    let end = self.offset
    reset(to: offset)
    guard let value = decimal() else { return false }
    reset(to: end)
    return value.isMultiple(of: divisor) || mismatch()
  }

  /// Takes an integer of any size, `2.0` included.
  @inlinable
  public mutating func wholeNumber() -> Bool { plainInteger() != nil || number(in: nil, whole: true) }

  /// Takes a number of any size.
  @inlinable
  public mutating func anyNumber() -> Bool { plainDouble() != nil || number(in: nil, whole: false) }

  /// Takes a number within bounds, compared exactly; `whole`: an integer.
  @inline(never)
  public mutating func number(in range: NumberRange?, whole: Bool) -> Bool {
    guard let value = decimal() else { return false }
    guard !whole || value.isInteger else { return mismatch() }
    return range.map { $0.contains(value) } ?? true || mismatch()
  }

  /// Says why a value is none of the kinds that are wanted: another kind, or no value at all. Always false.
  @inline(never)
  public mutating func unexpectedKind() -> Bool { peekKind() != nil && mismatch() }

  /// Takes a value of one kind and nothing else.
  @inlinable
  public mutating func skipValue(of kind: JSONKind) -> Bool { peekKind() == kind ? skipValue() : mismatch() }

  /// Runs a check over the token as if it were a string value: for `propertyNames`. The name is written once more as
  /// JSON, since a check reads a value; only names of such objects pay for it.
  @inline(never)
  public mutating func nameAsValue(_ check: (inout JSONReader) -> Bool) -> Bool {
    var writer = JSONWriter()
    writer.string(takeString())
    var reader = JSONReader(writer.copy())
    if check(&reader) { return true }
    return reader.failure == .tooExpensive ? abandon() : false
  }

  /// Takes a value and returns whether it is one of `values`. Builds the value and compares them one by one: for lists
  /// that are not of strings alone, which have a `TextTable` or comparisons of their own.
  @inline(never)
  public mutating func constant(among values: [JSONValue]) -> Bool {
    guard let value = JSONValue(from: &self) else { return false }
    return values.contains(value) || mismatch()
  }

  /// Whether the elements of the array at `offset` are all different. The reader is behind the array before and after;
  /// the elements are built and hashed, so the time is linear.
  @inline(never)
  public mutating func uniqueElements(at offset: Int) -> Bool {
    let end = self.offset
    reset(to: offset)
    guard case .array(let elements)? = JSONValue(from: &self) else { return false }
    reset(to: end)
    return Set(elements).count == elements.count || mismatch()
  }

  /// Whether the token matches.
  @inlinable
  public mutating func tokenMatches(_ automaton: DFA) -> Bool { withToken { automaton.matches($0) } || mismatch() }

  /// Whether the token matches.
  @inlinable
  public mutating func tokenMatches(_ run: ScalarRun) -> Bool { withToken { run.matches($0) } || mismatch() }

  /// Whether the token matches; gives the whole text up when that cannot be said.
  public mutating func tokenMatches(_ pattern: BacktrackingPattern) -> Bool {
    switch withToken({ pattern.outcome($0) }) {
    case .matches: true
    case .differs: mismatch()
    case .tooExpensive: abandon()
    }
  }

  /// Whether the token, a member's name, matches: for `patternProperties`, where either result is fine.
  @inlinable
  public mutating func tokenSelects(_ automaton: DFA) -> Bool { withToken { automaton.matches($0) } }

  /// Whether the token, a member's name, matches.
  @inlinable
  public mutating func tokenSelects(_ run: ScalarRun) -> Bool { withToken { run.matches($0) } }

  /// Whether the token, a member's name, matches; gives the whole text up when that cannot be said.
  public mutating func tokenSelects(_ pattern: BacktrackingPattern) -> Bool {
    switch withToken({ pattern.outcome($0) }) {
    case .matches: true
    case .differs: false
    case .tooExpensive: abandon()
    }
  }

  /// What becomes of the token under a pattern; gives the whole text up when that cannot be said.
  mutating func tokenMatch(_ matcher: PatternMatcher) -> PatternMatch {
    let outcome = withToken { matcher.outcome($0) }
    if outcome == .tooExpensive { _ = abandon() }
    return outcome
  }

  /// Whether the token is of the format.
  @inlinable
  public mutating func tokenIs(_ format: Format) -> Bool {
    if format == .uuid { return tokenIsUUID() || mismatch() }
    if format == .dateTime, tokenIsPlainDateTime() { return true }
    return withToken { format.isValid($0) } || mismatch()
  }

  /// Finds a string member of the object that comes next, makes its value the token and goes back to the object: how
  /// the branch of a union is chosen where the tag does not come first.
  @inline(never)
  public mutating func tag(_ name: [UInt8]) -> Bool {
    let start = mark
    guard enterMember(name), string() else { return false }
    reset(to: start)
    return true
  }

  /// Goes to the value of a member of the object that comes next.
  @inline(never)
  public mutating func enterMember(_ name: [UInt8]) -> Bool {
    guard beginObject() else { return false }
    guard !emptyObject() else { return mismatch() }
    repeat {
      guard key() else { return false }
      if tokenEquals(name) { return true }
      guard skipValue() else { return false }
    } while comma()
    return mismatch()
  }

  /// Whether the next value is no array, or has as many elements that pass `check` as `count` allows. The reader stays
  /// where it is; an error of the text is left to whoever reads the value.
  @inline(never)
  public mutating func contains(_ count: CountRange, _ check: (inout JSONReader) -> Bool) -> Bool {
    guard peek() == 0x5B else { return true }
    let start = mark
    defer { reset(to: start) }
    guard beginArray() else { return false }
    var matches = 0
    if emptyArray() { return count.contains(0) }
    repeat {
      let element = mark
      // A check that fails may leave the reader anywhere.
      if check(&self) {
        matches += 1
      } else {
        reset(to: element)
        guard skipValue() else { return false }
      }
    } while comma()
    return count.contains(matches)
  }

  /// Whether the next value is an object with a member of that name. The reader stays where it is.
  @inline(never)
  public mutating func hasMember(_ name: [UInt8]) -> Bool {
    guard peek() == 0x7B else { return false }
    let start = mark
    defer { reset(to: start) }
    return enterMember(name)
  }

  /// Whether the next value passes `check`; the reader stays where it is.
  @inlinable
  public mutating func probe(_ check: (inout JSONReader) -> Bool) -> Bool {
    let start = mark
    let passed = check(&self)
    reset(to: start)
    return passed
  }
}

extension NumberRange {
  /// Whether a value lies within all bounds, exactly.
  public func contains(_ value: JSONDecimal) -> Bool {
    if let minimum, value < minimum { return false }
    if let maximum, value > maximum { return false }
    if let exclusiveMinimum, value <= exclusiveMinimum { return false }
    if let exclusiveMaximum, value >= exclusiveMaximum { return false }
    return true
  }
}

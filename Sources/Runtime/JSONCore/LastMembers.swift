/// What a member means whose name its object has had before.
public enum DuplicateKeys: String, Sendable, CaseIterable {
  /// The text is refused: `JSONFailure.duplicateKey`. What every reader does by itself.
  case error
  /// The last one counts, as in ECMAScript's `JSON.parse`.
  case last
}

extension JSONBytes {
  /// A copy of `range` (the whole by default) for readers to whom the last of several members of one name counts; nil
  /// when no object has a member twice or the text is not JSON: then the text itself is read.
  ///
  /// Members that do not count are blanked, line ends kept, so that every offset, line and column of the copy is that
  /// of the text. They must be JSON as all the rest must be. This is a pass of its own before the reading, so that
  /// readers need not know of it; a text that is not JSON fails where it would have failed anyway.
  public func lastMembers(in range: Range<Int>? = nil, maxDepth: Int = JSONReader.defaultMaxDepth) -> JSONBytes? {
    let range = range ?? 0..<count
    var plain = JSONReader(self, range: range, maxDepth: maxDepth)
    if plain.skipValue() || plain.failure != .duplicateKey { return nil }
    var search = SupersededMembers(JSONReader(self, range: range, maxDepth: maxDepth))
    search.run()
    var text = withSpan(range) { span in span.indices.map { span[$0] } }
    for member in search.found {
      for position in member.clamped(to: range) {
        let index = position - range.lowerBound
        if text[index] > 0x20 { text[index] = 0x20 }
      }
    }
    return JSONBytes(text)
  }
}

/// The members of a text that are followed by another one of their name in the same object. Keeps every name of an
/// object while it is open: this is only run over texts that have a duplicate.
private struct SupersededMembers: ~Copyable {
  private var reader: JSONReader
  /// Each with the comma behind it.
  private(set) var found: [Range<Int>] = []

  init(_ reader: consuming JSONReader) { self.reader = reader }

  /// As far as the text is JSON; the nesting that the reader allows bounds the stack.
  mutating func run() { _ = value() }

  private mutating func value() -> Bool {
    switch reader.peekKind() {
    case .object: object()
    case .array: array()
    case .null, .boolean, .number, .string: reader.skipValue()
    case nil: false
    }
  }

  private mutating func object() -> Bool {
    guard reader.beginObject() else { return false }
    if reader.emptyObject() { return true }
    var positions: [JSONString: Range<Int>] = [:]
    var goesOn = true
    while goesOn {
      let start = reader.valueOffset()
      guard reader.key() else { return false }
      let name = reader.takeString()
      if let earlier = positions[name] { found.append(earlier) }
      guard value() else { return false }
      goesOn = reader.comma()
      positions[name] = start..<reader.offset
    }
    return reader.endObject()
  }

  private mutating func array() -> Bool {
    guard reader.beginArray() else { return false }
    if reader.emptyArray() { return true }
    repeat {
      guard value() else { return false }
    } while reader.comma()
    return reader.endArray()
  }
}

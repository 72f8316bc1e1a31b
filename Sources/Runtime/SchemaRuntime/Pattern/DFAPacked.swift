extension DFA {
  /// Makes an automaton from one string, as the schema compiler prints it into generated code.
  ///
  /// Four lists separated by `;`: classes, transitions, start, words of the accepting set. A list has decimal numbers
  /// separated by spaces; `7*12` is twelve times 7. A string literal costs the Swift compiler nothing, where an array
  /// literal costs about 0.1 ms per element. Anything else in the string gives the automaton that accepts nothing.
  public init(packed text: String) {
    var lists = PackedLists(text)
    if let classes: [UInt8] = lists.next(), let transitions: [UInt16] = lists.next(),
      let start: [UInt16] = lists.next(), start.count == 1, let accepting: [UInt64] = lists.next(), lists.isAtEnd
    {
      self.init(classes: classes, transitions: transitions, start: start[0], accepting: accepting)
    } else {
      self.init(classes: [], transitions: [], start: 0, accepting: [])
    }
  }
}

/// Reads the lists of a packed automaton in one pass. Text that the compiler did not write gives nil, not a trap: it
/// may come from a file that somebody edited.
private struct PackedLists {
  /// The longest table there can be: 65,536 states of 256 classes.
  private static let lengthLimit: UInt64 = 65536 * 256

  private let text: [UInt8]
  private var index = 0

  init(_ text: String) { self.text = Array(text.utf8) }

  /// Whether the last list was the last.
  var isAtEnd: Bool { index > text.count }

  /// The next list, with what closes it; nil when it is malformed.
  mutating func next<Number: FixedWidthInteger & UnsignedInteger>() -> [Number]? {
    var values: [Number] = []
    while index < text.count, text[index] != UInt8(ascii: ";") {
      guard let number = number(), let value = Number(exactly: number) else { return nil }
      var count: UInt64 = 1
      if index < text.count, text[index] == UInt8(ascii: "*") {
        index += 1
        // Bounded before anything is allocated: `0*99999999999` must not take the memory.
        guard let times = self.number(), times <= Self.lengthLimit - UInt64(values.count) else { return nil }
        count = times
      }
      if count == 1 { values.append(value) } else { values.append(contentsOf: repeatElement(value, count: Int(count))) }
      if index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
    }
    index += 1
    return values
  }

  /// Decimal digits; nil when there is none, and beyond 64 bits.
  private mutating func number() -> UInt64? {
    let first = index
    var value: UInt64 = 0
    while index < text.count, text[index] &- 0x30 < 10 {
      let (tenfold, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, beyond) = tenfold.addingReportingOverflow(UInt64(text[index] &- 0x30))
      if over || beyond { return nil }
      value = sum
      index += 1
    }
    return index > first ? value : nil
  }
}

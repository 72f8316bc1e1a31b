extension DFA {
  /// Makes an automaton from one string, as the schema compiler prints it into generated code.
  ///
  /// Four lists separated by `;`: classes, transitions, start, words of the accepting set. A list has decimal numbers
  /// separated by spaces; `7*12` is twelve times 7. A string literal costs the Swift compiler nothing, where an array
  /// literal costs about 0.1 ms per element. Anything else in the string gives the automaton that accepts nothing.
  public init(packed text: String) {
    let lists = text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map(Self.numbers)
    guard lists.count == 4, let start = lists[2].first, lists[2].count == 1, start <= UInt16.max,
      lists[0].allSatisfy({ $0 <= UInt8.max }), lists[1].allSatisfy({ $0 <= UInt16.max })
    else {
      self.init(classes: [], transitions: [], start: 0, accepting: [])
      return
    }
    self.init(
      classes: lists[0].map { UInt8($0) }, transitions: lists[1].map { UInt16($0) }, start: UInt16(start),
      accepting: lists[3])
  }

  /// The longest table there can be: 65,536 states of 256 classes.
  private static let lengthLimit: UInt64 = 65536 * 256

  /// The numbers of a list; none when it is malformed.
  private static func numbers(_ list: Substring.UTF8View) -> [UInt64] {
    var values: [UInt64] = []
    for item in list.split(separator: UInt8(ascii: " ")) {
      let parts = item.split(separator: UInt8(ascii: "*"), maxSplits: 1, omittingEmptySubsequences: false)
      guard let value = number(parts[0]), let count = parts.count == 1 ? 1 : number(parts[1]),
        count <= lengthLimit - UInt64(values.count)
      else { return [] }
      values.append(contentsOf: repeatElement(value, count: Int(count)))
    }
    return values
  }

  private static func number(_ digits: Substring.UTF8View) -> UInt64? {
    if digits.isEmpty { return nil }
    var value: UInt64 = 0
    for digit in digits {
      guard digit &- 0x30 < 10 else { return nil }
      let (tenfold, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, beyond) = tenfold.addingReportingOverflow(UInt64(digit - 0x30))
      if over || beyond { return nil }
      value = sum
    }
    return value
  }
}

/// Reads the numbers of a table that `.ci/unicode-tables` wrote: digits of five bits, low digit first, every digit but
/// the last with its sixth bit set. Most numbers are small, and one character long: a table is text that the Swift
/// compiler keeps as it is, where an array literal costs it about 0.1 ms for each element.
struct PackedNumbers {
  private var digits: Substring.UTF8View.Iterator

  init(_ text: Substring) { digits = text.utf8.makeIterator() }

  /// The next number; nil at the end.
  mutating func next() -> UInt32? {
    var value: UInt32 = 0
    var shift: UInt32 = 0
    while let byte = digits.next() {
      let digit = Self.digit(byte)
      value |= (digit & 31) << shift
      if digit & 32 == 0 { return value }
      shift += 5
    }
    return nil
  }

  /// The alphabet of base64 for URLs; only its own script writes these tables, so a wrong byte is not looked for.
  private static func digit(_ byte: UInt8) -> UInt32 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "-"): 62
    default: 63
    }
  }
}

extension PackedNumbers {
  /// The numbers of the line of `table` that has `name` among its names; nil when there is none. Reads the table from
  /// its beginning: for tables of few lines that are kept afterwards.
  static func line(named name: String, of table: String) -> Substring? {
    for line in table.split(separator: "\n") {
      guard let space = line.utf8.firstIndex(of: UInt8(ascii: " ")) else { continue }
      let names = line[..<space].utf8.split(separator: UInt8(ascii: ","))
      if names.contains(where: { $0.elementsEqual(name.utf8) }) { return line[line.utf8.index(after: space)...] }
    }
    return nil
  }

  /// The ranges behind pairs of numbers: members left out, members taken in. Sorted and disjoint as they come.
  static func ranges(_ line: Substring) -> [ClosedRange<UInt32>] {
    var numbers = PackedNumbers(line)
    var ranges: [ClosedRange<UInt32>] = []
    var position: UInt32 = 0
    while let gap = numbers.next(), let count = numbers.next() {
      ranges.append((position + gap)...(position + gap + count - 1))
      position += gap + count
    }
    return ranges
  }
}

/// The lines of a table that `.ci/unicode-tables` wrote, found by any of their names without reading the others.
struct NamedLines {
  /// By name: where its numbers are in the table's text.
  private var lines: [[UInt8]: Substring] = [:]

  /// Linear in the table, once: each set is then found without reading the others.
  init(_ table: String) {
    for line in table.split(separator: "\n") {
      guard let space = line.utf8.firstIndex(of: UInt8(ascii: " ")) else { continue }
      let numbers = line[line.utf8.index(after: space)...]
      for name in line[..<space].utf8.split(separator: UInt8(ascii: ",")) { lines[Array(name)] = numbers }
    }
  }

  subscript(name: String) -> Substring? { lines[Array(name.utf8)] }
}

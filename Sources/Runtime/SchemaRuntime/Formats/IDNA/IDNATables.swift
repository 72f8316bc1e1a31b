/// Bidi classes, in the order in which the tables number them.
enum BidiClass: UInt32, CaseIterable {
  case leftToRight, rightToLeft, arabicLetter, arabicNumber, europeanNumber, europeanSeparator, commonSeparator
  case europeanTerminator, otherNeutral, boundaryNeutral, nonspacingMark
}

/// What IDNA 2008 asks of code points, unpacked on first use: a program that validates no host names pays nothing.
enum IDNATables {
  /// PVALID of RFC 5892.
  static let valid = set("valid")
  /// General category M: no label begins with one.
  static let marks = UnicodeProperty.set(named: "M") ?? ScalarSet([])
  static let greek = UnicodeProperty.set(named: "sc=Greek") ?? ScalarSet([])
  static let hebrew = UnicodeProperty.set(named: "sc=Hebrew") ?? ScalarSet([])
  static let japanese = ["sc=Hiragana", "sc=Katakana", "sc=Han"].reduce(ScalarSet([])) {
    $0.union(UnicodeProperty.set(named: $1) ?? ScalarSet([]))
  }
  /// Joining types: what may come before a join (L and D), behind one (R and D), and what is passed over (T).
  static let joinsLeft = set("joiningL").union(set("joiningD"))
  static let joinsRight = set("joiningR").union(set("joiningD"))
  static let transparent = set("joiningT")

  /// Of a code point that may be in a label.
  static func bidiClass(_ value: UInt32) -> BidiClass {
    var low = 0
    var high = bidiRuns.count - 1
    while low < high {
      let middle = (low + high) / 2
      if bidiRuns[middle].end <= value { low = middle + 1 } else { high = middle }
    }
    return bidiRuns[low].kind
  }

  /// Runs of one class, each up to and without `end`; the class of a code point is found by halving.
  private static let bidiRuns: [(end: UInt32, kind: BidiClass)] = {
    var numbers = PackedNumbers(PackedNumbers.line(named: "bidi", of: IDNATable.text) ?? "")
    var runs: [(end: UInt32, kind: BidiClass)] = []
    while let length = numbers.next(), let kind = numbers.next().flatMap(BidiClass.init) {
      runs.append(((runs.last?.end ?? 0) + length, kind))
    }
    return runs
  }()

  /// A line of the table as a set; an empty one for a name that is not there.
  private static func set(_ name: String) -> ScalarSet {
    ScalarSet(PackedNumbers.line(named: name, of: IDNATable.text).map(PackedNumbers.ranges) ?? [])
  }
}

import SchemaRuntime

/// The scalar values cut into classes that the sets of one pattern cannot tell apart: the alphabet on which the
/// pattern is made deterministic, a handful of symbols instead of 1.1 million.
struct ScalarAlphabet {
  /// In order, without gaps except the surrogates.
  private(set) var intervals: [(range: ClosedRange<UInt32>, symbol: Int32)] = []
  private(set) var symbolCount = 0
  /// For each set, in the order given: whether it contains the symbol.
  private(set) var members: [[Bool]]

  init(_ sets: [ScalarSet]) {
    members = [[Bool]](repeating: [], count: sets.count)
    var cursors = [Int](repeating: 0, count: sets.count)
    var symbols: [[Bool]: Int32] = [:]
    for (low, high) in Self.pieces(of: sets) {
      let signature = sets.indices.map { index in
        let ranges = sets[index].ranges
        while cursors[index] < ranges.count, ranges[cursors[index]].upperBound < low { cursors[index] += 1 }
        return cursors[index] < ranges.count && ranges[cursors[index]].lowerBound <= low
      }
      let symbol = symbols[signature] ?? Int32(symbolCount)
      if symbols.updateValue(symbol, forKey: signature) == nil {
        symbolCount += 1
        for index in sets.indices { members[index].append(signature[index]) }
      }
      if let last = intervals.last, last.symbol == symbol, last.range.upperBound + 1 == low {
        intervals[intervals.count - 1].range = last.range.lowerBound...high
      } else {
        intervals.append((low...high, symbol))
      }
    }
  }

  /// The scalar values cut at every end of a range.
  private static func pieces(of sets: [ScalarSet]) -> [(UInt32, UInt32)] {
    var cuts: Set<UInt32> = [0, 0xD800, 0xE000, 0x110000]
    for range in sets.lazy.flatMap(\.ranges) {
      cuts.insert(range.lowerBound)
      cuts.insert(range.upperBound + 1)
    }
    let sorted = cuts.sorted()
    return zip(sorted, sorted.dropFirst()).filter { $0.0 != 0xD800 }.map { ($0, $1 - 1) }
  }
}

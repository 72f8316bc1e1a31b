import SchemaRuntime

/// The scalar values divided into classes that the sets of one pattern cannot distinguish: the alphabet on which the
/// pattern is made deterministic, a handful of symbols instead of 1.1 million.
///
/// Made by one sweep over the ends of the intervals of all sets, O(n log n) in their number: no list of code points or
/// of blocks is ever built.
struct ScalarAlphabet {
  /// In ascending order, without gaps except the surrogates, which no valid UTF-8 contains. `UTF8Tree` reads them.
  private(set) var intervals: [(range: ClosedRange<UInt32>, symbol: Int32)] = []
  private(set) var symbolCount = 0

  private let setCount: Int
  /// For each symbol and each set: whether the set contains the symbol. The table is symbols times sets, and both are
  /// few.
  private var members: [Bool] = []

  init(_ sets: [ScalarSet]) {
    setCount = sets.count
    let changes = Self.changes(of: sets)
    var symbols: [[UInt64]: Int32] = [:]
    // The sets that contain what comes next, 64 to a word: ranges with equal signatures are one symbol.
    var signature = [UInt64](repeating: 0, count: (sets.count + 63) / 64)
    var index = 0
    while index < changes.count {
      let low = changes[index].position
      while index < changes.count, changes[index].position == low {
        let set = changes[index].set
        if set < sets.count { signature[set / 64] ^= 1 << UInt64(set % 64) }
        index += 1
      }
      // Where the surrogates begin, and behind U+10FFFF: no scalar value follows before the next change.
      if low == 0xD800 || low == 0x110000 { continue }
      let symbol = symbols[signature] ?? add(signature, to: &symbols)
      append(low...(changes[index].position - 1), symbol)
    }
  }

  /// Whether the set with number `set` contains `symbol`.
  func contains(_ set: Int, _ symbol: Int) -> Bool { members[symbol * setCount + set] }

  /// A new symbol for a signature that was not met before.
  private mutating func add(_ signature: [UInt64], to symbols: inout [[UInt64]: Int32]) -> Int32 {
    let symbol = Int32(symbolCount)
    symbols[signature] = symbol
    symbolCount += 1
    for set in 0..<setCount { members.append(signature[set / 64] >> UInt64(set % 64) & 1 == 1) }
    return symbol
  }

  /// Joins neighbours of one symbol: every interval costs runs in the UTF-8 tree.
  private mutating func append(_ range: ClosedRange<UInt32>, _ symbol: Int32) {
    if let last = intervals.last, last.symbol == symbol, last.range.upperBound + 1 == range.lowerBound {
      intervals[intervals.count - 1].range = last.range.lowerBound...range.upperBound
    } else {
      intervals.append((range, symbol))
    }
  }

  /// Where a set begins or ends, in order. The ends of the two parts of the scalar values (U+0000 to U+D7FF, U+E000 to
  /// U+10FFFF) are among them with a set number that is none, so that the sweep stops there. Position and set are
  /// packed into one word, since sorting integers is cheaper than sorting tuples.
  private static func changes(of sets: [ScalarSet]) -> [(position: UInt32, set: Int)] {
    let none = UInt64(sets.count)
    var packed: [UInt64] = [0, 0xD800, 0xE000, 0x110000].map { $0 << 32 | none }
    for (set, scalars) in sets.enumerated() {
      for range in scalars.ranges {
        packed.append(UInt64(range.lowerBound) << 32 | UInt64(set))
        packed.append((UInt64(range.upperBound) + 1) << 32 | UInt64(set))
      }
    }
    packed.sort()
    return packed.map { (UInt32($0 >> 32), Int($0 & 0xFFFF_FFFF)) }
  }
}

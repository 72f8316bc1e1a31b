/// A complete deterministic automaton over numbered symbols: what the stages of `PatternCompiler` and the algebra hand
/// to each other. State 0 is dead: not accepting, never left. Complete means every row has an entry for each symbol, so
/// a step is one load and 0 says "no".
struct TransitionTable {
  let symbolCount: Int
  /// Appended for each new state: growing by a ready row is one copy.
  private let deadRow: [Int32]
  /// `stateCount * symbolCount` entries, a row for each state.
  var next: [Int32]
  var accepting: [Bool]
  var start: Int32

  /// The dead state alone, with room for `capacity` states.
  init(symbolCount: Int, capacity: Int = 16) {
    self.symbolCount = symbolCount
    deadRow = [Int32](repeating: 0, count: symbolCount)
    next = []
    next.reserveCapacity(symbolCount * capacity)
    next += deadRow
    accepting = []
    accepting.reserveCapacity(capacity)
    accepting.append(false)
    start = 0
  }

  var stateCount: Int { accepting.count }

  func target(_ state: Int32, _ symbol: Int) -> Int32 { next[Int(state) * symbolCount + symbol] }

  /// A new state whose row leads to the dead state.
  mutating func add(accepting isAccepting: Bool) -> Int32 {
    next += deadRow
    accepting.append(isAccepting)
    return Int32(accepting.count - 1)
  }

  mutating func set(_ state: Int32, _ symbol: Int, to target: Int32) {
    next[Int(state) * symbolCount + symbol] = target
  }
}

extension TransitionTable {
  /// The table with equivalent states merged. Unreachable states are kept or merged like others; `ByteTable.canonical`
  /// is what drops them. Only states that are equivalent to the dead one become state 0.
  func minimized() -> TransitionTable {
    var refinement = PartitionRefinement(self)
    refinement.run()
    let block = refinement.blockOf
    // By block: the new state, in the order in which the first of its states occurs.
    var numbers = [Int32](repeating: -1, count: refinement.blockCount)
    numbers[Int(block[0])] = 0
    // A table that is minimal already is returned without a copy.
    if refinement.blockCount == stateCount { return self }
    var smaller = TransitionTable(symbolCount: symbolCount, capacity: refinement.blockCount)
    var representatives: [Int32] = [0]
    for state in 1..<max(1, Int32(stateCount)) where numbers[Int(block[Int(state)])] < 0 {
      numbers[Int(block[Int(state)])] = smaller.add(accepting: accepting[Int(state)])
      representatives.append(state)
    }
    for (number, state) in representatives.enumerated() {
      for symbol in 0..<symbolCount {
        smaller.set(Int32(number), symbol, to: numbers[Int(block[Int(target(state, symbol))])])
      }
    }
    smaller.start = numbers[Int(block[Int(start)])]
    return smaller
  }
}

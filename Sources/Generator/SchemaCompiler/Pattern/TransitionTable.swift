/// A complete deterministic automaton over numbered symbols. State 0 is dead: not accepting, never left.
struct TransitionTable {
  let symbolCount: Int
  private let deadRow: [Int32]
  /// `stateCount * symbolCount` entries, a row per state.
  var next: [Int32]
  var accepting: [Bool]
  var start: Int32

  /// The dead state alone.
  init(symbolCount: Int) {
    self.symbolCount = symbolCount
    deadRow = [Int32](repeating: 0, count: symbolCount)
    next = deadRow
    accepting = [false]
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
  /// The smallest table of the same language, unreachable states not counted on: every state of `self` is kept or
  /// merged.
  func minimized() -> TransitionTable {
    var refinement = PartitionRefinement(self)
    refinement.run()
    let block = refinement.blockOf
    var numbers: [Int32: Int32] = [block[0]: 0]
    var smaller = TransitionTable(symbolCount: symbolCount)
    var representatives: [Int32] = [0]
    for state in 1..<max(1, Int32(stateCount)) where numbers[block[Int(state)]] == nil {
      numbers[block[Int(state)]] = smaller.add(accepting: accepting[Int(state)])
      representatives.append(state)
    }
    for (number, state) in representatives.enumerated() {
      for symbol in 0..<symbolCount {
        let target = numbers[block[Int(target(state, symbol))]] ?? 0
        smaller.set(Int32(number), symbol, to: target)
      }
    }
    smaller.start = numbers[block[Int(start)]] ?? 0
    return smaller
  }
}

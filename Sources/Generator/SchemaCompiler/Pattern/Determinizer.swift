/// The subset construction: a table over the symbols of a pattern's alphabet.
struct Determinizer {
  private let nfa: PatternNFA
  private let alphabet: ScalarAlphabet
  private let stateBudget: Int
  private var table: TransitionTable
  private var sets: [[Int32]] = [[]]
  private var numbers: [[Int32]: Int32] = [[]: 0]
  /// Sum of the sizes of all sets: bounds memory and time where the number of states alone would not.
  private var work = 0
  private var visited: [Int32]
  private var generation: Int32 = 0
  private var bestRank: [Int32: Int32] = [:]

  /// Minimal, so `stateBudget` is looked at only afterwards; 4 times as many states may appear on the way.
  static func run(
    _ nfa: PatternNFA, _ alphabet: ScalarAlphabet, stateBudget: Int
  ) throws(PatternError) -> TransitionTable {
    var determinizer = Determinizer(nfa, alphabet, stateBudget: stateBudget)
    try determinizer.run()
    return determinizer.table.minimized()
  }

  private init(_ nfa: PatternNFA, _ alphabet: ScalarAlphabet, stateBudget: Int) {
    self.nfa = nfa
    self.alphabet = alphabet
    self.stateBudget = stateBudget
    table = TransitionTable(symbolCount: alphabet.symbolCount)
    visited = [Int32](repeating: 0, count: nfa.nodes.count)
  }

  private mutating func run() throws(PatternError) {
    // The first set is not entered in `numbers`: an equal set later on is not before the first character.
    let first = closure([nfa.entry], atStart: true)
    table.start = table.add(accepting: accepts(first, atStart: true))
    sets.append(first)
    var state: Int32 = 1
    while Int(state) < sets.count {
      let moves = consumingMoves(of: sets[Int(state)])
      for symbol in 0..<alphabet.symbolCount {
        let seeds = moves.filter { alphabet.members[$0.set][symbol] }.map(\.next)
        table.set(state, symbol, to: try number(of: closure(seeds, atStart: false)))
      }
      state += 1
    }
  }

  private mutating func number(of set: [Int32]) throws(PatternError) -> Int32 {
    if let known = numbers[set] { return known }
    work += set.count
    guard sets.count < stateBudget * 4, work < 4_000_000 else {
      throw PatternError(.tooManyStates(limit: stateBudget), at: 0)
    }
    let state = table.add(accepting: accepts(set, atStart: false))
    numbers[set] = state
    sets.append(set)
    return state
  }

  private func consumingMoves(of set: [Int32]) -> [(set: Int, next: Int32)] {
    set.compactMap { node in
      switch nfa.nodes[Int(node)] {
      case .consume(let set, let next): (set, next)
      case .accept: (0, node)
      case .split, .start, .end: nil
      }
    }
  }

  private mutating func accepts(_ set: [Int32], atStart: Bool) -> Bool {
    walk(set, atStart: atStart, atEnd: true).contains(nfa.accept)
  }

  /// The nodes reached without consuming, as a canonical set: sorted, dominated ones dropped. Once a match has been
  /// found nothing else counts.
  private mutating func closure(_ seeds: [Int32], atStart: Bool) -> [Int32] {
    let reached = walk(seeds, atStart: atStart, atEnd: false)
    return reached.contains(nfa.accept) ? [nfa.accept] : withoutDominated(reached).sorted()
  }

  private mutating func walk(_ seeds: [Int32], atStart: Bool, atEnd: Bool) -> [Int32] {
    generation += 1
    var reached: [Int32] = []
    var stack = seeds
    while let node = stack.popLast() {
      if visited[Int(node)] == generation { continue }
      visited[Int(node)] = generation
      switch nfa.nodes[Int(node)] {
      case .consume, .accept: reached.append(node)
      case .split(let first, let second): stack += [second, first]
      case .start(let next): if atStart { stack.append(next) }
      case .end(let next): if atEnd { stack.append(next) } else { reached.append(node) }
      }
    }
    return reached
  }

  private mutating func withoutDominated(_ nodes: [Int32]) -> [Int32] {
    bestRank.removeAll(keepingCapacity: true)
    for node in nodes where nfa.chains[Int(node)] >= 0 {
      bestRank[nfa.chains[Int(node)], default: 0].raise(to: nfa.ranks[Int(node)])
    }
    if bestRank.isEmpty { return nodes }
    return nodes.filter { nfa.chains[Int($0)] < 0 || bestRank[nfa.chains[Int($0)]] == nfa.ranks[Int($0)] }
  }
}

extension Int32 {
  fileprivate mutating func raise(to other: Int32) { self = Swift.max(self, other) }
}

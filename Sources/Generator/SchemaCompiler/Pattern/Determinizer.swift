import SchemaRuntime

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
  /// Room for one walk, used again by the next.
  private var stack: [Int32] = []
  private var seeds: [Int32] = []
  /// The states that the seeds of the current state lead to.
  private var targets: [[Int32]: Int32] = [:]

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
    let first = closure([nfa.entry], Context(isStart: true))
    table.start = table.add(accepting: accepts(first, Context(isStart: true)))
    sets.append(first)
    var state: Int32 = 1
    while Int(state) < sets.count {
      let set = sets[Int(state)]
      let moves = moves(of: set, Context(isStart: state == 1, isBehindWord: set.first == Self.behindWord))
      for symbol in 0..<alphabet.symbolCount {
        let isWord = nfa.wordSet.map { alphabet.members[$0][symbol] } ?? false
        table.set(state, symbol, to: try target(of: moves[isWord ? 1 : 0], on: symbol, isWord: isWord))
      }
      targets.removeAll(keepingCapacity: true)
      state += 1
    }
  }

  /// Where the moves of the current state lead on a symbol. Most symbols of a state lead to one of a few sets, so those
  /// met before are kept until the next state.
  private mutating func target(
    of moves: [(set: Int, next: Int32)], on symbol: Int, isWord: Bool
  ) throws(PatternError) -> Int32 {
    seeds.removeAll(keepingCapacity: true)
    for (set, next) in moves where alphabet.members[set][symbol] { seeds.append(next) }
    if seeds.isEmpty { return 0 }
    // No node has this number: it tells apart what is reached behind a word character.
    if isWord { seeds.append(Self.behindWord) }
    if let known = targets[seeds] { return known }
    let target = try number(of: closure(seeds, Context(isBehindWord: isWord)), isBehindWord: isWord)
    targets[seeds] = target
    return target
  }

  /// What is known about the place between two characters.
  private struct Context {
    var isStart = false
    /// Whether the character before is one of `\w`.
    var isBehindWord = false
    /// Whether that behind is; nil while it is not known.
    var isBeforeWord: Bool?
    var isEnd = false
  }

  /// Stands first in a set whose last character was one of `\w`, where that matters.
  private static let behindWord: Int32 = -1

  /// The moves of a set that consume, when the next character is none of `\w` and when it is one.
  private mutating func moves(of set: [Int32], _ context: Context) -> [[(set: Int, next: Int32)]] {
    let waits = set.contains { node in
      if node >= 0, case .wordBoundary = nfa.nodes[Int(node)] { true } else { false }
    }
    guard waits else {
      let moves = consumingMoves(of: set)
      return [moves, moves]
    }
    return [false, true].map { isWord in
      var context = context
      context.isBeforeWord = isWord
      return consumingMoves(of: walk(set, context))
    }
  }

  private mutating func number(of nodes: [Int32], isBehindWord: Bool) throws(PatternError) -> Int32 {
    let isMarked = isBehindWord && nodes != [nfa.accept] && !nodes.isEmpty
    let set = isMarked ? [Self.behindWord] + nodes : nodes
    if let known = numbers[set] { return known }
    work += set.count
    guard sets.count < stateBudget * 4, work < 4_000_000 else {
      throw PatternError(.tooManyStates(limit: stateBudget), at: 0)
    }
    let state = table.add(accepting: accepts(set, Context(isBehindWord: isMarked)))
    numbers[set] = state
    sets.append(set)
    return state
  }

  private func consumingMoves(of set: [Int32]) -> [(set: Int, next: Int32)] {
    set.compactMap { node in
      if node < 0 { return nil }
      return switch nfa.nodes[Int(node)] {
      case .consume(let set, let next): (set, next)
      case .accept: (0, node)
      case .split, .start, .end, .wordBoundary: nil
      }
    }
  }

  private mutating func accepts(_ set: [Int32], _ context: Context) -> Bool {
    var context = context
    context.isEnd = true
    context.isBeforeWord = false
    return walk(set, context).contains(nfa.accept)
  }

  /// The nodes reached without consuming, as a canonical set: sorted, dominated ones dropped. Once a match has been
  /// found nothing else counts.
  private mutating func closure(_ seeds: [Int32], _ context: Context) -> [Int32] {
    if seeds.isEmpty { return [] }
    let reached = walk(seeds, context)
    return reached.contains(nfa.accept) ? [nfa.accept] : withoutDominated(reached).sorted()
  }

  private mutating func walk(_ seeds: [Int32], _ context: Context) -> [Int32] {
    generation += 1
    var reached: [Int32] = []
    stack.removeAll(keepingCapacity: true)
    stack += seeds
    while let node = stack.popLast() {
      if node < 0 { continue }
      if visited[Int(node)] == generation { continue }
      visited[Int(node)] = generation
      switch nfa.nodes[Int(node)] {
      case .consume, .accept: reached.append(node)
      case .split(let first, let second):
        stack.append(second)
        stack.append(first)
      case .start(let next): if context.isStart { stack.append(next) }
      case .end(let next): if context.isEnd { stack.append(next) } else { reached.append(node) }
      case .wordBoundary(let negated, let next):
        guard let isBeforeWord = context.isBeforeWord else {
          reached.append(node)
          continue
        }
        if (context.isBehindWord != isBeforeWord) != negated { stack.append(next) }
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

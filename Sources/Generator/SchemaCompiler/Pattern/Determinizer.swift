import SchemaRuntime

/// The subset construction: a table over the symbols of a pattern's alphabet.
struct Determinizer {
  private let nfa: PatternNFA
  private let alphabet: ScalarAlphabet
  private let stateBudget: Int
  private var table: TransitionTable
  /// The set of the state before the first character. It is not one of `sets`: an equal set later on stands elsewhere.
  private var first: [Int32] = []
  /// The set of state 0, which is empty, and those from state 2 on.
  private var sets = ListTable(count: 32)
  /// Sum of the sizes of all sets: bounds memory and time where the number of states alone would not.
  private var work = 0
  private var visited: [Int32]
  private var generation: Int32 = 0
  /// By chain, the highest rank among the nodes reached; -1 between walks.
  private var bestRank: [Int32]
  /// A bit for each node of a stretch, 0 between walks.
  private var marks: [UInt64] = []
  /// Room for one walk, used again by the next: what is left to visit, and what was reached.
  private var stack: [Int32] = []
  private var reached: [Int32] = []
  /// Moves of the current state when the next character is none of `\w`, and when it is one.
  private var moves = Moves()
  private var wordMoves = Moves()
  /// What the symbols of the current state lead to, before empty moves, and the states that became of it.
  private var seeds: ListTable
  private var targets: [Int32] = []

  /// The moves of a set that consume.
  private struct Moves {
    private(set) var sets: [Int] = []
    private(set) var nexts: [Int32] = []

    mutating func add(_ set: Int, _ next: Int32) {
      sets.append(set)
      nexts.append(next)
    }

    mutating func removeAll() {
      sets.removeAll(keepingCapacity: true)
      nexts.removeAll(keepingCapacity: true)
    }
  }

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
    bestRank = [Int32](repeating: -1, count: Int(nfa.chainCount))
    seeds = ListTable()
  }

  private mutating func run() throws(PatternError) {
    _ = sets.close()
    stack.append(nfa.entry)
    close(Context(isStart: true))
    first = reached
    table.start = table.add(accepting: accepts(Context(isStart: true)))
    var state = 1
    while state < table.stateCount {
      let isBehindWord = state > 1 && sets[sets.indices(of: state - 1).lowerBound] == Self.behindWord
      findMoves(of: state, Context(isStart: state == 1, isBehindWord: isBehindWord))
      seeds.removeAll()
      targets.removeAll(keepingCapacity: true)
      for symbol in 0..<alphabet.symbolCount {
        let isWord = nfa.wordSet.map { alphabet.contains($0, symbol) } ?? false
        table.set(Int32(state), symbol, to: try target(on: symbol, isWord: isWord))
      }
      state += 1
    }
  }

  /// Where the moves of the current state lead on a symbol. Most symbols of a state lead to one of a few sets, so those
  /// met before are kept until the next state.
  private mutating func target(on symbol: Int, isWord: Bool) throws(PatternError) -> Int32 {
    if isWord {
      collectSeeds(wordMoves, on: symbol)
    } else {
      collectSeeds(moves, on: symbol)
    }
    if seeds.open.isEmpty { return 0 }
    for index in seeds.open { stack.append(seeds[index]) }
    // No node has this number: it tells apart what is reached behind a word character.
    if isWord { seeds.append(Self.behindWord) }
    let (number, isNew) = seeds.close()
    if isNew {
      close(Context(isBehindWord: isWord))
      targets.append(try self.number(isBehindWord: isWord))
    } else {
      stack.removeAll(keepingCapacity: true)
    }
    return targets[number]
  }

  private mutating func collectSeeds(_ moves: Moves, on symbol: Int) {
    for (index, set) in moves.sets.enumerated() where alphabet.contains(set, symbol) {
      seeds.append(moves.nexts[index])
    }
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

  private mutating func findMoves(of state: Int, _ context: Context) {
    load(state)
    guard nfa.wordSet != nil, stack.contains(where: isWordBoundary) else {
      swap(&stack, &reached)
      stack.removeAll(keepingCapacity: true)
      collectMoves()
      if nfa.wordSet != nil { wordMoves = moves }
      return
    }
    var context = context
    context.isBeforeWord = true
    walk(context)
    collectMoves()
    swap(&moves, &wordMoves)
    load(state)
    context.isBeforeWord = false
    walk(context)
    collectMoves()
  }

  /// Puts the set of a state on the stack.
  private mutating func load(_ state: Int) {
    if state == 1 { return stack += first }
    for index in sets.indices(of: state - 1) { stack.append(sets[index]) }
  }

  private func isWordBoundary(_ node: Int32) -> Bool {
    if node >= 0, case .wordBoundary = nfa.nodes[Int(node)] { true } else { false }
  }

  /// The moves of the nodes reached.
  private mutating func collectMoves() {
    moves.removeAll()
    for node in reached where node >= 0 {
      switch nfa.nodes[Int(node)] {
      case .consume(let set, let next): moves.add(set, next)
      case .accept: moves.add(0, node)
      case .split, .start, .end, .wordBoundary: continue
      }
    }
  }

  /// The state of the nodes reached.
  private mutating func number(isBehindWord: Bool) throws(PatternError) -> Int32 {
    let isMarked = isBehindWord && reached.first != nfa.accept && !reached.isEmpty
    if isMarked { sets.append(Self.behindWord) }
    for node in reached { sets.append(node) }
    let size = sets.open.count
    let (number, isNew) = sets.close()
    if !isNew { return number == 0 ? 0 : Int32(number + 1) }
    work += size
    guard table.stateCount < stateBudget * 4, work < min(4_000_000, stateBudget * 400) else {
      throw PatternError(.tooManyStates(limit: stateBudget), at: 0)
    }
    return table.add(accepting: accepts(Context(isBehindWord: isMarked)))
  }

  /// Whether the nodes reached accept at the end.
  private mutating func accepts(_ context: Context) -> Bool {
    var context = context
    context.isEnd = true
    context.isBeforeWord = false
    stack += reached
    walk(context)
    return reached.first == nfa.accept
  }

  /// The nodes reached without consuming from those on the stack, as a canonical set: sorted, dominated ones dropped.
  private mutating func close(_ context: Context) {
    walk(context)
    if nfa.chainCount > 0 { dropDominated() }
    sortReached()
  }

  /// Ends where a match has been found: then nothing else counts.
  private mutating func walk(_ context: Context) {
    generation += 1
    reached.removeAll(keepingCapacity: true)
    while let node = stack.popLast() {
      if node < 0 { continue }
      if visited[Int(node)] == generation { continue }
      visited[Int(node)] = generation
      switch nfa.nodes[Int(node)] {
      case .consume: reached.append(node)
      case .accept:
        stack.removeAll(keepingCapacity: true)
        reached.removeAll(keepingCapacity: true)
        return reached.append(node)
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
  }

  private mutating func dropDominated() {
    for node in reached where nfa.chains[Int(node)] >= 0 {
      let chain = Int(nfa.chains[Int(node)])
      bestRank[chain] = max(bestRank[chain], nfa.ranks[Int(node)])
    }
    var kept = 0
    for index in reached.indices {
      let node = Int(reached[index])
      if nfa.chains[node] >= 0, bestRank[Int(nfa.chains[node])] != nfa.ranks[node] { continue }
      reached.swapAt(kept, index)
      kept += 1
    }
    reached.removeLast(reached.count - kept)
    for node in reached where nfa.chains[Int(node)] >= 0 { bestRank[Int(nfa.chains[Int(node)])] = -1 }
  }

  /// Large sets lie close together: they are marked and read off, without comparing.
  private mutating func sortReached() {
    guard reached.count > 8, let low = reached.min(), let high = reached.max(), Int(high - low) < reached.count * 64
    else { return reached.sort() }
    let base = Int(low) / 64
    let words = Int(high) / 64 - base + 1
    while marks.count < words { marks.append(0) }
    for node in reached { marks[Int(node) / 64 - base] |= 1 << UInt64(node % 64) }
    reached.removeAll(keepingCapacity: true)
    for word in 0..<words {
      while marks[word] != 0 {
        reached.append(Int32((base + word) * 64 + marks[word].trailingZeroBitCount))
        marks[word] &= marks[word] - 1
      }
    }
  }
}

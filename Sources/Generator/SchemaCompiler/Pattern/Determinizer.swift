import SchemaRuntime

/// The subset construction: turns the automaton of a pattern into a table over the symbols of its alphabet. Used by
/// `PatternCompiler.search` only, once per pattern.
///
/// What depends on the next character (`\b`, `\B`, `$`) stays in a set as an unresolved node until that character is
/// known, so no look-ahead is part of the states; of the previous character a state keeps one bit, and only in patterns
/// with `\b` or `\B`.
///
/// State 0 is dead, state 1 the start, state n > 1 the set with number n - 1.
struct Determinizer {
  private let nfa: PatternNFA
  private let alphabet: ScalarAlphabet
  private let stateBudget: Int
  private var table: TransitionTable
  /// The set of the state before the first character. It is not one of `sets`: `^` holds here and nowhere else, so an
  /// equal set later on is a different state.
  private var first: [Int32] = []
  /// The set of state 0, which is empty, and those from state 2 on.
  private var sets = ListTable(count: 32)
  /// Sum of the sizes of all sets: bounds memory and time where the number of states alone would not (at the default
  /// budget 4,000,000 members, 16 MB).
  private var work = 0
  /// By node, the last walk that reached it: a new `generation` forgets all of them at once, where clearing would cost
  /// every walk as much as the pattern has nodes.
  private var visited: [Int32]
  private var generation: Int32 = 0
  /// By chain, the highest rank among the nodes reached; -1 between walks. An array, as it is used for every set that
  /// is closed.
  private var bestRank: [Int32]
  /// A bit for each node of a range, 0 between walks.
  private var marks: [UInt64] = []
  /// Storage for one walk, used again by the next: what is left to visit, and what was reached.
  private var stack: [Int32] = []
  private var reached: [Int32] = []
  /// Moves of the current state when the next character is none of `\w`, and when it is one. The two differ only where
  /// a `\b` or `\B` is in the set.
  private var moves = Moves()
  private var wordMoves = Moves()
  /// What the symbols of the current state lead to, before empty moves, and the states that resulted.
  private var seeds: ListTable
  private var targets: [Int32] = []

  /// The moves of a set that consume a character, as two arrays: for every symbol all of `sets` are read, and few of
  /// `nexts`.
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

  /// The minimal table. `stateBudget` is about the minimal byte automaton and is checked after the expansion to bytes;
  /// on the way there 4 times as many states may appear.
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

  /// Visits the states in the order of their numbers; new ones are appended behind, so the table itself is the work
  /// list.
  private mutating func run() throws(PatternError) {
    // The empty list gets number 0, as the dead state has.
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

  /// Where the moves of the current state lead on a symbol. Most symbols of a state lead to one of a few seed sets, so
  /// the results for those met before are kept until the next state.
  private mutating func target(on symbol: Int, isWord: Bool) throws(PatternError) -> Int32 {
    if isWord {
      collectSeeds(wordMoves, on: symbol)
    } else {
      collectSeeds(moves, on: symbol)
    }
    if seeds.open.isEmpty { return 0 }
    for index in seeds.open { stack.append(seeds[index]) }
    // No node has this number: it distinguishes what is reached behind a word character.
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

  /// In the order of the moves, not sorted: equal lists are found for all symbols that the same sets contain.
  private mutating func collectSeeds(_ moves: Moves, on symbol: Int) {
    for (index, set) in moves.sets.enumerated() where alphabet.contains(set, symbol) {
      seeds.append(moves.nexts[index])
    }
  }

  /// What is known about the position between two characters.
  private struct Context {
    var isStart = false
    /// Whether the character before is one of `\w`.
    var isBehindWord = false
    /// Whether the next character is one of `\w`; nil while it is not known.
    var isBeforeWord: Bool?
    var isEnd = false
  }

  /// First in a set whose last character was one of `\w`, in patterns that ask for it: two states with the same nodes
  /// differ by it.
  private static let behindWord: Int32 = -1

  /// Fills `moves` and `wordMoves`. Without a boundary in the set no further walk is needed: the closed set is read off
  /// as it is.
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

  /// False for `behindWord`, which is no node.
  private func isWordBoundary(_ node: Int32) -> Bool {
    if node >= 0, case .wordBoundary = nfa.nodes[Int(node)] { true } else { false }
  }

  /// The moves of the nodes reached.
  private mutating func collectMoves() {
    moves.removeAll()
    for node in reached where node >= 0 {
      switch nfa.nodes[Int(node)] {
      case .consume(let set, let next): moves.add(set, next)
      // A match was found: set 0, that of all scalar values, leads back to acceptance whatever follows.
      case .accept: moves.add(0, node)
      case .split, .start, .end, .wordBoundary: continue
      }
    }
  }

  /// The state of the nodes reached, a new one when the set is new. The bit for the previous character is dropped where
  /// it can no longer matter, after a match and in the dead state: it would double those states.
  private mutating func number(isBehindWord: Bool) throws(PatternError) -> Int32 {
    let isMarked = isBehindWord && reached.first != nfa.accept && !reached.isEmpty
    if isMarked { sets.append(Self.behindWord) }
    for node in reached { sets.append(node) }
    let size = sets.open.count
    let (number, isNew) = sets.close()
    if !isNew { return number == 0 ? 0 : Int32(number + 1) }
    work += size
    // Both limits are needed: a few thousand sets of ten thousand nodes each are few states and far too much work.
    guard table.stateCount < stateBudget * 4, work < min(4_000_000, stateBudget * 400) else {
      throw PatternError(.tooManyStates(limit: stateBudget), at: 0)
    }
    return table.add(accepting: accepts(Context(isBehindWord: isMarked)))
  }

  /// Whether the nodes reached accept when the string ends here: `$` holds, and nothing behind is a word character.
  /// Overwrites `reached`, so it is called after the set has been stored.
  private mutating func accepts(_ context: Context) -> Bool {
    var context = context
    context.isEnd = true
    context.isBeforeWord = false
    stack += reached
    walk(context)
    return reached.first == nfa.accept
  }

  /// The nodes reached without consuming from those on the stack, as a canonical set: sorted, dominated ones dropped.
  /// Two sets are equal as lists exactly when they are equal as sets, which is what `ListTable` compares.
  private mutating func close(_ context: Context) {
    walk(context)
    if nfa.chainCount > 0 { dropDominated() }
    sortReached()
  }

  /// Follows empty moves from the nodes on the stack. A match ends it and becomes the whole set: whatever else is
  /// reached accepts no string that is not accepted already.
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

  /// Keeps of each chain the node with the most copies left (see `PatternNFA.chains`). `a.{0,50}b` has about 50 sets
  /// instead of 2^50.
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

  /// Large sets are close together, since nodes are numbered along the pattern: they are marked in a bit set and
  /// read off in order, without comparing. Below 9 members, or when they are spread over more than 64 numbers each,
  /// sorting is faster.
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

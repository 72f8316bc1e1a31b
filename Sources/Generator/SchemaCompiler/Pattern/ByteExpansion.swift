import SchemaRuntime

/// Turns a table over the symbols of an alphabet into one over byte classes: behind each state the bytes of a character
/// are read through the `UTF8Tree`, with one more state for each position inside a character.
///
/// States between bytes are shared by what they lead to, from whichever state they come: without that each state would
/// have as many of its own as the tree has nodes.
struct ByteExpansion {
  /// The byte classes: 256 entries, the symbols of `table`. Some may be alike.
  let classes: [Int]
  private(set) var table: TransitionTable

  private let tree: UTF8Tree
  /// For each continuation byte minus 0x80 its class.
  private let continuations: [Int]
  /// Number of classes of continuation bytes, which come first among the symbols of `table`.
  private let continuationCount: Int
  /// What the first bytes of each class lead to, in the order of their classes, which follow the others.
  private let leads: [UTF8Tree.Branch]
  /// Symbols that are encoded with more than one byte; for the others no state is added.
  private let wide: [Int]
  /// States between bytes by what they lead to: runs of classes, as pairs of the last class and the target. Equal rows
  /// are one state.
  private var rows = ListTable(count: 32)
  /// By row, the state.
  private var states: [Int32] = []
  /// Where states go on the wide symbols: states that agree on all of them share everything behind the first byte.
  private var wideTargets = ListTable()
  /// For each list in `wideTargets`, where the nodes of the tree lead.
  private var nodeTargets: [Int32] = []
  private let stateBudget: Int

  /// `symbols` must be minimal: then so is the result, and the budget is exact.
  init(_ symbols: TransitionTable, _ alphabet: ScalarAlphabet, stateBudget: Int) throws(PatternError) {
    self.stateBudget = stateBudget
    tree = UTF8Tree(alphabet)
    wide = tree.isWide.indices.filter { [isWide = tree.isWide] in isWide[$0] }
    continuations = Self.continuationClasses(of: tree)
    continuationCount = (continuations.last ?? 0) + 1
    let (leadOf, leads) = Self.leadClasses(of: tree.root)
    self.leads = leads
    classes = (0..<256).map { [continuations, continuationCount] byte in
      (0x80..<0xC0).contains(byte) ? continuations[byte - 0x80] : continuationCount + leadOf[byte]
    }
    table = TransitionTable(symbolCount: continuationCount + leads.count)
    // States keep their numbers; those between bytes come behind them.
    for state in 1..<max(1, symbols.stateCount) { _ = table.add(accepting: symbols.accepting[state]) }
    table.start = symbols.start
    for state in 1..<max(1, Int32(symbols.stateCount)) { try expand(state, of: symbols) }
    try check()
  }

  /// Continuation bytes are of one class where no node's run ends between them. All nodes share the classes, so a row
  /// of a state between bytes is as wide as the ends in the whole tree, at most 64.
  private static func continuationClasses(of tree: UTF8Tree) -> [Int] {
    var isLast = [Bool](repeating: false, count: 64)
    for node in 0..<tree.nodeCount { for run in tree.runs(of: node) { isLast[tree[run].last] = true } }
    var classes: [Int] = []
    var number = 0
    for byte in 0..<64 {
      classes.append(number)
      if isLast[byte] { number += 1 }
    }
    return classes
  }

  /// First bytes are of one class when they lead to the same branch.
  private static func leadClasses(of root: [UTF8Tree.Run]) -> (of: [Int], leads: [UTF8Tree.Branch]) {
    var leads: [UTF8Tree.Branch] = []
    var classes: [Int] = []
    for run in root {
      let number = leads.firstIndex(of: run.branch) ?? leads.count
      if number == leads.count { leads.append(run.branch) }
      while classes.count <= run.last { classes.append(number) }
    }
    return (classes, leads)
  }

  /// Exact, as every state that is added belongs to the minimal automaton: no state has to be built only to be merged
  /// again.
  private func check() throws(PatternError) {
    if table.stateCount > stateBudget { throw PatternError(.tooManyStates(limit: stateBudget), at: 0) }
  }

  /// Fills in the row of a state. The nodes of the tree are visited in their order, children before parents, so the
  /// target of a child is known when its parent asks for it.
  private mutating func expand(_ state: Int32, of symbols: TransitionTable) throws(PatternError) {
    for symbol in wide { wideTargets.append(symbols.target(state, symbol)) }
    let (known, isNew) = wideTargets.close()
    let base = known * tree.nodeCount
    if isNew {
      for node in 0..<tree.nodeCount { try findTarget(of: node, from: state, of: symbols, base) }
    }
    for (index, lead) in leads.enumerated() {
      table.set(state, continuationCount + index, to: target(lead, from: state, of: symbols, base))
    }
  }

  /// Where a branch leads from a state: to a state of the pattern at the end of a character, to one between bytes
  /// inside it.
  private func target(
    _ branch: UTF8Tree.Branch, from state: Int32, of symbols: TransitionTable, _ base: Int
  ) -> Int32 {
    switch branch {
    case .nowhere: 0
    case .symbol(let symbol): symbols.target(state, Int(symbol))
    case .node(let node): nodeTargets[base + Int(node)]
    }
  }

  /// Where a node of the tree leads from a state: to a state that expects a continuation byte, or to the dead one when
  /// every continuation leads there.
  private mutating func findTarget(
    of node: Int, from state: Int32, of symbols: TransitionTable, _ base: Int
  ) throws(PatternError) {
    var last = Int32(-1)
    var open = Int32(-1)
    for index in tree.runs(of: node) {
      let run = tree[index]
      let next = target(run.branch, from: state, of: symbols, base)
      // Runs of different branches may lead to the same state here, and are then one run of the row.
      if last >= 0, next != open {
        rows.append(last)
        rows.append(open)
      }
      open = next
      last = Int32(continuations[run.last])
    }
    if open == 0, rows.open.isEmpty { return nodeTargets.append(0) }
    rows.append(last)
    rows.append(open)
    let (row, isNew) = rows.close()
    if isNew { states.append(try middleState(row)) }
    nodeTargets.append(states[row])
  }

  /// A new state between bytes with the transitions of a row. The budget is checked before each, so a pattern that is
  /// far too large costs no more than one that is just too large.
  private mutating func middleState(_ row: Int) throws(PatternError) -> Int32 {
    try check()
    let state = table.add(accepting: false)
    var next = 0
    let positions = rows.indices(of: row)
    for position in stride(from: positions.lowerBound, to: positions.upperBound, by: 2) {
      for symbol in next...Int(rows[position]) { table.set(state, symbol, to: rows[position + 1]) }
      next = Int(rows[position]) + 1
    }
    return state
  }
}

import SchemaRuntime

/// Turns a table over the symbols of an alphabet into one over byte classes, with shared states between the bytes of
/// a character.
struct ByteExpansion {
  /// The byte classes: 256 entries, the symbols of `table`.
  let classes: [Int]
  private(set) var table: TransitionTable

  private let tree: UTF8Tree
  /// For each class of continuation bytes, one of its bytes minus 0x80.
  private let continuations: [Int]
  /// For each class of first bytes, one of its bytes.
  private let leads: [Int]
  private var shared: [[Int32]: Int32] = [:]
  private let stateBudget: Int

  /// `symbols` must be minimal: then so is the result, and the budget is exact.
  init(_ symbols: TransitionTable, _ alphabet: ScalarAlphabet, stateBudget: Int) throws(PatternError) {
    self.stateBudget = stateBudget
    tree = UTF8Tree(alphabet)
    let tree = tree
    let trailing = Self.group((0..<64).map { column in tree.nodes.map { $0[column] } })
    let leading = Self.group(tree.root)
    continuations = trailing.representatives
    leads = leading.representatives
    classes = (0..<256).map { byte in
      (0x80..<0xC0).contains(byte)
        ? trailing.groupOf[byte - 0x80] : trailing.representatives.count + leading.groupOf[byte]
    }
    table = TransitionTable(symbolCount: continuations.count + leads.count)
    for state in 1..<max(1, symbols.stateCount) { _ = table.add(accepting: symbols.accepting[state]) }
    table.start = symbols.start
    for state in 1..<max(1, Int32(symbols.stateCount)) { try expand(state, of: symbols) }
    try check()
  }

  private static func group<Column: Hashable>(_ columns: [Column]) -> (groupOf: [Int], representatives: [Int]) {
    var numbers: [Column: Int] = [:]
    var groupOf: [Int] = []
    var representatives: [Int] = []
    for (index, column) in columns.enumerated() {
      let number = numbers[column] ?? representatives.count
      if numbers.updateValue(number, forKey: column) == nil { representatives.append(index) }
      groupOf.append(number)
    }
    return (groupOf, representatives)
  }

  private func check() throws(PatternError) {
    if table.stateCount > stateBudget { throw PatternError(.tooManyStates(limit: stateBudget), at: 0) }
  }

  private mutating func expand(_ state: Int32, of symbols: TransitionTable) throws(PatternError) {
    var targets: [Int32] = []
    func resolve(_ branch: UTF8Tree.Branch) -> Int32 {
      switch branch {
      case .nowhere: 0
      case .symbol(let symbol): symbols.target(state, Int(symbol))
      case .node(let node): targets[Int(node)]
      }
    }
    for node in tree.nodes { targets.append(try middleState(continuations.map { resolve(node[$0]) })) }
    for (index, lead) in leads.enumerated() {
      table.set(state, continuations.count + index, to: resolve(tree.root[lead]))
    }
  }

  /// The state that expects a continuation byte and goes where `row` says.
  private mutating func middleState(_ row: [Int32]) throws(PatternError) -> Int32 {
    if row.allSatisfy({ $0 == 0 }) { return 0 }
    if let known = shared[row] { return known }
    try check()
    let state = table.add(accepting: false)
    shared[row] = state
    for (index, target) in row.enumerated() { table.set(state, index, to: target) }
    return state
  }
}

import SchemaRuntime

/// A transition table with the map from bytes to its symbols: an automaton while it is being made. `Automaton` is the
/// same after `canonical`, in the form that the runtime walks.
struct ByteTable {
  var table: TransitionTable
  /// 256 entries. Bytes of one class are alike to every state; that bytes of two classes differ is only certain in a
  /// canonical table.
  let classes: [Int]

  init(_ table: TransitionTable, classes: [Int]) {
    self.table = table
    self.classes = classes
  }

  /// The automaton of the runtime, unpacked to work on it.
  init(_ dfa: DFA) {
    table = TransitionTable(symbolCount: dfa.classCount)
    table.next = dfa.transitions.map { Int32($0) }
    table.accepting = (0..<dfa.stateCount).map { dfa.isAccepting(UInt16($0)) }
    table.start = Int32(dfa.start)
    classes = dfa.classes.map { Int($0) }
  }

  private static let ascending = [UInt8](UInt8.min...UInt8.max)

  /// One byte of each class that occurs, the first in `order`; in ascending order unless it is given. Whatever walks
  /// all bytes of a state walks these: a dozen instead of 256.
  func representatives(in order: [UInt8] = ByteTable.ascending) -> [UInt8] {
    var isSeen = [Bool](repeating: false, count: table.symbolCount)
    var found: [UInt8] = []
    for byte in order where !isSeen[classes[Int(byte)]] {
      isSeen[classes[Int(byte)]] = true
      found.append(byte)
    }
    return found
  }

  /// Where `byte` leads; for hot loops over symbols use `table`.
  func target(_ state: Int32, _ byte: UInt8) -> Int32 { table.target(state, classes[Int(byte)]) }
}

extension ByteTable {
  /// The one automaton of the language: minimal, states numbered in the order in which bytes in ascending order reach
  /// them (breadth first), bytes in one class unless some state distinguishes them. Equal languages give equal tables,
  /// which is what makes `Automaton` comparable and generated files byte-stable.
  ///
  /// `minimal` says that no two states of the table accept the same strings, which saves looking.
  func canonical(minimal: Bool = false) -> ByteTable {
    let smaller = ByteTable(minimal ? table : table.minimized(), classes: classes)
    let symbols = smaller.representatives().map { classes[Int($0)] }
    let order = smaller.reachable(by: symbols)
    let columns = smaller.columns(symbols, of: order)
    var numberOf = [Int32](repeating: 0, count: smaller.table.stateCount)
    for (number, state) in order.enumerated() { numberOf[Int(state)] = Int32(number) }
    var result = TransitionTable(symbolCount: (columns.max() ?? 0) + 1, capacity: order.count)
    var columnOf = [Int](repeating: 0, count: table.symbolCount)
    for (symbol, column) in zip(symbols, columns) { columnOf[symbol] = column }
    // The dead state is the first of the order, and is in every new table.
    for state in order.dropFirst() {
      let number = result.add(accepting: smaller.table.accepting[Int(state)])
      for (symbol, column) in zip(symbols, columns) {
        result.set(number, column, to: numberOf[Int(smaller.table.target(state, symbol))])
      }
    }
    result.start = numberOf[Int(smaller.table.start)]
    return ByteTable(result, classes: classes.map { columnOf[$0] })
  }

  /// For each of `symbols` the number of its column: that of the first symbol that every state goes the same way on.
  /// Refined state by state, and ended as soon as all symbols are distinguished.
  private func columns(_ symbols: [Int], of states: [Int32]) -> [Int] {
    var groups = [Int](repeating: 0, count: symbols.count)
    var groupCount = 1
    // By group: where the current state goes on its first symbol; -1 before that is known.
    var targets: [Int32] = [-1]
    var parts: [(group: Int, target: Int32, number: Int)] = []
    for state in states where groupCount < symbols.count {
      for group in targets.indices { targets[group] = -1 }
      parts.removeAll(keepingCapacity: true)
      for index in symbols.indices {
        let group = groups[index]
        let target = table.target(state, symbols[index])
        if targets[group] < 0 { targets[group] = target }
        if targets[group] == target { continue }
        if let part = parts.first(where: { $0.group == group && $0.target == target }) {
          groups[index] = part.number
        } else {
          parts.append((group, target, groupCount))
          groups[index] = groupCount
          groupCount += 1
        }
      }
      while targets.count < groupCount { targets.append(-1) }
    }
    return Self.renumbered(groups, count: groupCount)
  }

  /// The same groups, numbered in the order in which they occur: the refinement numbers them by the state that
  /// separated them, which would depend on more than the language.
  private static func renumbered(_ groups: [Int], count: Int) -> [Int] {
    var numbers = [Int](repeating: -1, count: count)
    var next = 0
    return groups.map { group in
      if numbers[group] < 0 {
        numbers[group] = next
        next += 1
      }
      return numbers[group]
    }
  }

  /// The dead state and then every state reached from the start, nearest first.
  private func reachable(by symbols: [Int]) -> [Int32] {
    var seen = [Bool](repeating: false, count: table.stateCount)
    var order: [Int32] = [0]
    seen[0] = true
    func visit(_ state: Int32) {
      if seen[Int(state)] { return }
      seen[Int(state)] = true
      order.append(state)
    }
    visit(table.start)
    var index = 1
    while index < order.count {
      for symbol in symbols { visit(table.target(order[index], symbol)) }
      index += 1
    }
    return order
  }
}

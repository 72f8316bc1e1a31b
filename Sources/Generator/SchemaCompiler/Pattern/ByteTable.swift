import SchemaRuntime

/// A transition table with the map from bytes to its symbols: an automaton while it is being made.
struct ByteTable {
  var table: TransitionTable
  /// 256 entries.
  let classes: [Int]

  init(_ table: TransitionTable, classes: [Int]) {
    self.table = table
    self.classes = classes
  }

  init(_ dfa: DFA) {
    table = TransitionTable(symbolCount: dfa.classCount)
    table.next = dfa.transitions.map { Int32($0) }
    table.accepting = (0..<dfa.stateCount).map { dfa.isAccepting(UInt16($0)) }
    table.start = Int32(dfa.start)
    classes = dfa.classes.map { Int($0) }
  }

  private static let ascending = [UInt8](UInt8.min...UInt8.max)

  /// One byte of each class that occurs, the first in `order`; in ascending order unless it is given.
  func representatives(in order: [UInt8] = ByteTable.ascending) -> [UInt8] {
    var isSeen = [Bool](repeating: false, count: table.symbolCount)
    var found: [UInt8] = []
    for byte in order where !isSeen[classes[Int(byte)]] {
      isSeen[classes[Int(byte)]] = true
      found.append(byte)
    }
    return found
  }

  func target(_ state: Int32, _ byte: UInt8) -> Int32 { table.target(state, classes[Int(byte)]) }
}

extension ByteTable {
  /// The one automaton of the language: minimal, states numbered in the order in which bytes in ascending order reach
  /// them, bytes in one class unless some state tells them apart. Equal languages give equal tables.
  /// `minimal` says that no two states of the table accept the same strings, which saves looking.
  func canonical(minimal: Bool = false) -> ByteTable {
    let smaller = ByteTable(minimal ? table : table.minimized(), classes: classes)
    let bytes = smaller.representatives()
    let order = smaller.reachable(by: bytes)
    var numberOf = [Int32](repeating: 0, count: smaller.table.stateCount)
    for (number, state) in order.enumerated() { numberOf[Int(state)] = Int32(number) }
    var columns: [[Int32]: Int] = [:]
    var columnOf: [Int: Int] = [:]
    for byte in bytes {
      let column = order.map { numberOf[Int(smaller.target($0, byte))] }
      columnOf[classes[Int(byte)]] = columns[column, default: columns.count]
      columns[column] = columnOf[classes[Int(byte)]]
    }
    var result = TransitionTable(symbolCount: columns.count)
    for state in order.dropFirst() { _ = result.add(accepting: smaller.table.accepting[Int(state)]) }
    for (column, symbol) in columns {
      for (state, target) in column.enumerated() { result.set(Int32(state), symbol, to: target) }
    }
    result.start = numberOf[Int(smaller.table.start)]
    return ByteTable(result, classes: classes.map { columnOf[$0] ?? 0 })
  }

  /// The dead state and then every state reached from the start, nearest first.
  private func reachable(by bytes: [UInt8]) -> [Int32] {
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
      for byte in bytes { visit(target(order[index], byte)) }
      index += 1
    }
    return order
  }
}

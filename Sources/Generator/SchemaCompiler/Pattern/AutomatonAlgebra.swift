package import SchemaRuntime

/// Set operations, by the product construction. Each throws `tooManyStates` when the result has more than `stateLimit`
/// states, or needs more than 16 times `stateBudget` on the way.
extension Automaton {
  /// The strings both accept.
  package func intersect(
    _ other: Automaton, stateBudget: Int = Automaton.stateLimit
  ) throws(PatternError) -> Automaton {
    try combined(with: other, as: .intersection, stateBudget: stateBudget)
  }

  /// The strings at least one accepts.
  package func union(
    _ other: Automaton, stateBudget: Int = Automaton.stateLimit
  ) throws(PatternError) -> Automaton {
    try combined(with: other, as: .union, stateBudget: stateBudget)
  }

  /// The strings this accepts and the other does not.
  package func subtract(
    _ other: Automaton, stateBudget: Int = Automaton.stateLimit
  ) throws(PatternError) -> Automaton {
    try combined(with: other, as: .difference, stateBudget: stateBudget)
  }

  /// The strings of valid UTF-8 this does not accept. Relative to `any`, not to all byte strings: flipping the
  /// accepting states would let invalid UTF-8 in.
  package func complement() throws(PatternError) -> Automaton { try Automaton.any.subtract(self) }

  /// Whether every accepted string is accepted by the other too. Bounded by `stateLimit` alone: nothing of the size of
  /// the result reaches the caller.
  package func isSubset(of other: Automaton) throws(PatternError) -> Bool {
    try combined(with: other, as: .difference).isEmpty
  }

  /// The common way of all operations. With an empty side the result is known without a product. This and the other
  /// shortcuts of the argument proof, with each file parsed once, took the generation of a tool schema from 0.017 to
  /// 0.0095 s.
  private func combined(
    with other: Automaton, as operation: Product.Operation, stateBudget: Int = Automaton.stateLimit
  ) throws(PatternError) -> Automaton {
    switch operation {
    case .intersection: if isEmpty || other.isEmpty { return .empty }
    case .union: if isEmpty || other.isEmpty { return isEmpty ? other : self }
    case .difference: if isEmpty || other.isEmpty { return self }
    }
    let product = try Product.run(dfa, other.dfa, operation, stateBudget: stateBudget)
    return try Automaton(product.table, classes: product.classes)
  }
}

/// Two automata run side by side: a state is a pair of states, made when it is first reached. `Concatenation` uses its
/// byte classes too.
struct Product {
  enum Operation {
    case intersection
    case union
    case difference

    func accepts(_ first: Bool, _ second: Bool) -> Bool {
      switch self {
      case .intersection: first && second
      case .union: first || second
      case .difference: first && !second
      }
    }

    /// Whether a pair of states can still lead to acceptance, 0 being dead. All other pairs become the dead state at
    /// once, so that the parts of one automaton beside a dead other are never explored.
    func isLive(_ first: UInt16, _ second: UInt16) -> Bool {
      switch self {
      case .intersection: first != 0 && second != 0
      case .union: first != 0 || second != 0
      case .difference: first != 0
      }
    }
  }

  /// The table of the pairs reached, not minimal. There may be many more pairs than states that remain; 16 times the
  /// budget (160,000 pairs at the default budget of patterns) is where memory and time matter, so the limit is on
  /// them.
  static func run(
    _ first: DFA, _ second: DFA, _ operation: Operation, stateBudget: Int
  ) throws(PatternError) -> ByteTable {
    let classes = jointClasses(first, second)
    var result = ByteTable(TransitionTable(symbolCount: (classes.max() ?? 0) + 1), classes: classes)
    let bytes = result.representatives()
    var pairs: [(UInt16, UInt16)] = [(0, 0)]
    var numbers: [UInt32: Int32] = [:]
    /// The state of a pair, and a new entry in the queue when it was not met before. Both numbers fit 32 bits together.
    func number(_ one: UInt16, _ two: UInt16) -> Int32 {
      guard operation.isLive(one, two) else { return 0 }
      let key = UInt32(one) << 16 | UInt32(two)
      if let known = numbers[key] { return known }
      let state = result.table.add(accepting: operation.accepts(first.isAccepting(one), second.isAccepting(two)))
      numbers[key] = state
      pairs.append((one, two))
      return state
    }
    result.table.start = number(first.start, second.start)
    var index = 1
    while index < pairs.count {
      // Compared with the states that have been expanded, not with those that wait.
      if index > stateBudget * 16 { throw PatternError(.tooManyStates(limit: stateBudget), at: 0) }
      let (one, two) = pairs[index]
      for byte in bytes {
        let target = number(first.next(one, byte), second.next(two, byte))
        result.table.set(Int32(index), classes[Int(byte)], to: target)
      }
      index += 1
    }
    return result
  }

  /// The coarsest classes that both automata respect: bytes that are alike to both. Numbered in the order of bytes.
  static func jointClasses(_ first: DFA, _ second: DFA) -> [Int] {
    let (one, two) = (first.classes, second.classes)
    var numbers = [Int](repeating: -1, count: first.classCount * second.classCount)
    var classes: [Int] = []
    var count = 0
    for byte in 0..<256 {
      let pair = Int(one[byte]) * second.classCount + Int(two[byte])
      if numbers[pair] < 0 {
        numbers[pair] = count
        count += 1
      }
      classes.append(numbers[pair])
    }
    return classes
  }
}

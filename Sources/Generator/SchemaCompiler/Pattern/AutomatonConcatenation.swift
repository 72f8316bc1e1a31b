package import SchemaRuntime

extension Automaton {
  /// A string this accepts followed by one the other accepts. Throws `tooManyStates`.
  ///
  /// A literal in front adds one state per byte; in general the result can be exponentially larger than its parts,
  /// since where the first part ends is not known. `stateBudget` bounds how much larger: four times as many states may
  /// appear on the way.
  package func concat(
    _ other: Automaton, stateBudget: Int = Automaton.stateLimit
  ) throws(PatternError) -> Automaton {
    if isEmpty || other.isEmpty { return .empty }
    var run = Concatenation(dfa, other.dfa, stateBudget: stateBudget)
    try run.run()
    return try Automaton(run.result.table, classes: run.result.classes)
  }
}

/// Runs the first automaton and, from every position where it accepts, the second: the subset construction on two
/// automata that are deterministic already. A state is one state of the first (the leader) and a set of the second's
/// (the followers).
private struct Concatenation {
  private(set) var result: ByteTable
  private let first: DFA
  private let second: DFA
  /// One byte for each joint class.
  private let bytes: [UInt8]
  /// The state of the second from which every text is accepted; with it nothing else counts. It keeps `.*` behind a
  /// part from multiplying the states.
  private let everything: UInt16?
  /// The state of the first automaton, then those of the second in ascending order. List 0 is the dead state.
  private var sets = ListTable(count: 32)
  /// By state of the second, the last `generation` it was put into: no set has to be cleared between two steps.
  private var entered: [Int]
  private var generation = 0
  private var followers: [UInt16] = []
  private let stateBudget: Int
  /// Members of all sets, once for each class of bytes: bounds the time where the number of states alone would not.
  /// Fuzzing found a pattern of seventy dots before a `\p{L}` that took 1.9 s of CPU time before this limit and that of
  /// products, and 0.3 s with them.
  private var work = 0

  init(_ first: DFA, _ second: DFA, stateBudget: Int) {
    self.stateBudget = stateBudget
    self.first = first
    self.second = second
    everything = second.everything
    entered = [Int](repeating: 0, count: second.stateCount)
    let classes = Product.jointClasses(first, second)
    result = ByteTable(TransitionTable(symbolCount: (classes.max() ?? 0) + 1), classes: classes)
    bytes = result.representatives()
  }

  /// Expands the states in the order of their numbers. At the default budget the limits are 40,000 states and
  /// 20,000,000 steps.
  mutating func run() throws(PatternError) {
    sets.append(0)
    _ = sets.close()
    begin()
    result.table.start = number(leader: first.start)
    var index = 1
    while index < sets.count {
      if sets.count > stateBudget * 4 || work > stateBudget * 2000 {
        throw PatternError(.tooManyStates(limit: stateBudget), at: 0)
      }
      let set = sets.indices(of: index)
      for byte in bytes {
        begin()
        for position in set.dropFirst() { follow(second.next(UInt16(truncatingIfNeeded: sets[position]), byte)) }
        let leader = first.next(UInt16(truncatingIfNeeded: sets[set.lowerBound]), byte)
        result.table.set(Int32(index), result.classes[Int(byte)], to: number(leader: leader))
      }
      index += 1
    }
  }

  /// Forgets the followers of the step before.
  private mutating func begin() {
    generation += 1
    followers.removeAll(keepingCapacity: true)
  }

  /// Adds a follower once; the dead state of the second adds nothing.
  private mutating func follow(_ state: UInt16) {
    if state == 0 || entered[Int(state)] == generation { return }
    entered[Int(state)] = generation
    followers.append(state)
  }

  /// The state of a leader and the followers noted since `begin`. When the leader accepts, the second automaton may
  /// begin right here, so its start joins the followers.
  private mutating func number(leader: UInt16) -> Int32 {
    if first.isAccepting(leader) { follow(second.start) }
    if let everything, entered[Int(everything)] == generation {
      sets.append(0)
      sets.append(Int32(everything))
    } else {
      // Sorted, because equal sets must be equal lists.
      followers.sort()
      sets.append(Int32(leader))
      for state in followers { sets.append(Int32(state)) }
    }
    let size = sets.open.count
    let isAccepting = sets.open.dropFirst().contains { second.isAccepting(UInt16(truncatingIfNeeded: sets[$0])) }
    let (number, isNew) = sets.close()
    if isNew {
      work += size * bytes.count
      _ = result.table.add(accepting: isAccepting)
    }
    return Int32(number)
  }
}

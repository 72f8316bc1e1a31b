package import SchemaRuntime

extension Automaton {
  /// A string this accepts followed by one the other accepts. Throws `tooManyStates`.
  ///
  /// A literal in front adds one state per byte; in general the result can be exponentially larger than its parts.
  package func concat(_ other: Automaton) throws(PatternError) -> Automaton {
    if isEmpty || other.isEmpty { return .empty }
    var run = Concatenation(dfa, other.dfa)
    try run.run()
    return try Automaton(run.result.table, classes: run.result.classes)
  }
}

/// Runs the first automaton and, from every place where it accepts, the second.
private struct Concatenation {
  private(set) var result: ByteTable
  private let first: DFA
  private let second: DFA
  private let bytes: [UInt8]
  /// The state of the first automaton, then those of the second in ascending order.
  private var sets: [[UInt16]] = [[0]]
  private var numbers: [[UInt16]: Int32] = [[0]: 0]
  private var work = 0

  init(_ first: DFA, _ second: DFA) {
    self.first = first
    self.second = second
    let classes = Product.jointClasses(first, second)
    result = ByteTable(TransitionTable(symbolCount: (classes.max() ?? 0) + 1), classes: classes)
    bytes = result.representatives()
  }

  mutating func run() throws(PatternError) {
    result.table.start = number(first.start, [])
    var index = 1
    while index < sets.count {
      if sets.count > Automaton.stateLimit * 4 || work > 4_000_000 {
        throw PatternError(.tooManyStates(limit: Automaton.stateLimit), at: 0)
      }
      let set = sets[index]
      for byte in bytes {
        let followers = set.dropFirst().map { second.next($0, byte) }
        let target = number(first.next(set[0], byte), followers)
        result.table.set(Int32(index), result.classes[Int(byte)], to: target)
      }
      index += 1
    }
  }

  private mutating func number(_ leader: UInt16, _ followers: [UInt16]) -> Int32 {
    let joined = first.isAccepting(leader) ? followers + [second.start] : followers
    let set = [leader] + Set(joined.filter { $0 != 0 }).sorted()
    if let known = numbers[set] { return known }
    let state = result.table.add(accepting: set.dropFirst().contains { second.isAccepting($0) })
    numbers[set] = state
    sets.append(set)
    work += set.count
    return state
  }
}

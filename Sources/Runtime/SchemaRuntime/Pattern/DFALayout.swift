import JSONCore

extension DFA {
  /// The state from which every well-formed text is accepted; nil when there is none. The schema compiler asks, to
  /// leave out what cannot change the result.
  package var everything: UInt16? {
    Layout(classes: classes, transitions: transitions, width: classCount, accepting: accepting).everything
      .map { UInt16($0) }
  }

  /// The order of rows for the walk: the two kinds of rows that are never left come first, so that `ByteMachine` ends a
  /// walk with one comparison per byte.
  struct Layout {
    private let classes: [UInt8]
    private let transitions: [UInt16]
    private let width: Int
    /// By state: the offset of its row.
    private var rowOf: [UInt32]
    /// The states in the order of their rows.
    private var order: [Int] = []
    /// The state from which everything is accepted.
    private(set) var everything: Int?
    /// Its row; 0 when there is none.
    private(set) var everythingRow: UInt32 = 0
    private(set) var firstAcceptingRow: UInt32 = 0

    /// Precondition: the tables fit together (`DFA.fits`).
    init(classes: [UInt8], transitions: [UInt16], width: Int, accepting: [UInt64]) {
      self.classes = classes
      self.transitions = transitions
      self.width = width
      let states = transitions.count / width
      rowOf = [UInt32](repeating: 0, count: states)
      let isAccepting = { (state: Int) in accepting[state / 64] >> UInt64(state % 64) & 1 == 1 }
      // One at most in a minimal automaton. In one that is not, a further one is an ordinary accepting state: right,
      // and slower.
      everything = (0..<states).first { isAccepting($0) && acceptsEverything(from: $0) }
      order = [0] + (everything.map { [$0] } ?? [])
      let others = (1..<max(1, states)).filter { $0 != everything }
      order += others.filter { !isAccepting($0) }
      firstAcceptingRow = UInt32(order.count * width)
      order += others.filter(isAccepting)
      for (position, state) in order.enumerated() { rowOf[state] = UInt32(position * width) }
      everythingRow = everything.map { rowOf[$0] } ?? 0
    }

    /// The table with targets as row offsets; nil when `ByteMachine` finds a walk that could leave it.
    func machine(start: UInt16) -> ByteMachine? {
      var rows: [UInt32] = []
      rows.reserveCapacity(transitions.count)
      for state in order {
        for target in transitions[(state * width)..<((state + 1) * width)] { rows.append(rowOf[Int(target)]) }
      }
      // A walk ends after a byte: it does not look at the first row.
      return ByteMachine(
        columns: classes, rows: rows, width: width, start: rowOf[Int(start)], lastFinal: everythingRow)
    }

    /// Whether every well-formed continuation leads back to `state`, by the lead bytes of UTF-8 (RFC 3629, 4): those
    /// with the same bytes behind them share a state in a minimal automaton, so one of each kind represents all.
    private func acceptsEverything(from state: Int) -> Bool {
      func all(_ bytes: ClosedRange<UInt8>, from: Int, to target: Int) -> Bool {
        bytes.allSatisfy { next(from, $0) == target }
      }
      let (one, two, three) = (next(state, 0xC2), next(state, 0xE1), next(state, 0xF1))
      let (few, early, narrow, late) = (next(state, 0xE0), next(state, 0xED), next(state, 0xF0), next(state, 0xF4))
      return all(0...0x7F, from: state, to: state) && all(0xC2...0xDF, from: state, to: one)
        && all(0xE1...0xEC, from: state, to: two) && all(0xEE...0xEF, from: state, to: two)
        && all(0xF1...0xF3, from: state, to: three) && all(0x80...0xBF, from: one, to: state)
        && all(0x80...0xBF, from: two, to: one) && all(0x80...0xBF, from: three, to: two)
        && all(0xA0...0xBF, from: few, to: one) && all(0x80...0x9F, from: early, to: one)
        && all(0x90...0xBF, from: narrow, to: two) && all(0x80...0x8F, from: late, to: two)
    }

    /// One step by state number: this runs once, when the tables are read.
    private func next(_ state: Int, _ byte: UInt8) -> Int { Int(transitions[state * width + Int(classes[Int(byte)])]) }
  }
}

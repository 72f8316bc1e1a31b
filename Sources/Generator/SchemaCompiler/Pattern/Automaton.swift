package import SchemaRuntime

/// A regular set of byte strings, as its minimal automaton. Two automata are equal when they accept the same strings.
///
/// `any`, compiled patterns and what is made of them contain valid UTF-8 only. Made by `PatternCompiler` and the
/// algebra; used for `pattern` checks, by `lint`, and by `ArgvProof`, which decides with it what the argument of a
/// program may be.
package struct Automaton: Sendable, Equatable {
  /// `DFA` numbers states in 16 bits.
  package static let stateLimit = 65536

  package let dfa: DFA

  /// The automaton of a table over the byte classes in `classes` (256 entries). Throws `tooManyStates` when even the
  /// smallest one does not fit a `DFA`.
  init(_ table: TransitionTable, classes: [Int], minimal: Bool = false) throws(PatternError) {
    let canonical = ByteTable(table, classes: classes).canonical(minimal: minimal)
    if canonical.table.stateCount > Self.stateLimit {
      throw PatternError(.tooManyStates(limit: Self.stateLimit), at: 0)
    }
    self.init(canonical: canonical)
  }

  /// `canonical` must have at most `stateLimit` states.
  private init(canonical: ByteTable) {
    let table = canonical.table
    var accepting = [UInt64](repeating: 0, count: (table.stateCount + 63) / 64)
    for state in 0..<table.stateCount where table.accepting[state] { accepting[state / 64] |= 1 << UInt64(state % 64) }
    dfa = DFA(
      classes: canonical.classes.map { UInt8($0) }, transitions: table.next.map { UInt16($0) },
      start: UInt16(table.start), accepting: accepting)
  }

  /// No string.
  package static let empty = Automaton(
    canonical: ByteTable(TransitionTable(symbolCount: 1), classes: [Int](repeating: 0, count: 256)))

  /// Every string of valid UTF-8: `any`. The transitions are the rows of Unicode's table of well-formed byte sequences:
  /// after E0, ED, F0 and F4 the second byte has a narrower range, which excludes overlong forms, surrogates and values
  /// above U+10FFFF.
  package static let any: Automaton = {
    var table = TransitionTable(symbolCount: 256)
    let whole = table.add(accepting: true)
    table.start = whole
    func go(_ state: Int32, _ bytes: ClosedRange<Int>, to target: Int32) {
      for byte in bytes { table.set(state, byte, to: target) }
    }
    func state(_ bytes: ClosedRange<Int>, then target: Int32) -> Int32 {
      let added = table.add(accepting: false)
      go(added, bytes, to: target)
      return added
    }
    let one = state(0x80...0xBF, then: whole)
    let two = state(0x80...0xBF, then: one)
    go(whole, 0...0x7F, to: whole)
    go(whole, 0xC2...0xDF, to: one)
    go(whole, 0xE1...0xEF, to: two)
    go(whole, 0xE0...0xE0, to: state(0xA0...0xBF, then: one))
    go(whole, 0xED...0xED, to: state(0x80...0x9F, then: one))
    go(whole, 0xF0...0xF0, to: state(0x90...0xBF, then: two))
    go(whole, 0xF1...0xF3, to: state(0x80...0xBF, then: two))
    go(whole, 0xF4...0xF4, to: state(0x80...0x8F, then: two))
    return Automaton(canonical: ByteTable(table, classes: Array(0..<256)).canonical())
  }()

  /// Exactly `bytes`. Throws `tooManyStates` beyond 65,000 bytes.
  package static func literal(_ bytes: [UInt8]) throws(PatternError) -> Automaton { try literals([bytes]) }

  /// Exactly `texts`: one tree of their bytes, where a union for each text would be a product each time. Throws
  /// `tooManyStates` beyond 65,000 bytes that they do not share.
  package static func literals(_ texts: [[UInt8]]) throws(PatternError) -> Automaton {
    var classes = [Int](repeating: 0, count: 256)
    var count = 1
    for text in texts {
      // Class 0 is that of all bytes in none of the texts.
      for byte in text where classes[Int(byte)] == 0 {
        classes[Int(byte)] = count
        count += 1
      }
    }
    var table = TransitionTable(symbolCount: count)
    table.start = table.add(accepting: false)
    for text in texts {
      var state = table.start
      for byte in text {
        var next = table.target(state, classes[Int(byte)])
        if next == 0 {
          if table.stateCount > stateLimit { throw PatternError(.tooManyStates(limit: stateLimit), at: 0) }
          next = table.add(accepting: false)
          table.set(state, classes[Int(byte)], to: next)
        }
        state = next
      }
      table.accepting[Int(state)] = true
    }
    return try Automaton(table, classes: classes)
  }

  /// Every string of valid UTF-8 whose first byte is one of `bytes`. For a byte that begins no character there is none.
  package static func startsWith(_ bytes: ByteSet) throws(PatternError) -> Automaton {
    var table = TransitionTable(symbolCount: 2)
    let first = table.add(accepting: false)
    let rest = table.add(accepting: true)
    table.start = first
    table.set(first, 1, to: rest)
    for symbol in 0...1 { table.set(rest, symbol, to: rest) }
    let classes = (UInt8.min...UInt8.max).map { bytes.contains($0) ? 1 : 0 }
    return try any.intersect(try Automaton(table, classes: classes))
  }
}

// MARK: - Questions

extension Automaton {
  /// Whether no string is accepted. Only the empty language has a dead start in a minimal automaton.
  package var isEmpty: Bool { dfa.start == 0 }

  /// Whether the empty string is accepted.
  package var acceptsEmpty: Bool { dfa.isAccepting(dfa.start) }

  /// Whether the whole of `bytes`, which may be invalid UTF-8, is accepted. One table step for each byte; the runtime's
  /// own walk is `DFA.matches`.
  package func accepts(_ bytes: [UInt8]) -> Bool {
    dfa.isAccepting(bytes.reduce(dfa.start) { dfa.next($0, $1) })
  }

  /// The bytes that an accepted string which is not empty can begin with. One look at the row of the start, since every
  /// live state leads to acceptance.
  package func firstBytes() -> ByteSet { ByteSet((UInt8.min...UInt8.max).filter { dfa.next(dfa.start, $0) != 0 }) }

  /// Whether an accepted string can begin with one of `bytes`, without building `startsWith` and a product.
  package func begins(with bytes: ByteSet) -> Bool { bytes.members.contains { dfa.next(dfa.start, $0) != 0 } }

  /// Whether an accepted string can contain a control character: C0, DEL or C1 (C2 80 to C2 9F). Every state but the
  /// dead one is on the way to acceptance, and the bytes of a control are never the middle of another character, so it
  /// is enough to look at each row: no product with the set of controls is made.
  package var admitsControls: Bool {
    let single = ByteSet.asciiControls.members
    return (1..<max(1, dfa.stateCount)).contains { state in
      let state = UInt16(state)
      let pair = dfa.next(state, 0xC2)
      return single.contains { dfa.next(state, $0) != 0 }
        || pair != 0 && (UInt8(0x80)...0x9F).contains { dfa.next(pair, $0) != 0 }
    }
  }

  /// Whether an accepted string can contain one of `bytes`.
  package func contains(_ bytes: ByteSet) -> Bool { witness(containing: bytes) != nil }

  /// Bytes of the longest accepted string; nil when there is no longest, 0 when there is no string. For limits of the
  /// operating system, which count bytes.
  package var maxByteCount: Int? { longestPath { _ in 1 } }

  /// Code points of the longest accepted string; nil when there is no longest, 0 when there is no string. For
  /// `maxLength`, which counts code points; bytes that continue a sequence weigh nothing.
  package var maxCodePointCount: Int? { longestPath { $0 & 0xC0 == 0x80 ? 0 : 1 } }

  /// The longest path by Kahn's topological order, linear in the table. Every live state is reachable and leads to
  /// acceptance, so a cycle among them means no bound: it shows as states that never become ready.
  private func longestPath(weight: (UInt8) -> Int) -> Int? {
    let bytes = ByteTable(dfa).representatives()
    let live = UInt16(0)..<UInt16(clamping: dfa.stateCount)
    var incoming = [Int](repeating: 0, count: dfa.stateCount)
    for state in live.dropFirst() { for byte in bytes { incoming[Int(dfa.next(state, byte))] += 1 } }
    var longest = [Int](repeating: 0, count: dfa.stateCount)
    var ready = isEmpty ? [] : [dfa.start].filter { incoming[Int($0)] == 0 }
    var done = 0
    while let state = ready.popLast() {
      done += 1
      for byte in bytes {
        let target = dfa.next(state, byte)
        if target == 0 { continue }
        longest[Int(target)] = max(longest[Int(target)], longest[Int(state)] + weight(byte))
        incoming[Int(target)] -= 1
        if incoming[Int(target)] == 0 { ready.append(target) }
      }
    }
    return done == dfa.stateCount - 1 ? longest.max() : nil
  }
}

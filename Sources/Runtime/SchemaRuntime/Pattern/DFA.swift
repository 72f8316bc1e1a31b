import JSONCore

/// A deterministic automaton over UTF-8 bytes: what a JSON Schema `pattern` becomes at build time.
///
/// State 0 is the dead state: it is not accepting and never left. A byte is first mapped to its class, so a row of
/// the table has one entry per class and not 256. The run time is one table step per byte, whatever the pattern was.
///
/// The tables come from generated code. Tables that do not fit together give the automaton that accepts nothing: a
/// damaged table refuses every string instead of trapping or letting one through.
public struct DFA: Sendable, Equatable {
  /// Number of byte classes, 1...256: the width of a row of `transitions`.
  public let classCount: Int
  /// 256 entries: byte to class.
  public let classes: [UInt8]
  /// `stateCount * classCount` entries: the state after `state` on `class` is at `state * classCount + class`.
  public let transitions: [UInt16]
  /// The state before the first byte; 0 when nothing is accepted.
  public let start: UInt16
  /// Bit set over states: state `s` accepts when bit `s % 64` of word `s / 64` is set.
  public let accepting: [UInt64]

  /// The same automaton with states as row offsets, which saves a multiplication per byte: the dead state first, then
  /// the one from which everything is accepted, then the others, accepting ones last. Nil when nothing is accepted.
  /// With that order one comparison with a row number decides whether the end is an accepting state.
  private let machine: ByteMachine?
  private let everythingRow: UInt32
  private let firstAcceptingRow: UInt32

  /// Number of states, the dead state included; at least 1.
  public var stateCount: Int { transitions.count / classCount }

  /// Makes an automaton from its tables, as printed by the schema compiler. Checks every entry: O(size of the tables).
  public init(classes: [UInt8], transitions: [UInt16], start: UInt16, accepting: [UInt64]) {
    let width = Int(classes.max() ?? 0) + 1
    let fits = Self.fits(classes: classes, transitions: transitions, start: start, accepting: accepting, width: width)
    self.classCount = fits ? width : 1
    self.classes = fits ? classes : [UInt8](repeating: 0, count: 256)
    self.transitions = fits ? transitions : [0]
    self.start = fits ? start : 0
    self.accepting = fits ? accepting : [0]
    let layout = Layout(
      classes: self.classes, transitions: self.transitions, width: classCount, accepting: self.accepting)
    machine = layout.machine(start: self.start)
    everythingRow = layout.everythingRow
    firstAcceptingRow = layout.firstAcceptingRow
  }

  /// Everything that a walk relies on: all targets are states, state 0 is neither left nor accepting, and every state
  /// has its bit. At most 65,536 states, because a transition is 16 bits.
  private static func fits(
    classes: [UInt8], transitions: [UInt16], start: UInt16, accepting: [UInt64], width: Int
  ) -> Bool {
    let states = transitions.count / width
    return classes.count == 256 && states > 0 && states <= 65536 && transitions.count == states * width
      && Int(start) < states && accepting.count == (states + 63) / 64 && accepting[0] & 1 == 0
      && transitions.allSatisfy { Int($0) < states } && transitions.prefix(width).allSatisfy { $0 == 0 }
  }
}

extension DFA {
  /// Whether the whole of `bytes`, which must be well-formed UTF-8, is accepted; stops at the first byte that decides.
  public func matches(_ bytes: Span<UInt8>) -> Bool {
    guard let machine else { return false }
    let row = machine.walk(bytes)
    // Row 0 is the dead state; `everythingRow` is 0, too, where there is no such state.
    return row >= firstAcceptingRow || (row == everythingRow && row > 0)
  }

  /// Whether the whole of `bytes`, which must be well-formed UTF-8, is accepted.
  public func matches(_ bytes: [UInt8]) -> Bool { matches(bytes.span) }

  /// The state after `byte` in `state`: for callers that see their bytes one by one, and for bytes that may be
  /// anything.
  ///
  /// A run begins in `start`; a `state` that is not one of this automaton's gives the dead state.
  @inlinable
  public func next(_ state: UInt16, _ byte: UInt8) -> UInt16 {
    let index = Int(state) &* classCount &+ Int(classes[Int(byte)])
    return index < transitions.count ? transitions[index] : 0
  }

  /// Whether the bytes that led to `state` are accepted as a whole.
  @inlinable
  public func isAccepting(_ state: UInt16) -> Bool {
    let word = Int(state) / 64
    return word < accepting.count && accepting[word] >> UInt64(state % 64) & 1 == 1
  }
}

import SchemaRuntime
import Testing

@Suite struct DFATests {
  /// `^(a|b)*abb$` by hand: classes other, a, b; state 1 is the start.
  static let abb = DFA(
    classes: (0..<256).map { $0 == 0x61 ? 1 : $0 == 0x62 ? 2 : 0 },
    transitions: [0, 0, 0, 0, 2, 1, 0, 2, 3, 0, 2, 4, 0, 2, 1], start: 1, accepting: [0b10000])

  @Test(arguments: [
    ("abb", true), ("aabb", true), ("babb", true), ("", false), ("ab", false), ("abba", false), ("abbc", false),
  ])
  func runs(_ text: String, _ expected: Bool) {
    let bytes = Array(text.utf8)
    #expect(Self.abb.matches(bytes) == expected)
    #expect(Self.abb.isAccepting(bytes.reduce(Self.abb.start, Self.abb.next)) == expected)
  }

  /// `^x` over ASCII, and the whole of UTF-8 behind it: the walk stops at the first byte.
  @Test func stopsWhereEverythingFollows() {
    let automaton = DFA(packed: "0*120 1 0*135;0 0 0 2 2 2;1;4")
    #expect(automaton.matches([0x78, 0x80, 0x79]))
    #expect(!automaton.matches([0x79]))
    #expect(!automaton.matches([]))
    #expect(automaton.next(2, 0x80) == 2)
  }

  @Test func countsItsStates() {
    #expect(Self.abb.stateCount == 5)
    #expect(Self.abb.classCount == 3)
  }

  @Test func deadStateIsNeverLeft() {
    for byte in UInt8.min...UInt8.max { #expect(Self.abb.next(0, byte) == 0) }
    #expect(!Self.abb.isAccepting(0))
  }

  @Test func statesOfOthersAreDead() {
    #expect(Self.abb.next(500, 0x61) == 0)
    #expect(!Self.abb.isAccepting(.max))
  }

  @Test func damagedTablesAcceptNothing() {
    let zeros = [UInt8](repeating: 0, count: 256)
    let damaged = [
      DFA(classes: [], transitions: [], start: 0, accepting: []),
      DFA(classes: zeros, transitions: [], start: 0, accepting: []),
      DFA(classes: [UInt8](repeating: 0, count: 255), transitions: [0, 1], start: 1, accepting: [2]),
      DFA(classes: zeros, transitions: [0, 2], start: 1, accepting: [2]),
      DFA(classes: zeros, transitions: [0, 1], start: 2, accepting: [2]),
      DFA(classes: zeros, transitions: [0, 1], start: 1, accepting: []),
      DFA(classes: zeros, transitions: [0, 1], start: 1, accepting: [3]),
      DFA(classes: zeros, transitions: [1, 1], start: 1, accepting: [2]),
      DFA(classes: [1] + zeros.dropFirst(), transitions: [0, 0, 1], start: 1, accepting: [2]),
    ]
    for automaton in damaged {
      #expect(automaton.stateCount == 1)
      #expect(!automaton.matches([]))
      #expect(!automaton.matches([0, 0x61]))
    }
    #expect(DFA(classes: zeros, transitions: [0, 1], start: 1, accepting: [2]).matches([0, 0x61]))
  }

  @Test func readsItsPackedForm() {
    let packed = "0*97 1 2 0*157;0*4 2 1 0 2 3 0 2 4 0 2 1;1;16"
    #expect(DFA(packed: packed) == Self.abb)
    #expect(DFA(packed: "0*256;0 1;1;2").matches([0x61]))
  }

  @Test(arguments: [
    "", ";;;", "0*256;0 1;1", "0*256;0 1;1;2;", "0*256;0 1;;2", "0*256;0 1;1 1;2", "0*256;0 x;1;2", "0*256;0 65536;1;2",
    "256*256;0 1;1;2", "0*;0 1;1;2", "*256;0 1;1;2", "0*256;0 1;65536;2", "0*99999999999999999999;0 1;1;2",
    "0*18446744073709551615;0 1;1;2", "0*256;0 1;1;99999999999999999999", "0*256*1;0 1;1;2", "-0*256;0 1;1;2",
  ])
  func damagedPackedFormsAcceptNothing(_ text: String) {
    let automaton = DFA(packed: text)
    #expect(automaton.stateCount == 1)
    #expect(!automaton.matches([]))
    #expect(!automaton.matches([0x61]))
  }
}

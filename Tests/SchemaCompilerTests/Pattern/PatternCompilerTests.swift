import SchemaRuntime
import Testing

@testable import SchemaCompiler

@Suite struct PatternCompilerTests {
  @Test(arguments: patternCases.indices)
  func findsWhatItShould(_ index: Int) throws {
    let example = patternCases[index]
    let automaton = try PatternCompiler.compile(example.pattern)
    for text in example.accepts {
      #expect(automaton.accepts(Array(text.utf8)), "\(example.pattern) on \(text.debugDescription)")
    }
    for text in example.rejects {
      #expect(!automaton.accepts(Array(text.utf8)), "\(example.pattern) on \(text.debugDescription)")
    }
  }

  @Test(arguments: patternCases.indices)
  func witnessIsAccepted(_ index: Int) throws {
    let example = patternCases[index]
    let automaton = try PatternCompiler.compile(example.pattern)
    #expect(automaton.isEmpty == (automaton.shortestWitness() == nil))
    if let shortest = automaton.shortestWitness() {
      #expect(automaton.accepts(shortest))
      #expect(String(validating: shortest, as: UTF8.self) != nil)
      for text in example.accepts { #expect(shortest.count <= text.utf8.count) }
    }
    for length in 0...4 {
      guard let witness = automaton.shortestWitness(minCodePoints: length, maxCodePoints: length) else { continue }
      #expect(automaton.accepts(witness))
      #expect(String(decoding: witness, as: UTF8.self).unicodeScalars.count == length)
    }
    for text in example.accepts {
      let length = text.unicodeScalars.count
      #expect(automaton.shortestWitness(minCodePoints: length, maxCodePoints: length) != nil)
    }
  }

  @Test func compiledAutomataAreMinimal() throws {
    for example in patternCases {
      let automaton = try PatternCompiler.compile(example.pattern)
      let table = ByteTable(automaton.dfa)
      #expect(try Automaton(table.table, classes: table.classes) == automaton, "\(example.pattern)")
    }
  }

  @Test func badUTF8IsNeverAccepted() throws {
    let sequences: [[UInt8]] = [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
      [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE],
    ]
    for pattern in ["", "^[^]*$", "^[^a]+$", "\\W", "a", "^.*$", "\\P{L}", "(?:a|[^b])"] {
      let automaton = try PatternCompiler.compile(pattern)
      for bytes in sequences {
        #expect(!automaton.accepts(bytes), "\(pattern) on \(bytes)")
        #expect(!automaton.accepts([0x61] + bytes + [0x61]), "\(pattern) on a\(bytes)a")
      }
    }
  }

  @Test func setsAreExactAtEveryEdge() throws {
    for pattern in ["\\p{L}", "\\s", "[^\\u0100-\\ufffd]", "\\p{Lu}"] {
      let automaton = try PatternCompiler.compile("^\(pattern)$")
      guard case .scalars(let set) = try PatternParser.parse(pattern).syntax else {
        Issue.record("\(pattern) is not one set")
        return
      }
      let edges = set.ranges.flatMap { [$0.lowerBound &- 1, $0.lowerBound, $0.upperBound, $0.upperBound + 1] }
      let blocks = stride(from: UInt32(0), to: 0x110000, by: 256).flatMap { [$0, $0 + 0x3F, $0 + 0x40, $0 + 0xFF] }
      var ranges = set.ranges[...]
      for value in (edges + blocks).sorted() {
        guard let scalar = Unicode.Scalar(value) else { continue }
        while let first = ranges.first, first.upperBound < value { ranges.removeFirst() }
        let member = ranges.first?.contains(value) ?? false
        let bytes = Array(String(Character(scalar)).utf8)
        if automaton.accepts(bytes) != member { Issue.record("\(pattern) at U+\(String(value, radix: 16))") }
      }
    }
  }

  @Test func patternsAreReadAsUTF8() throws {
    #expect(try PatternCompiler.compile(Array("^é$".utf8)).accepts(Array("é".utf8)))
    #expect(throws: PatternError(.invalidUTF8, at: 0)) { try PatternCompiler.compile([0x61, 0xFF]) }
  }

  @Test func graphemesDoNotHideBytes() throws {
    let noDash = try PatternCompiler.compile("^[^-]")
    #expect(!noDash.accepts(Array("-\u{301}oProxyCommand=x".utf8)))
    let newline = try PatternCompiler.compile("\\n")
    #expect(newline.accepts(Array("a\r\nb".utf8)))
  }

  @Test func sizesStaySmall() throws {
    #expect(try PatternCompiler.compile("").dfa.stateCount == 9)
    #expect(try PatternCompiler.compile("^[a-z]+$").dfa.stateCount == 3)
    #expect(try PatternCompiler.compile("^(a|b)*abb$").dfa.stateCount == 5)
    #expect(try PatternCompiler.compile("^[a-z]+$").dfa.classCount == 2)
    #expect(try PatternCompiler.compile("^[a-z]{1,1000}$").dfa.stateCount == 1002)
    #expect(try PatternCompiler.compile("^\\p{L}+$").dfa.stateCount < 400)
  }

  @Test func nestedOptionsDoNotExplode() throws {
    // One state per distance from the last "a" that still matters; sets of distances would be 2^50.
    #expect(try PatternCompiler.compile("a[a-z]{0,50}b").dfa.stateCount < 500)
  }

  @Test(arguments: [
    "^(a|b)*a(a|b){20}$", "a.{100}b", "^(x{1000}){100}$", "^((x{1000}){1000}){1000}$", "^\\p{L}{1,64}$", "^a{100000}$",
    "^(([ab]{0,99}a){0,99}c){0,99}$", "(a{1000}){1000}",
  ])
  func statesAreBounded(_ pattern: String) {
    #expect(throws: PatternError(.tooManyStates(limit: 10_000), at: 0)) { try PatternCompiler.compile(pattern) }
  }

  @Test func stateBudgetIsExact() throws {
    #expect(try PatternCompiler.compile("^a{8}$", stateBudget: 10).dfa.stateCount == 10)
    #expect(throws: PatternError.self) { try PatternCompiler.compile("^a{9}$", stateBudget: 10) }
    #expect(try PatternCompiler.compile("^a{20000}$", stateBudget: 1 << 20).dfa.stateCount == 20002)
  }

  @Test func repeatedNothingIsNotRepeated() throws {
    #expect(try PatternCompiler.compile("^((){1000000}){1000000}$").accepts([]))
  }

  @Test func literalIsOneStringThatReadsBack() throws {
    let text = try PatternCompiler.compile("^a?$").dfa.swiftLiteral()
    #expect(text == "DFA(packed: \"0*97 1 0*158;0*3 2 0*2;1;6\")")
    for example in patternCases {
      let dfa = try PatternCompiler.compile(example.pattern).dfa
      #expect(DFA(packed: dfa.packed()) == dfa, "\(example.pattern)")
    }
    #expect(DFA(packed: Automaton.empty.dfa.packed()) == Automaton.empty.dfa)
  }
}

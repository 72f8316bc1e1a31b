import SchemaRuntime
import Testing

@testable import SchemaCompiler

@Suite struct PatternDifferentialTests {
  /// All strings over the alphabet up to three characters, and some longer ones.
  static let texts: [[Unicode.Scalar]] = {
    var all: [[Unicode.Scalar]] = [[]]
    var last = all
    for _ in 0..<3 {
      last = last.flatMap { text in NaiveRegex.alphabet.map { text + [$0] } }
      all += last
    }
    var generator = SeededGenerator(seed: 7)
    for length in 4...12 {
      all.append((0..<length).map { _ in NaiveRegex.alphabet.prefix(3).randomElement(using: &generator) ?? "a" })
    }
    return all
  }()

  @Test(arguments: 1...8)
  func agreesWithTryingEverything(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
    for _ in 0..<50 {
      let regex = NaiveRegex.random(depth: 4, using: &generator)
      let automaton = try PatternCompiler.compile(regex.pattern, stateBudget: 20_000)
      for text in Self.texts {
        let bytes = text.flatMap { Array(UTF8.encode($0) ?? .init()) }
        let expected = regex.isFound(in: text)
        if automaton.accepts(bytes) != expected {
          Issue.record("\(regex.pattern) on \(String(decoding: bytes, as: UTF8.self)): expected \(expected)")
          return
        }
      }
      if let witness = automaton.shortestWitness() {
        let text = Array(String(decoding: witness, as: UTF8.self).unicodeScalars)
        #expect(regex.isFound(in: text), "\(regex.pattern): witness")
      } else {
        #expect(Self.texts.allSatisfy { !regex.isFound(in: $0) })
      }
    }
  }
  /// Word boundaries and look-around: the automaton where there is one, the backtracking matcher always.
  @Test(arguments: 1...8)
  func assertionsAgreeToo(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
    var automata = 0
    for _ in 0..<60 {
      let regex = NaiveRegex.random(depth: 4, assertions: true, using: &generator)
      let compiled = try CompiledPattern.compile(regex.pattern, allowsBacktracking: true)
      let backtracking = BacktrackingPattern(regex.pattern)
      if case .backtracking = compiled.matcher {} else { automata += 1 }
      for text in Self.texts {
        let bytes = text.flatMap { Array(UTF8.encode($0) ?? .init()) }
        let expected: PatternMatch = regex.isFound(in: text) ? .matches : .differs
        if compiled.matcher.outcome(bytes) != expected || backtracking.outcome(bytes) != expected {
          Issue.record("\(regex.pattern) on \(String(decoding: bytes, as: UTF8.self)): expected \(expected)")
          return
        }
      }
    }
    #expect(automata > 20)
  }
}

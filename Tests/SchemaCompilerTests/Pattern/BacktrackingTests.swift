import SchemaRuntime
import Testing

@testable import SchemaCompiler

@Suite struct BacktrackingTests {
  /// Every line was checked once against another implementation of ECMA-262 with the `u` flag.
  static let cases: [PatternCase] = [
    PatternCase("^(a|b)\\1$", ["aa", "bb"], not: ["ab", "a", ""]),
    PatternCase("^(?<q>['\"]).*\\k<q>$", ["'a'", "\"b\""], not: ["'a\"", "'"]),
    PatternCase("^\\1(a)$", ["a"], not: ["aa", ""]),
    PatternCase("^(a)?\\1b$", ["aab", "b"], not: ["ab"]),
    PatternCase("^(?:(a)|b)*\\1$", ["b", "ab", "aa", "baa"], not: ["c"]),
    PatternCase("^(é|😀)\\1$", ["éé", "😀😀"], not: ["é😀"]),
    PatternCase("^(?=(a+))\\1b$", ["ab", "aaab"], not: ["b", "aaa"]),
    PatternCase("^(?=(a+))a*b\\1$", ["aabaa"], not: ["aaba", "aab"]),
    PatternCase("^(?=(a*?))\\1a$", ["a"], not: ["", "aa"]),
    PatternCase("^(?!(a)b)\\w\\1$", ["a", "b"], not: ["ab", "aa"]),
    PatternCase("a(?=b)c?b", ["ab"], not: ["acb", "a"]),
    PatternCase("^(?:(?!ab).)*$", ["", "aa", "ba"], not: ["ab", "cabc"]),
    PatternCase("^((?!-)[a-z-]{1,9}(?<!-)\\.)+[a-z]{2,6}$", ["a-b.com", "a.b.org"], not: ["-a.com", "a-.com", "a"]),
    PatternCase("^..(?<=\\1(a))b$", ["aab"], not: ["bab", "abb", "ab"]),
    PatternCase("(?<=\\1(a))b", ["aab"], not: ["ab", "b"]),
    PatternCase("(?<=(a|bc)\\1)d", ["aad", "ad", "bcd"], not: ["d", "bd"]),
    PatternCase("(?<=^a*)b(?!c)d?", ["aab", "bd"], not: ["cb", "bc"]),
    PatternCase("^(?:a(?=b)|b(?<=ab)|c)+$", ["ab", "abc", "cab"], not: ["a", "b", "ac"]),
    PatternCase("^(z)((a+)?(b+)?(c))*\\3$", ["zaacbbbcaca"], not: ["z1", "zaaca"]),
    PatternCase("^(?:(a)|(b)|(c))+\\1\\2$", ["aa", "abb"], not: ["ab", "aba"]),
    PatternCase("\\b(\\w+)\\s+\\1\\b", ["the the", "a  a."], not: ["the then", "a b"]),
    PatternCase("^(?:(x)*?(?=y))+y\\1$", ["y", "xyx"], not: ["xy", "x"]),
    PatternCase("^(?:|a)+\\b(?=a)a(b)\\1$", ["abb"], not: ["ab"]),
    PatternCase("^(a*)*\\1$", ["", "aa"], not: ["a", "b"]),
    PatternCase("^(a?)*?b\\1$", ["b", "aba"], not: ["a"]),
    PatternCase("(?<![a-z](?=b))b", ["b", "1b"], not: ["ab"]),
  ]

  @Test(arguments: cases.indices)
  func matchesAsTheStandardRequires(_ index: Int) throws {
    let example = Self.cases[index]
    let matcher = try CompiledPattern.compile(example.pattern, allowsBacktracking: true).matcher
    guard case .backtracking = matcher else {
      Issue.record("\(example.pattern) became something else")
      return
    }
    for text in example.accepts { #expect(matcher.outcome(Array(text.utf8)) == .matches, "\(example.pattern) \(text)") }
    for text in example.rejects { #expect(matcher.outcome(Array(text.utf8)) == .differs, "\(example.pattern) \(text)") }
  }

  @Test func everyPatternOfTheAutomataRunsHereToo() {
    for example in patternCases {
      let pattern = BacktrackingPattern(example.pattern)
      for text in example.accepts {
        #expect(pattern.outcome(Array(text.utf8)) == .matches, "\(example.pattern) \(text)")
      }
      for text in example.rejects {
        #expect(pattern.outcome(Array(text.utf8)) == .differs, "\(example.pattern) \(text)")
      }
    }
  }

  @Test func strictModeHasNoBacktracking() {
    for example in Self.cases {
      #expect(throws: PatternError.self) { try CompiledPattern.compile(example.pattern, allowsBacktracking: false) }
    }
  }

  @Test func stepsAreBounded() throws {
    let text = [UInt8](repeating: 0x61, count: 5000)
    for pattern in ["^(a+)+\\1b$", "^(?:(a|aa)+)+(?=b)c", "(a*)*\\1b", "^(?=((a+)+)b)\\1", "^(?:a?){30}(a)\\1{40}b"] {
      let matcher = try CompiledPattern.compile(pattern, allowsBacktracking: true).matcher
      #expect(matcher.outcome(text) == .tooExpensive, "\(pattern)")
    }
    let (outcome, steps) = BacktrackingPattern("^(a+)+\\1b$").search(text)
    #expect(outcome == .tooExpensive)
    #expect(steps <= BacktrackingPattern.baseSteps + 5000 * BacktrackingPattern.stepsPerCodePoint)
  }

  @Test func lengthIsBounded() {
    for pattern in ["^(?:a{1000}){1000}(b)\\1", "(a)\\1{0,99999}"] {
      #expect(throws: PatternError(.programTooLong(limit: 20_000), at: 0)) {
        try CompiledPattern.compile(pattern, allowsBacktracking: true)
      }
    }
  }

  @Test func invalidPatternsAcceptNothing() {
    #expect(BacktrackingPattern("(").outcome([UInt8]()) == .differs)
    #expect(BacktrackingPattern("").outcome([0xFF]) == .differs)
  }
}

import Foundation
import SchemaRuntime
import Testing

@testable import SchemaCompiler

/// Another implementation of ECMA-262, when `node` is on the path.
enum Node {
  static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/node" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// For each pattern a digit per text, 1 where it is found; nil where it is no pattern. Each position is tried by
  /// itself: left alone, V8 also looks between the halves of a surrogate pair, where ECMA-262 sees no position.
  static func results(_ patterns: [String], _ texts: [String]) throws -> [String?] {
    let script = """
      const { patterns, texts } = JSON.parse(require("fs").readFileSync(0, "utf8"));
      process.stdout.write(JSON.stringify(patterns.map((pattern) => {
        let regex;
        try { regex = new RegExp(pattern, "uy"); } catch { return null; }
        return texts.map((text) => {
          for (let index = 0; ; index += text.codePointAt(index) > 0xffff ? 2 : 1) {
            regex.lastIndex = index;
            if (regex.test(text)) return "1";
            if (index >= text.length) return "0";
          }
        }).join("");
      })));
      """
    let process = Process()
    process.executableURL = URL(filePath: path ?? "")
    process.arguments = ["-e", script]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let question = try JSONSerialization.data(withJSONObject: ["patterns": patterns, "texts": texts])
    Thread.detachNewThread {
      input.fileHandleForWriting.write(question)
      try? input.fileHandleForWriting.close()
    }
    let response = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let list = try JSONSerialization.jsonObject(with: response) as? [Any] ?? []
    return list.map { $0 as? String }
  }
}

/// Random patterns over the whole syntax, some of them broken on purpose.
struct PatternText {
  private static let atoms = [
    "a", "b", "é", "😀", "-", "_", " ", ".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "[ab]", "[^a]", "[a-c_]",
    "[^\\d\\s]",
    "[\\w-]", "[]", "[^]", "\\p{L}", "\\P{Lu}", "\\p{Script=Greek}", "\\p{scx=Latin}", "[\\p{Nd}b]", "\\p{Alphabetic}",
    "\\u{1F600}", "\\u00e9", "\\x61", "\\cJ", "\\t", "\\0", "\\-", "[\\-a]", "\\/", "π", "\\uD83D\\uDE00", "[😀é]",
    "\\ud83d",
    "\\n", "\\.",
  ]
  private static let quantifiers = ["*", "+", "?", "{2}", "{1,2}", "{0,3}?", "{2,}", "*?", "+?", "??"]
  private static let assertions = ["^", "$", "\\b", "\\B"]
  private static let noise = Array("()[]{}|*+?\\^$-,<>=!:12kpuxbB")

  private var groups = 0

  static func random(using generator: inout SeededGenerator) -> String {
    var maker = PatternText()
    let text = maker.alternation(depth: 3, &generator)
    return Int.random(in: 0..<4, using: &generator) == 0 ? broken(text, &generator) : text
  }

  private static func broken(_ text: String, _ generator: inout SeededGenerator) -> String {
    var characters = Array(text.unicodeScalars)
    for _ in 0..<Int.random(in: 1...2, using: &generator) {
      let location = Int.random(in: 0...characters.count, using: &generator)
      if Bool.random(using: &generator), location < characters.count {
        characters.remove(at: location)
      } else {
        characters.insert(
          contentsOf: String(noise.randomElement(using: &generator) ?? "(").unicodeScalars, at: location)
      }
    }
    return String(String.UnicodeScalarView(characters))
  }

  private mutating func alternation(depth: Int, _ generator: inout SeededGenerator) -> String {
    (0..<(Int.random(in: 0..<4, using: &generator) == 0 ? 2 : 1)).map { _ in
      (0..<Int.random(in: 0...3, using: &generator)).map { _ in term(depth: depth, &generator) }.joined()
    }.joined(separator: "|")
  }

  private mutating func term(depth: Int, _ generator: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<(depth > 0 ? 14 : 8), using: &generator) {
    case 0: return Self.assertions.randomElement(using: &generator) ?? ""
    case 1, 2, 3, 4: return Self.atoms.randomElement(using: &generator) ?? ""
    case 5, 6, 7:
      return (Self.atoms.randomElement(using: &generator) ?? "")
        + (Self.quantifiers.randomElement(using: &generator) ?? "")
    case 8: return "(?:\(alternation(depth: depth - 1, &generator)))" + quantifier(&generator)
    case 9, 10:
      groups += 1
      let name = Bool.random(using: &generator) ? "?<n\(groups)>" : ""
      return "(\(name)\(alternation(depth: depth - 1, &generator)))" + quantifier(&generator)
    case 11, 12:
      let opening = ["(?=", "(?!", "(?<=", "(?<!"].randomElement(using: &generator) ?? ""
      return opening + alternation(depth: depth - 1, &generator) + ")"
    default: return groups > 0 ? "\\\(Int.random(in: 1...groups, using: &generator))" : "\\1"
    }
  }

  private func quantifier(_ generator: inout SeededGenerator) -> String {
    Bool.random(using: &generator) ? Self.quantifiers.randomElement(using: &generator) ?? "" : ""
  }
}

@Suite(.enabled(if: Node.path != nil, "node is not on the path"))
struct PatternNodeTests {
  static let texts: [String] = {
    var generator = SeededGenerator(seed: 99)
    let letters = ["a", "b", "c", "é", "😀", "-", "_", " ", "1", "π", "A", "\n", "\u{0}", ".", "/"]
    let short = [""] + letters + letters.flatMap { one in letters.map { one + $0 } }
    let long = (0..<120).map { index in
      (0..<(3 + index % 6)).map { _ in letters.prefix(9).randomElement(using: &generator) ?? "" }.joined()
    }
    return short + long
  }()

  /// Patterns per seed; `SECURELLM_NODE_PATTERNS` asks for more.
  static let count = ProcessInfo.processInfo.environment["SECURELLM_NODE_PATTERNS"].flatMap { Int($0) } ?? 250

  @Test(arguments: [1, 2])
  func agreesWithNode(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
    let patterns = (0..<Self.count).map { _ in PatternText.random(using: &generator) }
    let results = try Node.results(patterns, Self.texts)
    #expect(results.count == patterns.count)
    var kinds = (refused: 0, automata: 0, backtracking: 0)
    for (pattern, result) in zip(patterns, results) {
      #expect(Format.regex.isValid(Array(pattern.utf8)) == (result != nil), "\(pattern)")
      do {
        let matcher = try CompiledPattern.compile(pattern, allowsBacktracking: true).matcher
        guard let result else {
          Issue.record("node refuses \(pattern)")
          continue
        }
        if case .backtracking = matcher { kinds.backtracking += 1 } else { kinds.automata += 1 }
        compare(pattern, matcher, Array(result.utf8))
      } catch {
        kinds.refused += 1
        #expect(result == nil || error.reason == .tooManyStates(limit: 10_000), "\(pattern): \(error)")
      }
    }
    #expect(kinds.refused > Self.count / 50 && kinds.automata > Self.count / 4 && kinds.backtracking > Self.count / 50)
  }

  private func compare(_ pattern: String, _ matcher: PatternMatcher, _ digits: [UInt8]) {
    let backtracking = BacktrackingPattern(pattern)
    for (text, digit) in zip(Self.texts, digits) {
      let expected: PatternMatch = digit == UInt8(ascii: "1") ? .matches : .differs
      let bytes = Array(text.utf8)
      if matcher.outcome(bytes) != expected || backtracking.outcome(bytes) != expected {
        Issue.record("\(pattern) on \(text.debugDescription): node says \(expected)")
        return
      }
    }
  }
}

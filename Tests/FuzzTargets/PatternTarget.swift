import SchemaCompiler
import SchemaRuntime

/// Patterns: text that may be one, and random ones whose matches are known by trying everything.
enum PatternTarget {
  /// Most inputs get a small budget: a pattern with more states takes milliseconds, one with fewer microseconds, and
  /// the states of a large one are made like those of a small one.
  private static func budget(_ bytes: [UInt8]) -> Int {
    switch InputShare.choice(among: 4096, bytes) {
    case 0: PatternCompiler.defaultStateBudget
    case 1..<32: 1000
    case 32..<256: 150
    default: 32
    }
  }

  static func contradiction(in bytes: [UInt8]) -> String? {
    guard let first = bytes.first else { return nil }
    return first == 0 ? compared(seed: bytes.dropFirst()) : compiled(bytes)
  }

  /// The first line is a pattern, the rest a text: it must compile or be refused, and match any bytes.
  private static func compiled(_ bytes: [UInt8]) -> String? {
    let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
    let pattern = String(decoding: parts[0], as: UTF8.self)
    guard let automaton = try? PatternCompiler.compile(pattern, stateBudget: budget(bytes)) else { return nil }
    let text = parts.count > 1 ? Array(parts[1]) : []
    let matches = automaton.accepts(text)
    guard matches, String(validating: text, as: UTF8.self) == nil else { return nil }
    return "a pattern matches bytes that are no text"
  }

  /// Eight bytes choose a pattern, the others a text over its alphabet.
  private static func compared(seed bytes: ArraySlice<UInt8>) -> String? {
    let seed = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    var generator = SeededGenerator(seed: seed | 1)
    let regex = NaiveRegex.random(depth: 3, using: &generator)
    guard let automaton = try? PatternCompiler.compile(regex.pattern, stateBudget: 1000) else { return nil }
    let alphabet = NaiveRegex.alphabet
    let text = bytes.dropFirst(8).prefix(12).map { alphabet[Int($0) % alphabet.count] }
    let matches = automaton.accepts(text.flatMap { Array(String($0).utf8) })
    let expected = regex.isFound(in: text)
    return matches == expected ? nil : "\(regex.pattern): automaton \(matches), by trying \(expected)"
  }
}

package import SchemaRuntime

/// Compiles a JSON Schema `pattern` to a byte automaton.
///
/// Pattern text, syntax tree, automaton over sets of scalar values, deterministic table over the classes of those
/// sets, minimal table, table over UTF-8 bytes. Look-around at the ends is set algebra on such automata.
package struct PatternCompiler {
  /// States of the byte automaton unless a caller says otherwise, the dead state included.
  package static let defaultStateBudget = 10_000

  let stateBudget: Int

  /// Compiles `source`, an ECMA-262 pattern with the `u` flag that is searched for, not anchored.
  ///
  /// `stateBudget` bounds the byte automaton, the dead state included; at most 65,536. Throws `PatternError` with the
  /// place in the pattern.
  package static func compile(
    _ source: String, stateBudget: Int = defaultStateBudget
  ) throws(PatternError) -> Automaton {
    try compile(source, stateBudget: stateBudget) { () throws(PatternError) in try PatternParser.parse(source).syntax }
  }

  /// Compiles `source`, which `parse` reads when it was not compiled before.
  static func compile(
    _ source: String, stateBudget: Int, parse: () throws(PatternError) -> PatternSyntax
  ) throws(PatternError) -> Automaton {
    let stateBudget = min(stateBudget, Automaton.stateLimit)
    return try PatternMemory.automaton(source, stateBudget: stateBudget) { () throws(PatternError) in
      try fresh(source, try parse(), stateBudget: stateBudget)
    }
  }

  private static func fresh(
    _ source: String, _ syntax: PatternSyntax, stateBudget: Int
  ) throws(PatternError) -> Automaton {
    do throws(PatternError) {
      return try PatternCompiler(stateBudget: stateBudget).search(syntax)
    } catch {
      // Places in the syntax tree count scalars.
      throw PatternError(error.reason, at: source.unicodeScalars.prefix(error.offset).reduce(0) { $0 + $1.utf8.count })
    }
  }

  /// Compiles a pattern given as UTF-8.
  package static func compile(
    _ source: [UInt8], stateBudget: Int = defaultStateBudget
  ) throws(PatternError) -> Automaton {
    guard let text = String(validating: source, as: UTF8.self) else { throw PatternError(.invalidUTF8, at: 0) }
    return try compile(text, stateBudget: stateBudget)
  }

  /// The strings in which `syntax` is found.
  func search(_ syntax: PatternSyntax) throws(PatternError) -> Automaton {
    if syntax.hasLookAround, let automaton = try lookAround(syntax) { return automaton }
    let nfa = try PatternNFA(searching: syntax, stateBudget: stateBudget)
    let alphabet = ScalarAlphabet(nfa.sets)
    let symbols = try Determinizer.run(nfa, alphabet, stateBudget: stateBudget)
    let bytes = try ByteExpansion(symbols, alphabet, stateBudget: stateBudget)
    return try Automaton(bytes.table, classes: bytes.classes, minimal: true)
  }
}

/// Compiles a JSON Schema `pattern` to a byte automaton.
///
/// Pattern text, syntax tree, automaton over sets of scalar values, deterministic table over the classes of those
/// sets, minimal table, table over UTF-8 bytes.
package struct PatternCompiler {
  /// Compiles `source`, an ECMA-262 pattern with the `u` flag that is searched for, not anchored.
  ///
  /// `stateBudget` bounds the byte automaton, the dead state included; at most 65,536. Throws `PatternError` with the
  /// place in the pattern.
  package static func compile(_ source: String, stateBudget: Int = 4096) throws(PatternError) -> Automaton {
    let budget = min(stateBudget, Automaton.stateLimit)
    let syntax = try PatternParser.parse(source)
    let nfa = try PatternNFA(searching: syntax, stateBudget: budget)
    let alphabet = ScalarAlphabet(nfa.sets)
    let symbols = try Determinizer.run(nfa, alphabet, stateBudget: budget)
    let bytes = try ByteExpansion(symbols, alphabet, stateBudget: budget)
    return try Automaton(bytes.table, classes: bytes.classes, minimal: true)
  }

  /// Compiles a pattern given as UTF-8.
  package static func compile(_ source: [UInt8], stateBudget: Int = 4096) throws(PatternError) -> Automaton {
    guard let text = String(validating: source, as: UTF8.self) else { throw PatternError(.invalidUTF8, at: 0) }
    return try compile(text, stateBudget: stateBudget)
  }
}

package import SchemaRuntime

/// Compiles a JSON Schema `pattern` to a byte automaton.
///
/// Pattern text, syntax tree, Thompson automaton over sets of scalar values (`PatternNFA`), deterministic table over
/// the classes of those sets (`Determinizer`), minimal table (`PartitionRefinement`), table over UTF-8 bytes
/// (`ByteExpansion`). Look-around at the ends is set algebra on such automata. Working on classes first keeps the
/// subset construction away from the 1 to 4 bytes of a character: only the last step knows UTF-8.
package struct PatternCompiler {
  /// States of the byte automaton unless a caller says otherwise, the dead state included. At 10,000 the limits on the
  /// way, which are multiples of it, are those of the table in docs/patterns.md.
  package static let defaultStateBudget = 10_000

  let stateBudget: Int

  /// Compiles `source`, an ECMA-262 pattern with the `u` flag that is searched for, not anchored.
  ///
  /// `stateBudget` bounds the byte automaton, the dead state included; at most 65,536. Throws `PatternError` with the
  /// byte offset in the pattern.
  package static func compile(
    _ source: String, stateBudget: Int = defaultStateBudget
  ) throws(PatternError) -> Automaton {
    try compile(source, stateBudget: stateBudget) { () throws(PatternError) in try PatternParser.parse(source).syntax }
  }

  /// Compiles `source`. `parse` is a closure, so that a pattern that `PatternMemory` knows is not parsed a second time.
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
      // Locations in the syntax tree count scalars, those in errors bytes: the schema file is addressed by bytes.
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

  /// The strings in which `syntax` is found. Called again by the look-around algebra for the parts of a pattern.
  func search(_ syntax: PatternSyntax) throws(PatternError) -> Automaton {
    if syntax.hasLookAround, let automaton = try lookAround(syntax) { return automaton }
    let nfa = try PatternNFA(searching: syntax, stateBudget: stateBudget)
    let alphabet = ScalarAlphabet(nfa.sets)
    let symbols = try Determinizer.run(nfa, alphabet, stateBudget: stateBudget)
    let bytes = try ByteExpansion(symbols, alphabet, stateBudget: stateBudget)
    // A byte table made of a minimal symbol table is minimal already; minimizing it again would only take time.
    return try Automaton(bytes.table, classes: bytes.classes, minimal: true)
  }
}

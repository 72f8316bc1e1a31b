package import SchemaRuntime

/// A pattern as the schema compiler hands it on: the cheapest of the three matchers that can decide it. Made once per
/// pattern text by `SchemaLowering`; the emitter and the interpreter both take `matcher`, so they cannot disagree about
/// a pattern.
package struct CompiledPattern: Sendable {
  package let matcher: PatternMatcher
  /// Code points of the longest string it matches; nil when there is no longest one, or when the matcher backtracks and
  /// cannot say. Strict mode and `lint` accept it instead of `maxLength`.
  package let maxCodePointCount: Int?

  /// Compiles a pattern given as UTF-8. Throws `PatternError` with the byte offset in the pattern; without
  /// `allowsBacktracking` (strict mode) also where only backtracking would do, because its time depends on the string.
  /// `stateBudget` bounds an automaton.
  package static func compile(
    _ source: [UInt8], allowsBacktracking: Bool, stateBudget: Int = PatternCompiler.defaultStateBudget
  ) throws(PatternError) -> CompiledPattern {
    guard let text = String(validating: source, as: UTF8.self) else { throw PatternError(.invalidUTF8, at: 0) }
    return try compile(text, allowsBacktracking: allowsBacktracking, stateBudget: stateBudget)
  }

  /// The same for text that is known to be valid.
  package static func compile(
    _ source: String, allowsBacktracking: Bool, stateBudget: Int = PatternCompiler.defaultStateBudget
  ) throws(PatternError) -> CompiledPattern {
    let parsed = try PatternParser.parse(source)
    // A run needs no states: `^\p{L}{1,1000}$` is one set and two numbers here, and a thousand copies of `\p{L}` as an
    // automaton.
    if let run = ScalarRun(parsed.syntax) {
      return CompiledPattern(matcher: .run(run), maxCodePointCount: run.maxCodePointCount)
    }
    do throws(PatternError) {
      let automaton = try PatternCompiler.compile(source, stateBudget: stateBudget) { parsed.syntax }
      return CompiledPattern(matcher: .automaton(automaton.dfa), maxCodePointCount: automaton.maxCodePointCount)
    } catch {
      // Tried last, and only for what no automaton can express. A pattern over its state budget stays an error:
      // backtracking would turn a build-time limit into run time.
      guard allowsBacktracking, error.needsBacktracking else { throw error }
      return CompiledPattern(matcher: .backtracking(try BacktrackingPattern(parsed)), maxCodePointCount: nil)
    }
  }
}

extension PatternError {
  /// Whether no automaton can match the pattern, but a backtracking matcher can.
  fileprivate var needsBacktracking: Bool {
    switch reason {
    case .lookAround, .backReference: true
    case .invalidUTF8, .unknownGroup, .repeatedGroupName, .groupFlags, .groupName, .openGroup, .unopenedGroup,
      .openClass, .rangeOutOfOrder, .rangeOverClass, .unescaped, .escape, .unknownProperty, .nothingToRepeat,
      .repetitionOutOfOrder, .nestedTooDeep, .tooManyStates, .programTooLong:
      false
    }
  }
}

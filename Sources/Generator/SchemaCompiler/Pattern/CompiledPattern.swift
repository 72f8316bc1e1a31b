package import SchemaRuntime

/// A pattern as the schema compiler hands it on: the cheapest matcher that does it.
package struct CompiledPattern: Sendable {
  package let matcher: PatternMatcher
  /// Code points of the longest string it matches; nil when there is none, or when nobody knows.
  package let maxCodePointCount: Int?

  /// Compiles a pattern given as UTF-8. Throws `PatternError` with the place in the pattern; without
  /// `allowsBacktracking` also where only backtracking would do. `stateBudget` bounds an automaton.
  package static func compile(
    _ source: [UInt8], allowsBacktracking: Bool, stateBudget: Int = PatternCompiler.defaultStateBudget
  ) throws(PatternError) -> CompiledPattern {
    guard let text = String(validating: source, as: UTF8.self) else { throw PatternError(.invalidUTF8, at: 0) }
    return try compile(text, allowsBacktracking: allowsBacktracking, stateBudget: stateBudget)
  }

  package static func compile(
    _ source: String, allowsBacktracking: Bool, stateBudget: Int = PatternCompiler.defaultStateBudget
  ) throws(PatternError) -> CompiledPattern {
    let parsed = try PatternParser.parse(source)
    if let run = ScalarRun(parsed.syntax) {
      return CompiledPattern(matcher: .run(run), maxCodePointCount: run.maxCodePointCount)
    }
    do throws(PatternError) {
      let automaton = try PatternCompiler.compile(source, stateBudget: stateBudget) { parsed.syntax }
      return CompiledPattern(matcher: .automaton(automaton.dfa), maxCodePointCount: automaton.maxCodePointCount)
    } catch {
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

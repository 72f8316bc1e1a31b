/// How a pattern is checked. Closed: a kind added here does not compile until every back end handles it.
public enum PatternMatcher: Sendable {
  /// One code point after the other, each of a class: the common `^[a-z][a-z0-9_]{0,63}$`.
  case run(ScalarRun)
  /// The whole regular subset: one step per byte.
  case automaton(DFA)
  /// Look-around and back-references: bounded steps.
  case backtracking(BacktrackingPattern)

  /// What becomes of the whole of `bytes`.
  public func outcome(_ bytes: Span<UInt8>) -> PatternMatch {
    switch self {
    case .run(let run): run.matches(bytes) ? .matches : .differs
    case .automaton(let automaton): automaton.matches(bytes) ? .matches : .differs
    case .backtracking(let pattern): pattern.outcome(bytes)
    }
  }

  /// What becomes of the whole of `bytes`.
  public func outcome(_ bytes: [UInt8]) -> PatternMatch { outcome(bytes.span) }
}

/// What became of a string under a pattern. Three values, because backtracking has a bound on its steps.
public enum PatternMatch: Sendable, Equatable {
  case matches
  case differs
  /// The matcher gave up: the string is neither known to match nor known not to. Never taken for either.
  case tooExpensive
}

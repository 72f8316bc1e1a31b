/// A parsed pattern. Groups leave no trace: captures do not change what matches.
indirect enum PatternSyntax: Sendable, Equatable {
  case empty
  case scalars(ScalarSet)
  case concatenation([PatternSyntax])
  case alternation([PatternSyntax])
  /// `maximum` nil: no upper bound. Lazy and greedy forms match the same strings.
  case repetition(PatternSyntax, minimum: Int, maximum: Int?)
  /// `^`: only before the first character.
  case start
  /// `$`: only behind the last character; a final newline counts as one.
  case end
}

/// A parsed pattern. From it the schema compiler makes a `ScalarRun`, an automaton or a `BacktrackingProgram`, the
/// first that can.
package indirect enum PatternSyntax: Sendable, Equatable {
  /// Matches the empty text: `()`, or an alternative with nothing in it.
  case empty
  /// One code point of a set: a character, a class, `.` or an escape.
  case scalars(ScalarSet)
  case concatenation([PatternSyntax])
  case alternation([PatternSyntax])
  /// `maximum` nil: no upper bound. Lazy and greedy forms match the same strings; which captures they leave differs.
  case repetition(PatternSyntax, minimum: Int, maximum: Int?, isLazy: Bool)
  /// A capturing group; numbers count from 1.
  case group(PatternSyntax, number: Int)
  /// `^`: only before the first character.
  case start
  /// `$`: only behind the last character; a final newline counts as one.
  case end
  /// `\b`, `\B`: between a character of `\w` and none, or not.
  case wordBoundary(negated: Bool)
  case look(PatternLook)
  /// `\1`, `\k<name>`; `location` counts scalars before it in the pattern.
  case backReference(group: Int, location: Int)
}

/// `(?=...)`, `(?!...)`, `(?<=...)`, `(?<!...)`.
package struct PatternLook: Sendable, Equatable {
  package enum Direction: Sendable { case ahead, behind }

  package let direction: Direction
  package let isNegated: Bool
  package let body: PatternSyntax
  /// Scalars before it in the pattern.
  package let location: Int

  /// What it begins with: `(?<!`.
  package var opening: String { "(?" + (direction == .ahead ? "" : "<") + (isNegated ? "!" : "=") }
}

/// A pattern as a whole.
package struct ParsedPattern: Sendable {
  package let syntax: PatternSyntax
  /// Capturing groups, that of the whole match not counted.
  package let groupCount: Int
}

/// A pattern with look-around or back-references, which no automaton can match: run by trying one way after the other,
/// as ECMA-262 says it, but with a bound on the number of steps.
public struct BacktrackingPattern: Sendable {
  /// Steps for one string, whatever its length: a pattern that needs more on a short text is one that explodes.
  public static let baseSteps = 1_000_000
  /// Steps for each of its code points on top: an ordinary pattern takes a few for each.
  public static let stepsPerCodePoint = 64

  private let program: BacktrackingProgram?

  /// Makes the matcher of a pattern that the schema compiler has accepted. Any other text gives the matcher that
  /// accepts nothing.
  public init(_ source: String) {
    do throws(PatternError) {
      program = try BacktrackingProgram(PatternParser.parse(source))
    } catch {
      program = nil
    }
  }

  package init(_ pattern: ParsedPattern) throws(PatternError) { program = try BacktrackingProgram(pattern) }

  /// What becomes of the whole of `bytes`, in which the pattern is searched for.
  public func outcome(_ bytes: Span<UInt8>) -> PatternMatch { search(bytes).outcome }

  /// What becomes of the whole of `bytes`, in which the pattern is searched for.
  public func outcome(_ bytes: [UInt8]) -> PatternMatch { search(bytes.span).outcome }

  /// Like `outcome`, with the steps it took.
  package func search(_ bytes: [UInt8]) -> (outcome: PatternMatch, steps: Int) { search(bytes.span) }

  /// The text is taken apart into code points first: look-behind reads it backwards, and back-references compare parts.
  /// Bytes that are not UTF-8 do not match.
  private func search(_ bytes: Span<UInt8>) -> (outcome: PatternMatch, steps: Int) {
    guard let program, let text = ScalarCursor.scalars(bytes) else { return (.differs, 0) }
    let limit = Self.baseSteps + Self.stepsPerCodePoint * text.count
    var run = BacktrackingRun(program, text, steps: limit)
    let outcome = run.search()
    return (outcome, limit - max(0, run.steps))
  }
}

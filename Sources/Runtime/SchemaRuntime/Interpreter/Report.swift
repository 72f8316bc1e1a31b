/// What a run has found so far, and where it stands.
struct Report {
  /// False while only the verdict is wanted: nothing is noted and no paths are kept.
  var isCollecting: Bool
  var limit: Int
  /// Whether everything is recorded as units; then `isCollecting` holds as well, and no violations are kept.
  var isTracing = false
  var trace = Trace(limit: 0)
  var violations: [Violation] = []
  /// How many combinators deep the run is collecting causes.
  var causeDepth = 0
  /// The path to the value; kept while collecting.
  var instance: [PathStep] = []
  /// The path through the schema, references included; kept while collecting.
  var evaluation: [PathStep] = []

  /// Causes of causes of causes help nobody, and each level multiplies the work.
  static let deepestCause = 3
  /// Violations kept for one branch of a combinator.
  static let causesPerBranch = 10

  init(limit: Int) {
    isCollecting = limit > 0
    self.limit = limit
  }

  /// For an evaluation of at most `tracing` units.
  init(tracing: Int) {
    self.init(limit: .max)
    isTracing = true
    trace = Trace(limit: tracing)
  }

  /// Ends the collection when the limit is reached: the run then stops at once, as for a verdict.
  mutating func add(_ violation: Violation) {
    violations.append(violation)
    if violations.count >= limit { isCollecting = false }
  }
}

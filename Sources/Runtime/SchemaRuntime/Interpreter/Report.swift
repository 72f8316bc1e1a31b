/// What a run has found so far, and where it is: apart from `Interpretation`, since a combinator swaps parts of it to
/// collect the causes in its branches.
struct Report {
  /// False while only yes or no is wanted: nothing is noted and no paths are kept.
  var isCollecting: Bool
  /// Violations after which the run stops; for the causes of a branch, `causesPerBranch`.
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

  /// Causes of causes of causes help nobody, and each level multiplies the work by up to 16 branches.
  static let deepestCause = 3
  /// Violations kept for one branch of a combinator.
  static let causesPerBranch = 10

  /// 0 for a run that only says yes or no.
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

  /// Ends the collection when the limit is reached: the run then stops at once, as one that wants yes or no does.
  mutating func add(_ violation: Violation) {
    violations.append(violation)
    if violations.count >= limit { isCollecting = false }
  }
}

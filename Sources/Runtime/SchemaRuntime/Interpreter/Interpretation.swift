import JSONCore

/// One run of a program over one text.
///
/// The contract of every `evaluate…` and `interpret…`: when the result is true, or faults are being collected, the
/// reader stands behind the value and all of it has been read. When the result is false and only the verdict is
/// wanted, the reader may stand anywhere, failed or not: whoever goes on resets it to a mark of its own.
struct Interpretation: ~Copyable {
  /// Evaluations in progress at once; more means a schema that refers on and on without reading anything.
  private static let deepestCall = 2048
  /// From this many alternatives in progress, results are remembered: what is below would otherwise be tried in
  /// every combination.
  private static let remembered = 3

  private struct Place: Hashable {
    let node: SchemaNodeID
    let offset: Int
    let isTracking: Bool
  }

  private struct Result {
    /// Offset behind the value, or -1 when it is not valid.
    let end: Int
    /// What has been looked at, when that was asked for.
    let evaluated: EvaluatedSet
  }

  let nodes: [PreparedNode]
  var reader: JSONReader
  var report: Report
  /// Why the text was given up, if it was.
  var givenUp: Violation?
  /// How many enclosing evaluations read the same bytes more than once.
  var rereads = 0
  /// What has been looked at in the value under judgement; see `InterpretUnevaluated.swift`.
  var evaluated = EvaluatedSet()
  /// Whether somebody will ask what has been looked at in this value.
  var isTracking = false
  private var calls = 0
  private var results: [Place: Result] = [:]

  /// `limit`: violations to collect; 0 asks for the verdict only.
  init(_ nodes: [PreparedNode], _ reader: consuming JSONReader, limit: Int) {
    self.nodes = nodes
    self.reader = reader
    report = Report(limit: limit)
  }

  /// Whether the next value is valid under a node.
  mutating func evaluate(_ id: SchemaNodeID) -> Bool {
    if rereads >= Self.remembered, !report.isTracing, reader.peek() | 0x20 == 0x7B { return evaluateRemembering(id) }
    return evaluateAfresh(id)
  }

  private mutating func evaluateRemembering(_ id: SchemaNodeID) -> Bool {
    let place = Place(node: id, offset: reader.offset, isTracking: isTracking)
    if let known = results[place] {
      if known.end >= 0 {
        reader.reset(to: known.end)
        if isTracking { evaluated.formUnion(known.evaluated) }
      }
      if known.end >= 0 || !report.isCollecting { return known.end >= 0 }
    } else {
      let mark = reader.mark
      let valid = evaluateAndKeep(id, at: place)
      if valid || !report.isCollecting { return valid }
      reader.reset(to: mark)
    }
    return evaluateAfresh(id)
  }

  private mutating func evaluateAndKeep(_ id: SchemaNodeID, at place: Place) -> Bool {
    let outer = evaluated
    evaluated = EvaluatedSet()
    let valid = withVerdictOnly { $0.evaluateAfresh(id) }
    results[place] = Result(end: valid ? reader.offset : -1, evaluated: evaluated)
    if valid { evaluated.formUnion(outer) } else { evaluated = outer }
    return valid
  }

  private mutating func evaluateAfresh(_ id: SchemaNodeID) -> Bool {
    var node = nodes[id]
    // References are only worth a step of their own where paths are kept.
    if node.target >= 0, !report.isCollecting { node = nodes[node.target] }
    guard calls < Self.deepestCall, !node.isEndless else { return refuseEndless(node) }
    calls += 1
    if node.rereads { rereads += 1 }
    let valid = node.tracks ? evaluateTracking(node) : evaluateParts(node)
    if node.rereads { rereads -= 1 }
    calls -= 1
    return valid
  }

  /// All checks of a node but `unevaluated…`.
  mutating func evaluateParts(_ node: PreparedNode) -> Bool {
    guard !node.applicators.isEmpty else { return evaluateAssertions(node) }
    let mark = reader.mark
    var valid = true
    if node.hasAssertions {
      valid = evaluateAssertions(node)
      if !valid, !report.isCollecting { return false }
      reader.reset(to: mark)
    }
    if node.applicators.count == 1 { return apply(node.applicators[0], of: node) && valid }
    for (index, applicator) in node.applicators.enumerated() {
      if index > 0 { reader.reset(to: mark) }
      guard apply(applicator, of: node) else {
        if !report.isCollecting { return false }
        valid = false
        continue
      }
    }
    return valid
  }

  private mutating func refuseEndless(_ node: PreparedNode) -> Bool {
    let refused = refuse(node, "$ref", at: reader.offset, "cannot be judged: the schema refers to itself without end")
    if report.isCollecting { _ = reader.skipValue() }
    return refused
  }

  /// Runs `body` without collecting, whatever is wanted now. A run that stops early leaves no trace but the reader.
  mutating func withVerdictOnly(_ body: (inout Interpretation) -> Bool) -> Bool {
    let collecting = report.isCollecting
    let tracking = isTracking
    report.isCollecting = false
    let valid = body(&self)
    report.isCollecting = collecting
    isTracking = tracking
    return valid
  }

  /// Notes that the value breaks `keyword` of `node`. Always false.
  mutating func refuse(
    _ node: PreparedNode, _ keyword: String, at offset: Int, causes: [Violation] = [],
    _ message: @autoclosure () -> String
  ) -> Bool {
    guard report.isCollecting else { return false }
    let isSchema = keyword == "false"
    if report.isTracing {
      report.trace.fail(
        EvaluationUnit.Fault(
          keyword: isSchema ? "" : keyword, message: message(), instanceLocation: PathStep.pointer(report.instance),
          offset: offset))
      return false
    }
    report.add(
      Violation(
        instanceLocation: PathStep.pointer(report.instance), keyword: keyword,
        schemaLocation: isSchema ? node.location : node.location(of: keyword),
        evaluationPath: PathStep.pointer(report.evaluation) + (isSchema ? "" : "/" + keyword),
        message: message(), offset: offset, causes: causes))
    return false
  }

  /// Notes that the text was given up somewhere in the schema.
  mutating func reportGivingUp(_ root: SchemaNodeID) {
    let (failure, offset) = (reader.failure, reader.failureOffset)
    _ = refuse(nodes[root], "pattern", at: offset, failure.description)
  }

  /// Evaluates under another node, reached by `steps` through the schema; the value stays the same.
  mutating func evaluate(_ id: SchemaNodeID, by steps: @autoclosure () -> [PathStep]) -> Bool {
    guard report.isCollecting else { return evaluate(id) }
    let depth = report.evaluation.count
    report.evaluation += steps()
    let valid = evaluateAsUnit(id)
    report.evaluation.removeLast(report.evaluation.count - depth)
    return valid
  }
}

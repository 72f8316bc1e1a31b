import JSONCore

/// One run of a program over one text: the reader's position, what has been reported, and what the `unevaluated…`
/// keywords need to know. It lives for one call of `SchemaInterpreter`; not copyable, since the reader is not.
///
/// The contract of every `evaluate…` and `interpret…`: when the result is true, or violations are being collected, the
/// reader is behind the value and all of it has been read. When the result is false and only the yes or no is wanted,
/// the reader may be anywhere, failed or not: whoever goes on resets it to a mark of its own.
struct Interpretation: ~Copyable {
  /// Evaluations in progress at once; more means a schema that refers on and on without reading anything. At the
  /// greatest depth of a text, 512 levels, that is four for each level.
  private static let deepestCall = 2048
  /// From this many evaluations in progress that read their value more than once, results are remembered: k
  /// alternatives on each of d levels would otherwise be tried k^d times. Below it there is no table to pay for.
  private static let remembered = 3

  /// What a remembered result belongs to. `isTracking` is part of it, because only a run that tracks fills in what was
  /// evaluated. Offsets identify values: no two values of a text begin at the same byte.
  private struct Key: Hashable {
    let node: SchemaNodeID
    let offset: Int
    let isTracking: Bool
  }

  /// What a node said about a value, in a run without collecting.
  private struct Result {
    /// Offset behind the value, or -1 when it is not valid. The nesting there is that of the value's beginning, so the
    /// offset alone is enough to go on from.
    let end: Int
    /// What has been looked at, when that was asked for.
    let evaluated: EvaluatedSet
  }

  /// Of the interpreter, shared by all runs.
  let nodes: [PreparedNode]
  var reader: JSONReader
  /// What is collected, and the paths to it.
  var report: Report
  /// Why the text was given up, if it was: replaces everything else that was found.
  var givenUp: Violation?
  /// Whether that was caused by the schema: a reference that leads back to itself.
  private(set) var isEndless = false
  /// How many enclosing evaluations read the same bytes more than once.
  var rereads = 0
  /// What has been looked at in the value that is being validated; see `InterpretUnevaluated.swift`.
  var evaluated = EvaluatedSet()
  /// Whether somebody will ask what has been looked at in this value. Off for nearly every schema: keeping the set
  /// costs an insertion for each member and element.
  var isTracking = false
  /// Evaluations in progress; compared with `deepestCall`.
  private var calls = 0
  /// Filled only where `rereads` has come to `remembered`, so ordinary schemas never allocate it.
  private var results: [Key: Result] = [:]

  /// `limit`: violations to collect; 0 asks for yes or no only.
  init(_ nodes: [PreparedNode], _ reader: consuming JSONReader, limit: Int) {
    self.nodes = nodes
    self.reader = reader
    report = Report(limit: limit)
  }

  /// Whether the next value is valid under a node. Only objects and arrays are remembered: a scalar holds
  /// nothing that could be tried in combinations.
  mutating func evaluate(_ id: SchemaNodeID) -> Bool {
    // `{` and `[` differ from 0x7B by the bit 0x20 at most.
    if rereads >= Self.remembered, !report.isTracing, reader.peek() | 0x20 == 0x7B { return evaluateRemembering(id) }
    return evaluateAfresh(id)
  }

  /// What is known of the node and the value at this offset, or finds it out. A yes needs no second run; a no is run
  /// again when violations are collected, since the table keeps no violations.
  private mutating func evaluateRemembering(_ id: SchemaNodeID) -> Bool {
    let key = Key(node: id, offset: reader.offset, isTracking: isTracking)
    if let known = results[key] {
      if known.end >= 0 {
        reader.reset(to: known.end)
        if isTracking { evaluated.formUnion(known.evaluated) }
      }
      if known.end >= 0 || !report.isCollecting { return known.end >= 0 }
    } else {
      let mark = reader.mark
      let valid = evaluateAndKeep(id, at: key)
      if valid || !report.isCollecting { return valid }
      reader.reset(to: mark)
    }
    return evaluateAfresh(id)
  }

  /// Evaluates into an empty `evaluated`, so that what is kept is this node's share alone, and joins the two
  /// afterwards.
  private mutating func evaluateAndKeep(_ id: SchemaNodeID, at key: Key) -> Bool {
    let outer = evaluated
    evaluated = EvaluatedSet()
    let valid = withResultOnly { $0.evaluateAfresh(id) }
    results[key] = Result(end: valid ? reader.offset : -1, evaluated: evaluated)
    if valid { evaluated.formUnion(outer) } else { evaluated = outer }
    return valid
  }

  /// One step down: follows the reference, guards against endless ones, counts what reads its value repeatedly.
  private mutating func evaluateAfresh(_ id: SchemaNodeID) -> Bool {
    var node = nodes[id]
    // References are only worth a step of their own where paths are kept: a chain of them is then one step.
    if node.target >= 0, !report.isCollecting { node = nodes[node.target] }
    guard calls < Self.deepestCall, !node.isEndless else { return giveUpEndless(node) }
    calls += 1
    if node.rereads { rereads += 1 }
    let valid = node.tracks ? evaluateTracking(node) : evaluateParts(node)
    if node.rereads { rereads -= 1 }
    calls -= 1
    return valid
  }

  /// All checks of a node but `unevaluated…`. What the node asserts itself comes first: it is one pass over the value,
  /// and where it fails no applicator need be run.
  mutating func evaluateParts(_ node: PreparedNode) -> Bool {
    guard !node.applicators.isEmpty else { return evaluateAssertions(node) }
    let mark = reader.mark
    var valid = true
    if node.hasAssertions {
      valid = evaluateAssertions(node)
      if !valid, !report.isCollecting { return false }
      reader.reset(to: mark)
    }
    // The most frequent form (a node that only refers, or has one `anyOf`) without the loop.
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

  /// The schema leads back to itself and nothing has been read: there is no result. As for a pattern that takes too
  /// many steps the whole text is given up, or a negation around it would make it valid.
  private mutating func giveUpEndless(_ node: PreparedNode) -> Bool {
    if givenUp == nil {
      let keyword = node.referenceKeyword
      givenUp = Violation(
        instanceLocation: PathStep.pointer(report.instance), keyword: keyword,
        schemaLocation: node.location(of: keyword),
        evaluationPath: PathStep.pointer(report.evaluation) + "/" + keyword,
        message: node.isEndless
          ? "cannot be evaluated: the schema comes back to itself here without going into the value"
          : "cannot be evaluated: more than \(Self.deepestCall) schemas refer to each other before anything is read",
        offset: reader.offset)
      isEndless = true
    }
    return reader.abandon()
  }

  /// Runs `body` without collecting, whatever is wanted now. A run that stops early leaves no trace but the reader:
  /// what it had switched off on its way (`isTracking`) is set back here.
  mutating func withResultOnly(_ body: (inout Interpretation) -> Bool) -> Bool {
    let collecting = report.isCollecting
    let tracking = isTracking
    report.isCollecting = false
    let valid = body(&self)
    report.isCollecting = collecting
    isTracking = tracking
    return valid
  }

  /// Notes that the value breaks `keyword` of `node`. Always false, so that callers can return it. The message and the
  /// paths are only made while collecting: the yes-or-no run allocates nothing here.
  mutating func refuse(
    _ node: PreparedNode, _ keyword: String, at offset: Int, causes: [Violation] = [],
    _ message: @autoclosure () -> String
  ) -> Bool {
    guard report.isCollecting else { return false }
    // The schema `false` has no keyword: the location of the node itself is reported.
    let isSchema = keyword == "false"
    if report.isTracing {
      report.trace.fail(
        EvaluationUnit.Failure(
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

  /// Notes in the open unit, which is the outermost one, that the text was given up somewhere in the schema.
  mutating func reportGivingUp() {
    guard let givenUp else { return }
    report.trace.fail(
      EvaluationUnit.Failure(
        keyword: givenUp.keyword, message: givenUp.message, instanceLocation: givenUp.instanceLocation,
        offset: givenUp.offset))
  }

  /// Evaluates under another node, reached by `steps` through the schema; the value stays the same. The steps are not
  /// even made while no paths are kept.
  mutating func evaluate(_ id: SchemaNodeID, by steps: @autoclosure () -> [PathStep]) -> Bool {
    guard report.isCollecting else { return evaluate(id) }
    let depth = report.evaluation.count
    report.evaluation += steps()
    let valid = evaluateAsUnit(id)
    report.evaluation.removeLast(report.evaluation.count - depth)
    return valid
  }
}

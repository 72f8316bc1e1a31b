import JSONCore

extension Interpretation {
  /// One applicator over the value that comes next. A reference keeps the keyword it was written with for paths:
  /// `$ref`, `$dynamicRef` or `$recursiveRef`.
  mutating func apply(_ applicator: PreparedNode.Applicator, of node: PreparedNode) -> Bool {
    switch applicator {
    case .reference(let target, let keyword): evaluate(target, by: [.keyword(keyword)])
    case .allOf(let branches): interpretAllOf(branches)
    case .anyOf(let check): interpretAnyOf(check, node)
    case .oneOf(let check): interpretOneOf(check, node)
    case .not(let target): interpretNot(target, node)
    case .conditional(let check): interpretConditional(check)
    case .dependents(let check): interpretDependents(check, node)
    }
  }

  /// Every branch reads the value from its beginning. When not collecting, the first that fails is the result.
  private mutating func interpretAllOf(_ branches: [SchemaNodeID]) -> Bool {
    let mark = reader.mark
    var valid = true
    for (index, branch) in branches.enumerated() {
      if index > 0 { reader.reset(to: mark) }
      if !evaluate(branch, by: [.keyword("allOf"), .index(index)]) {
        if !report.isCollecting { return false }
        valid = false
      }
    }
    // Nothing has read the value then, and the contract wants it read.
    return branches.isEmpty ? reader.skipValue() : valid
  }

  /// Tries the branches in order, those left out that cannot take the kind of the value. A trace has a unit for each
  /// branch, so there nothing is left out and no discriminator is used.
  private mutating func interpretAnyOf(_ check: PreparedAlternatives, _ node: PreparedNode) -> Bool {
    if let discriminator = check.discriminator, !report.isTracing, reader.peekKind() == .object {
      return interpretChosen(check, discriminator, node)
    }
    let branches = check.branches
    let kinds = reader.kindsAhead
    let mark = reader.mark
    var end: JSONMark?
    for (index, branch) in branches.enumerated() {
      if check.types[index].isDisjoint(with: kinds), !report.isTracing { continue }
      if attempt(branch, by: [.keyword("anyOf"), .index(index)]) {
        // Every branch that holds adds to what has been looked at.
        guard isTracking || report.isTracing else { return true }
        end = reader.mark
      }
      reader.reset(to: mark)
    }
    if let end {
      reader.reset(to: end)
      return true
    }
    guard report.isCollecting else { return false }
    let causes = causes(in: branches, "anyOf", from: mark)
    return refuse(
      node, "anyOf", at: mark.offset, causes: causes, Wording.alternatives(branches.count, exactlyOne: false))
  }

  /// Whatever the subschema has looked at is forgotten: where `not` holds, the subschema has failed.
  private mutating func interpretNot(_ target: SchemaNodeID, _ node: PreparedNode) -> Bool {
    let mark = reader.mark
    let outer = evaluated
    let holds = evaluateQuietly(target, by: [.keyword("not")])
    evaluated = outer
    reader.reset(to: mark)
    guard reader.skipValue() else { return false }
    return holds ? refuse(node, "not", at: mark.offset, "must not match the schema under \"not\"") : true
  }

  /// What is wrong in each branch, the branch that came closest first. Leaves the reader behind the value. Each branch
  /// is run once more for it; more than three combinators deep, and in a trace, which has it all in its units, there
  /// are no causes.
  mutating func causes(in branches: [SchemaNodeID], _ keyword: String, from mark: JSONMark) -> [Violation] {
    var found: [[Violation]] = []
    if !report.isTracing, report.causeDepth < Report.deepestCause {
      for (index, branch) in branches.prefix(Self.explainedBranches).enumerated() {
        reader.reset(to: mark)
        found.append(collectCauses { $0.evaluate(branch, by: [.keyword(keyword), .index(index)]) })
      }
    }
    reader.reset(to: mark)
    _ = reader.skipValue()
    return Closeness.sorted(found, at: PathStep.pointer(report.instance)).flatMap(\.self)
  }

  /// Branches whose violations are listed: with 10 each that is 160 for a value, far more than anybody reads.
  private static var explainedBranches: Int { 16 }

  /// The violations that `body` meets, kept apart from those found before: list and limit are swapped for its time.
  /// What it has looked at is of no interest, so tracking is off.
  private mutating func collectCauses(_ body: (inout Interpretation) -> Bool) -> [Violation] {
    // Not `withResultOnly`: here the run does collect, only elsewhere.
    let outer = (
      violations: report.violations, limit: report.limit, evaluated: evaluated, isTracking: isTracking
    )
    isTracking = false
    report.violations = []
    report.limit = Report.causesPerBranch
    report.causeDepth += 1
    _ = body(&self)
    let found = report.violations
    report.violations = outer.violations
    report.limit = outer.limit
    evaluated = outer.evaluated
    isTracking = outer.isTracking
    report.causeDepth -= 1
    // Reaching the limit of a branch has switched it off; it was on, or nobody would collect causes.
    report.isCollecting = true
    return found
  }
}

/// How near a branch came to matching: what people meant is most likely the branch that got furthest.
///
/// For `{"kind": "circle", "radius": "2"}` under two branches, one that wants `"kind": "square"` and one that wants a
/// number at `/radius`, both violations are one level down, so neither is "other"; the order of the schema decides. For
/// the value `7` a branch that wants an object has a wrong type at the value itself and comes last.
private struct Closeness: Comparable {
  /// A wrong type or a wrong constant at the value itself: this branch was not meant.
  let isOther: Bool
  /// How far below the value the first violation lies: the deeper, the more of the branch has matched.
  let depth: Int
  /// The fewer violations the nearer, among branches that got equally far.
  let count: Int

  init(_ violations: [Violation], at pointer: String) {
    isOther = violations.contains {
      $0.instanceLocation == pointer && ($0.keyword == "type" || $0.keyword == "const" || $0.keyword == "false")
    }
    let shallowest = violations.map(\.instanceLocation).min { Self.steps($0) < Self.steps($1) } ?? pointer
    depth = Self.steps(shallowest)
    count = violations.count
  }

  /// Names escape `/` as `~1`, so every slash is a step.
  private static func steps(_ pointer: String) -> Int { pointer.utf8.count { $0 == UInt8(ascii: "/") } }

  /// Less is nearer.
  static func < (left: Closeness, right: Closeness) -> Bool {
    if left.isOther != right.isOther { return right.isOther }
    if left.depth != right.depth { return left.depth > right.depth }
    return left.count < right.count
  }

  /// The branches by nearness; those equally near in the order of the schema, which `sorted` alone does not promise.
  static func sorted(_ branches: [[Violation]], at pointer: String) -> [[Violation]] {
    let ranked = branches.enumerated().map { (rank: Closeness($0.element, at: pointer), position: $0.offset) }
    let order = ranked.sorted { $0.rank == $1.rank ? $0.position < $1.position : $0.rank < $1.rank }
    return order.map { branches[$0.position] }
  }
}

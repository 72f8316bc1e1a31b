import JSONCore

extension Interpretation {
  /// One applicator over the value that comes next.
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
    return branches.isEmpty ? reader.skipValue() : valid
  }

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

  private mutating func interpretNot(_ target: SchemaNodeID, _ node: PreparedNode) -> Bool {
    let mark = reader.mark
    let outer = evaluated
    let holds = judge(target, by: [.keyword("not")])
    evaluated = outer
    reader.reset(to: mark)
    guard reader.skipValue() else { return false }
    return holds ? refuse(node, "not", at: mark.offset, "must not match the schema under \"not\"") : true
  }

  /// What is wrong in each branch, the branch that came closest first. Leaves the reader behind the value.
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

  /// Branches whose faults are listed.
  private static var explainedBranches: Int { 16 }

  /// The violations that `body` meets, kept apart from those found before.
  private mutating func collectCauses(_ body: (inout Interpretation) -> Bool) -> [Violation] {
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
    report.isCollecting = true
    return found
  }
}

/// How near a branch came to matching.
private struct Closeness: Comparable {
  /// A wrong type or a wrong constant at the value itself: this branch was not meant.
  let isOther: Bool
  /// How far below the value the first fault lies: the deeper, the more of the branch has matched.
  let depth: Int
  let count: Int

  init(_ violations: [Violation], at pointer: String) {
    isOther = violations.contains {
      $0.instanceLocation == pointer && ($0.keyword == "type" || $0.keyword == "const" || $0.keyword == "false")
    }
    let shallowest = violations.map(\.instanceLocation).min { Self.steps($0) < Self.steps($1) } ?? pointer
    depth = Self.steps(shallowest)
    count = violations.count
  }

  private static func steps(_ pointer: String) -> Int { pointer.utf8.count { $0 == UInt8(ascii: "/") } }

  static func < (left: Closeness, right: Closeness) -> Bool {
    if left.isOther != right.isOther { return right.isOther }
    if left.depth != right.depth { return left.depth > right.depth }
    return left.count < right.count
  }

  static func sorted(_ branches: [[Violation]], at pointer: String) -> [[Violation]] {
    let ranked = branches.enumerated().map { (rank: Closeness($0.element, at: pointer), place: $0.offset) }
    let order = ranked.sorted { $0.rank == $1.rank ? $0.place < $1.place : $0.rank < $1.rank }
    return order.map { branches[$0.place] }
  }
}

import SchemaCompiler
import SchemaRuntime

/// What is known of blank values, which decoders start from: whether a type has one, and what making it costs.
extension TypePlanner {
  /// Whether there is a value of the type at all. One that always holds another of its own type has no end: no text is
  /// one, and no blank value can be made.
  func hasValues(_ plan: TypePlan) -> Bool {
    if case .foreign(let type) = plan { return type.home.planner.hasValues(type.plan) }
    var known = BlankDepths()
    return (0...schema.program.nodes.count).contains { hasBlank(plan, within: $0, &known) }
  }

  /// Whether the blank value of a type refers to an object, as that of an `indirect` union does to its payload: what
  /// replaces it must release it.
  func blankHoldsReference(_ plan: TypePlan) -> Bool {
    guard hasValues(plan) else { return false }
    return switch plan {
    case .structure(let plan): blanksHoldReference(plan.members)
    case .tuple(let plan): blanksHoldReference(plan.elements)
    case .union(let plan): indirect.contains(plan.node) || blankHoldsReference(payload(of: blankCase(plan)))
    case .foreign(let type): type.home.planner.blankHoldsReference(type.plan)
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .enumeration, .optional: false
    }
  }

  /// A member behind a reference is one unless it may be nil.
  private func blanksHoldReference(_ members: [StructurePlan.Member]) -> Bool {
    members.contains { member in
      if case .boxed = member.storage { return !member.isOptional && !plan(of: member).isOptional }
      return !member.isOptional && blankHoldsReference(plan(of: member))
    }
  }

  /// The case that the blank value of a union is: the first one whose blank payload is made in the fewest steps. Steps
  /// are fewer within than without, so that no blank value asks for itself. Any case, where there is no such payload.
  func blankCase(_ plan: UnionPlan) -> UnionPlan.Case {
    var known = BlankDepths()
    for depth in 0...schema.program.nodes.count {
      if let item = plan.cases.first(where: { hasBlank(payload(of: $0), within: depth, &known) }) { return item }
    }
    return plan.cases[0]
  }

  /// Whether a blank value of the type is made of at most `depth` declared types, one within the other.
  ///
  /// By depth and not by a set of visited types: a type may be reached by one path that ends and another that does not.
  private func hasBlank(_ plan: TypePlan, within depth: Int, _ known: inout BlankDepths) -> Bool {
    if case .foreign = plan { return hasValues(plan) }
    guard let node = plan.declaringNode else { return true }
    if case .enumeration = plan { return true }
    guard depth > 0 else { return false }
    if let found = known[node, depth] { return found }
    let found =
      switch plan {
      case .structure(let plan): haveBlanks(plan.members, within: depth - 1, &known)
      case .tuple(let plan): haveBlanks(plan.elements, within: depth - 1, &known)
      case .union(let plan):
        plan.cases.contains { hasBlank(payload(of: $0), within: depth - 1, &known) }
      case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .enumeration, .foreign, .optional:
        true
      }
    known[node, depth] = found
    return found
  }

  private func haveBlanks(_ members: [StructurePlan.Member], within depth: Int, _ known: inout BlankDepths) -> Bool {
    members.allSatisfy { $0.isOptional || hasBlank(plan(of: $0), within: depth, &known) }
  }
}

/// What is known of types: without it, types that refer to each other many times would be walked along every path.
private struct BlankDepths {
  private var found: [SchemaNodeID: [Int: Bool]] = [:]

  subscript(node: SchemaNodeID, depth: Int) -> Bool? {
    get { found[node]?[depth] }
    set { found[node, default: [:]][depth] = newValue }
  }
}

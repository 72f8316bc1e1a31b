import SchemaCompiler
import SchemaRuntime

/// The blank value of a union: one of its cases with a blank payload. Which case does not matter, but that making it
/// ends does: a union may contain itself through its cases.
extension SchemaEmitter {
  func emitBlank(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    guard hasValues(.union(plan)) else { return }
    let item = blankCase(plan)
    let payload = blank(payload(of: item))
    printer.line("static var __blank: \(type(.union(plan))) { .\(item.identifier)(\(payload)) }")
    printer.line()
  }

  /// Whether the blank value of a type refers to an object, as that of an `indirect` union does to its payload: what
  /// takes its place must release it.
  func blankHoldsReference(_ plan: TypePlan) -> Bool {
    guard hasValues(plan) else { return false }
    return switch plan {
    case .structure(let plan): blanksHoldReference(plan.members)
    case .tuple(let plan): blanksHoldReference(plan.elements)
    case .union(let plan):
      planner.indirect.contains(plan.node)
        || blankHoldsReference(payload(of: blankCase(plan)))
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .enumeration, .optional: false
    }
  }

  /// A member behind a reference is one unless it may be nil.
  private func blanksHoldReference(_ members: [StructurePlan.Member]) -> Bool {
    members.contains { member in
      if case .boxed = member.storage { return !member.isOptional && !memberPlan(member).isOptional }
      return !member.isOptional && blankHoldsReference(memberPlan(member))
    }
  }

  /// The first case whose blank payload is made in the fewest steps. Steps are fewer within than without, so that no
  /// blank value asks for itself. Any case, where there is no such payload.
  private func blankCase(_ plan: UnionPlan) -> UnionPlan.Case {
    var known = BlankDepths()
    for depth in 0...schema.program.nodes.count {
      if let item = plan.cases.first(where: { hasBlank(payload(of: $0), within: depth, &known) }) { return item }
    }
    return plan.cases[0]
  }

  /// Whether there is a value of the type at all. One that always holds another of its own type has no end: no text is
  /// one, and no blank value can be made.
  func hasValues(_ plan: TypePlan) -> Bool {
    var known = BlankDepths()
    return (0...schema.program.nodes.count).contains { hasBlank(plan, within: $0, &known) }
  }

  private func payload(of item: UnionPlan.Case) -> TypePlan { item.own ?? plan(item.schema) }

  /// Whether a blank value of the type is made of at most `depth` declared types, one within the other.
  private func hasBlank(_ plan: TypePlan, within depth: Int, _ known: inout BlankDepths) -> Bool {
    guard let node = plan.declaringNode else { return true }
    if case .enumeration = plan { return true }
    guard depth > 0 else { return false }
    if let answer = known[node, depth] { return answer }
    let answer =
      switch plan {
      case .structure(let plan): haveBlanks(plan.members, within: depth - 1, &known)
      case .tuple(let plan): haveBlanks(plan.elements, within: depth - 1, &known)
      case .union(let plan):
        plan.cases.contains { hasBlank(payload(of: $0), within: depth - 1, &known) }
      case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .enumeration, .optional: true
      }
    known[node, depth] = answer
    return answer
  }

  private func haveBlanks(_ members: [StructurePlan.Member], within depth: Int, _ known: inout BlankDepths) -> Bool {
    members.allSatisfy { $0.isOptional || hasBlank(memberPlan($0), within: depth, &known) }
  }
}

/// What is known of types: without it, types that refer to each other many times would be walked along every path.
private struct BlankDepths {
  private var answers: [SchemaNodeID: [Int: Bool]] = [:]

  subscript(node: SchemaNodeID, depth: Int) -> Bool? {
    get { answers[node]?[depth] }
    set { answers[node, default: [:]][depth] = newValue }
  }
}

import SchemaCompiler
import SchemaRuntime

/// The blank value of a union: one of its cases with a blank payload. Which case does not matter, but that making it
/// ends does: a union may contain itself through its cases.
extension SchemaEmitter {
  /// Deeper than the types of any schema that a person reads; a union that needs more has no finite value.
  private static let greatestDepth = 64

  func emitBlank(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    let item = blankCase(plan)
    let payload = blank(item.own ?? self.plan(item.schema))
    printer.line("static var __blank: \(type(.union(plan))) { .\(item.identifier)(\(payload)) }")
    printer.line()
  }

  /// The first case whose blank payload is made in the fewest steps. Steps are fewer within than without, so that no
  /// blank value asks for itself.
  private func blankCase(_ plan: UnionPlan) -> UnionPlan.Case {
    var known = BlankDepths()
    for depth in 0...Self.greatestDepth {
      if let item = plan.cases.first(where: { hasBlank($0.own ?? self.plan($0.schema), within: depth, &known) }) {
        return item
      }
    }
    return plan.cases[0]
  }

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
        plan.cases.contains { hasBlank($0.own ?? self.plan($0.schema), within: depth - 1, &known) }
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

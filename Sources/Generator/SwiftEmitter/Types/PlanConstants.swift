import JSONCore
import SchemaRuntime

extension TypePlanner {
  /// `enum` and `const`: an enumeration of strings or of integers, with or without null; anything else stays text that
  /// the checks have accepted.
  mutating func constantPlan(_ facts: NodeFacts, named name: String) -> TypePlan {
    let values = (facts.constants ?? []).filter { !facts.types.isDisjoint(with: $0.types) }
    let plain = values.filter { $0 != .null }
    // What else the node asserts, the enumeration does not know.
    if facts.hasApplicators || facts.range != nil || !facts.divisors.isEmpty { prechecked.insert(facts.id) }
    guard let plan = enumeration(plain, facts.id, name) else { return otherConstants(plain, facts) }
    return plain.count < values.count ? .optional(plan) : plan
  }

  /// Booleans; everything else has no better type than its text.
  private mutating func otherConstants(_ values: [JSONValue], _ facts: NodeFacts) -> TypePlan {
    let isBoolean = values.allSatisfy { if case .boolean = $0 { true } else { false } }
    guard isBoolean, !values.isEmpty, values.count == facts.constants?.count else { return .raw }
    prechecked.insert(facts.id)
    return .boolean
  }

  /// Nil when the values are not all strings, or not all integers that fit an `Int`.
  ///
  /// Names of the cases are taken in the order of the schema, so that a value added at the end leaves the others alone.
  mutating func enumeration(_ values: [JSONValue], _ node: SchemaNodeID, _ name: String, others: SchemaNodeID? = nil)
    -> TypePlan?
  {
    var identifiers = Namer(reserved: others == nil ? ["allCases", "schemaLocation"] : ["unknown", "schemaLocation"])
    var cases: [(identifier: String, value: JSONValue)] = []
    for value in values {
      switch value {
      case .string(let text): cases.append((identifiers.member(String(text)), value))
      case .number(let number):
        guard let integer = number.int else { return nil }
        cases.append((identifiers.member(integer < 0 ? "minus\(integer.magnitude)" : String(integer)), value))
      case .null, .boolean, .array, .object: return nil
      }
    }
    let plan = EnumerationPlan(name: "", node: node, cases: cases, others: others)
    guard !cases.isEmpty, plan.texts.isEmpty || plan.numbers.isEmpty else { return nil }
    return .enumeration(EnumerationPlan(name: declare(node, name), node: node, cases: cases, others: others))
  }
}

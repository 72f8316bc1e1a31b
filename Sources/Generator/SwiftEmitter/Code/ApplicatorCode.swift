import JSONCore
import SchemaRuntime

/// Subschemas that speak about the same value. All but one look at it and go back; where the node asserts nothing else,
/// the last one takes it, so that a value is read once and not twice.
///
/// The order is that of what they cost: references and `allOf` are usually one check, `oneOf` tries several.
struct ApplicatorCode {
  let code: SchemaCode

  /// Prints the checks of the other subschemas; true when they have taken the value.
  func check(_ facts: NodeFacts, _ printer: inout CodePrinter) -> Bool {
    guard facts.hasApplicators else { return false }
    let takes = takesValue(facts)
    if takes, let kind = facts.ownKind {
      printer.line("guard reader.peekKind() == .\(kind) || reader.mismatch() else { return false }")
    }
    let probe = code.checks.probe
    for target in facts.not { printer.line("guard !\(probe(target)) || reader.mismatch() else { return false }") }
    for check in facts.conditionals { checkConditional(check, &printer) }
    for check in facts.contains { checkContains(check, &printer) }
    for check in facts.dependents { checkDependents(check, &printer) }
    var targets = facts.references + facts.all
    let last = takes && facts.one.isEmpty && facts.any.isEmpty ? targets.popLast() : nil
    for target in targets { printer.line("guard \(probe(target)) else { return false }") }
    if let last {
      code.checks.call(last, &printer)
      return true
    }
    for (index, check) in facts.one.enumerated() {
      let isLast = facts.any.isEmpty && index == facts.one.count - 1
      code.alternatives.checkOneOf(check, facts, index, takes: takes && isLast, &printer)
    }
    for (index, check) in facts.any.enumerated() {
      code.alternatives.checkAnyOf(check, facts, index, takes: takes && index == facts.any.count - 1, &printer)
    }
    return takes
  }

  /// Whether some subschema can take the value: the node asserts nothing, or only one type, and something besides
  /// `not` speaks about it.
  private func takesValue(_ facts: NodeFacts) -> Bool {
    guard facts.references.count + facts.all.count + facts.any.count + facts.one.count > 0 else { return false }
    let kinds = JSONKind.kinds(of: facts.admittedTypes)
    return facts.constants == nil && (!facts.hasType || facts.ownKind != nil)
      && !kinds.contains { facts.hasChecks(for: $0) }
  }

  /// The condition only looks at the value: what it says about it is no error.
  private func checkConditional(_ check: ConditionalCheck, _ printer: inout CodePrinter) {
    guard check.consequence != nil || check.alternative != nil else { return }
    let probe = code.checks.probe
    printer.line("if \(probe(check.condition)) {")
    if let node = check.consequence { printer.indent { $0.line("guard \(probe(node)) else { return false }") } }
    if let node = check.alternative {
      printer.line("} else {")
      printer.indent { $0.line("guard \(probe(node)) else { return false }") }
    }
    printer.line("}")
  }

  private func checkContains(_ check: ContainsCheck, _ printer: inout CodePrinter) {
    let maximum = check.count.maximum == .max ? "" : ", maximum: \(check.count.maximum)"
    let count = "CountRange(minimum: \(check.count.minimum)\(maximum))"
    printer.line(
      "guard reader.contains(\(count), { \(code.checks.condition(check.schema, reader: "$0")) }) || reader.mismatch() "
        + "else { return false }")
  }

  /// Names are looked for in the text of the object. Such keywords are rare, and noting all names of every object would
  /// be paid for by those that have none.
  private func checkDependents(_ check: DependentCheck, _ printer: inout CodePrinter) {
    let has = { (name: JSONString) in "reader.hasMember(\(Array(name.bytes)))" }
    for entry in check.entries where entry.schema != nil || !entry.required.isEmpty {
      printer.block("if \(has(entry.name)) {") { printer in
        for name in entry.required { printer.line("guard \(has(name)) || reader.mismatch() else { return false }") }
        if let schema = entry.schema { printer.line("guard \(code.checks.probe(schema)) else { return false }") }
      }
    }
  }
}

extension NodeFacts {
  /// The one kind of values that the declared type admits.
  fileprivate var ownKind: JSONKind? {
    let kinds = JSONKind.kinds(of: types)
    return hasType && kinds.count == 1 ? kinds.first : nil
  }
}

import JSONCore
import SchemaRuntime

/// Subschemas that judge the same value. All but one look at it and go back; where the node asserts nothing else, the
/// last one takes it, so that a value is read once and not twice.
extension SchemaEmitter {
  /// Prints the checks of the other subschemas; true when they have taken the value.
  func emitApplicators(_ facts: NodeFacts, _ printer: inout CodePrinter) -> Bool {
    guard facts.hasApplicators else { return false }
    let takes = takesThroughApplicator(facts)
    if takes, let kind = ownKind(facts) {
      printer.line("guard reader.peekKind() == .\(kind) || reader.mismatch() else { return false }")
    }
    var targets = facts.references + facts.all
    for target in facts.not { printer.line("guard !\(probe(target)) || reader.mismatch() else { return false }") }
    for check in facts.conditionals { emitConditional(check, &printer) }
    for check in facts.contains { emitContains(check, &printer) }
    for check in facts.dependents { emitDependents(check, &printer) }
    if takes, facts.one.isEmpty, facts.any.isEmpty, let last = targets.popLast() {
      for target in targets { printer.line("guard \(probe(target)) else { return false }") }
      emitCheckCall(planner.resolved(last), &printer)
      return true
    }
    for target in targets { printer.line("guard \(probe(target)) else { return false }") }
    for (index, check) in facts.one.enumerated() {
      let last = takes && facts.any.isEmpty && index == facts.one.count - 1
      emitAlternatives(check, facts, choice: Self.oneOfChoice(facts.id, index), takes: last, &printer) {
        emitOneOf($0, takes: last, &$1)
      }
    }
    for (index, check) in facts.any.enumerated() {
      let last = takes && index == facts.any.count - 1
      emitAlternatives(check, facts, choice: Self.anyOfChoice(facts.id, index), takes: last, &printer) {
        emitAnyOf($0, takes: last, &$1)
      }
    }
    return takes
  }

  /// Whether some subschema can take the value: the node asserts nothing, or only one type, and something besides
  /// `not` judges it.
  private func takesThroughApplicator(_ facts: NodeFacts) -> Bool {
    guard facts.references.count + facts.all.count + facts.any.count + facts.one.count > 0 else { return false }
    let kinds = JSONKind.kinds(of: facts.admittedTypes)
    return facts.constants == nil && (!facts.hasType || ownKind(facts) != nil)
      && !kinds.contains { hasChecks(for: $0, facts) }
  }

  private func ownKind(_ facts: NodeFacts) -> JSONKind? {
    let kinds = JSONKind.kinds(of: facts.types)
    return facts.hasType && kinds.count == 1 ? kinds.first : nil
  }

  func probe(_ node: SchemaNodeID) -> String { "reader.probe({ \(checkCall(node)) })" }

  /// The call that checks the next value of `$0`.
  private func checkCall(_ node: SchemaNodeID) -> String {
    let node = planner.resolved(node)
    return needsCheck(planner.facts(node)) ? "\(helpers.check(node))(&$0)" : "$0.skipValue()"
  }

  private func emitConditional(_ check: ConditionalCheck, _ printer: inout CodePrinter) {
    guard check.consequence != nil || check.alternative != nil else { return }
    printer.line("if \(probe(check.condition)) {")
    if let node = check.consequence { printer.indent { $0.line("guard \(probe(node)) else { return false }") } }
    if let node = check.alternative {
      printer.line("} else {")
      printer.indent { $0.line("guard \(probe(node)) else { return false }") }
    }
    printer.line("}")
  }

  private func emitContains(_ check: ContainsCheck, _ printer: inout CodePrinter) {
    printer.line(
      "guard reader.contains(\(literal(check.count)), { \(checkCall(check.schema)) }) || reader.mismatch() "
        + "else { return false }")
  }

  private func emitDependents(_ check: DependentCheck, _ printer: inout CodePrinter) {
    let has = { (name: JSONString) in "reader.hasMember(\(Array(name.bytes)))" }
    for entry in check.entries where entry.schema != nil || !entry.required.isEmpty {
      printer.block("if \(has(entry.name)) {") { printer in
        for name in entry.required { printer.line("guard \(has(name)) || reader.mismatch() else { return false }") }
        if let schema = entry.schema { printer.line("guard \(probe(schema)) else { return false }") }
      }
    }
  }

  // MARK: branches

  /// Only the branch that an object can match, where something tells; `inTurn` prints how all are tried.
  private func emitAlternatives(
    _ check: AlternativesCheck, _ facts: NodeFacts, choice: String, takes: Bool, _ printer: inout CodePrinter,
    inTurn: ([SchemaNodeID], inout CodePrinter) -> Void
  ) {
    guard check.discriminator != nil else { return inTurn(check.branches, &printer) }
    let others = check.branches.filter { planner.admittedTypes($0) != .object }
    guard facts.types != .object, !others.isEmpty else { return emitChosen(check, choice, takes: takes, &printer) }
    printer.line("if reader.peek() == 0x7B {")
    printer.indent { emitChosen(check, choice, takes: takes, &$0) }
    printer.line("} else {")
    printer.indent { inTurn(others, &$0) }
    printer.line("}")
  }

  private func emitChosen(
    _ check: AlternativesCheck, _ choice: String, takes: Bool, _ printer: inout CodePrinter
  ) {
    printer.line("switch \(helpers.lookup(choice))(&reader) {")
    for (index, branch) in check.branches.enumerated() {
      printer.line("case \(index):")
      printer.indent { $0.line("guard \(takes ? self.check(branch) : probe(branch)) else { return false }") }
    }
    printer.line("default: return false")
    printer.line("}")
  }

  private func emitOneOf(_ branches: [SchemaNodeID], takes: Bool, _ printer: inout CodePrinter) {
    if emitByKind(branches, takes: takes, &printer) { return }
    printer.block("do {") { printer in
      printer.line("let __mark = reader.mark")
      printer.line("var __end = __mark")
      printer.line("var __matches = 0")
      for branch in branches {
        printer.block("if \(check(branch)) {") { printer in
          printer.line("__matches += 1")
          printer.line("__end = reader.mark")
        }
        printer.line("reader.reset(to: __mark)")
      }
      printer.line("guard __matches == 1 || reader.mismatch() else { return false }")
      printer.line(takes ? "reader.reset(to: __end)" : "_ = __end")
    }
  }

  private func emitAnyOf(_ branches: [SchemaNodeID], takes: Bool, _ printer: inout CodePrinter) {
    if emitByKind(branches, takes: takes, &printer) { return }
    guard takes, let last = branches.last else {
      let probes = branches.map(probe).joined(separator: " || ")
      return printer.line("guard \(probes) || reader.mismatch() else { return false }")
    }
    guard branches.count > 1 else { return emitCheckCall(planner.resolved(last), &printer) }
    printer.block("__any: do {") { printer in
      printer.line("let __mark = reader.mark")
      for branch in branches.dropLast() {
        printer.line("if \(check(branch)) { break __any }")
        printer.line("reader.reset(to: __mark)")
      }
      printer.line("guard \(check(last)) else { return false }")
    }
  }

  /// Branches that take values of different kinds: the first byte decides. False when they are not such.
  private func emitByKind(_ branches: [SchemaNodeID], takes: Bool, _ printer: inout CodePrinter) -> Bool {
    let facts = branches.map { planner.facts(planner.resolved($0)) }
    let kinds = facts.map { JSONKind.kinds(of: $0.admittedTypes) }
    guard facts.allSatisfy({ $0.hasType || $0.constants != nil }),
      kinds.reduce(0, { $0 + $1.count }) == Set(kinds.joined()).count
    else { return false }
    printer.line("switch reader.peek() {")
    for (branch, kinds) in zip(branches, kinds) where !kinds.isEmpty {
      let sorted = kinds.sorted { $0.rawValue < $1.rawValue }
      printer.line("case \(sorted.map(Self.firstBytes).joined(separator: ", ")):")
      printer.indent { $0.line("guard \(takes ? check(branch) : probe(branch)) else { return false }") }
    }
    printer.line("default: return reader.unexpectedKind()")
    printer.line("}")
    return true
  }
}

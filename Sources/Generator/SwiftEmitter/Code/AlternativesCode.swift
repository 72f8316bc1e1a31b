import JSONCore
import SchemaRuntime

/// The checks of `oneOf` and `anyOf`. Trying every branch costs as much as all of them together, so whatever shows
/// beforehand which one can match is used: a tag, a member that only one branch has, the first byte.
///
/// None of this changes the result: what shows it beforehand does so because the compiler has proved that no other
/// branch can accept the value.
struct AlternativesCode {
  let code: SchemaCode

  /// Whether the branches of one check take the value or only look at it, and how many of them may accept it.
  func checkOneOf(
    _ check: AlternativesCheck, _ facts: NodeFacts, _ index: Int, takes: Bool, _ printer: inout CodePrinter
  ) {
    self.check(check, facts, .oneOf(facts.id, index), takes: takes, &printer) { exactlyOne($0, takes: takes, &$1) }
  }

  /// One branch is enough, so those behind it are not looked at.
  func checkAnyOf(
    _ check: AlternativesCheck, _ facts: NodeFacts, _ index: Int, takes: Bool, _ printer: inout CodePrinter
  ) {
    self.check(check, facts, .anyOf(facts.id, index), takes: takes, &printer) { firstOne($0, takes: takes, &$1) }
  }

  /// Only the branch that an object can match, where something shows it; `inTurn` prints how all are tried.
  private func check(
    _ check: AlternativesCheck, _ facts: NodeFacts, _ choice: Lookup, takes: Bool, _ printer: inout CodePrinter,
    inTurn: ([SchemaNodeID], inout CodePrinter) -> Void
  ) {
    guard check.discriminator != nil else { return inTurn(check.branches, &printer) }
    let others = check.branches.filter { code.planner.admittedTypes($0) != .object }
    guard facts.types != .object, !others.isEmpty else { return chosen(check, choice, takes: takes, &printer) }
    printer.line("if reader.peek() == 0x7B {")
    printer.indent { chosen(check, choice, takes: takes, &$0) }
    printer.line("} else {")
    printer.indent { inTurn(others, &$0) }
    printer.line("}")
  }

  /// A value that no branch can match fails here without one of them being tried; the interpreter writes the report
  /// then.
  private func chosen(_ check: AlternativesCheck, _ choice: Lookup, takes: Bool, _ printer: inout CodePrinter) {
    printer.line("switch \(code.helpers.lookup(choice))(&reader) {")
    for (index, branch) in check.branches.enumerated() {
      printer.line("case \(index):")
      printer.indent { $0.line("guard \(condition(branch, takes: takes)) else { return false }") }
    }
    printer.line("default: return false")
    printer.line("}")
  }

  private func condition(_ branch: SchemaNodeID, takes: Bool) -> String {
    takes ? code.checks.condition(branch) : code.checks.probe(branch)
  }

  /// `oneOf` has to try the branches behind one that accepts, too.
  ///
  /// The position behind the branch that accepted is kept: all branches end at the same byte, as they read the same
  /// value.
  private func exactlyOne(_ branches: [SchemaNodeID], takes: Bool, _ printer: inout CodePrinter) {
    if byKind(branches, takes: takes, &printer) { return }
    printer.block("do {") { printer in
      printer.line("let __mark = reader.mark")
      printer.line("var __end = __mark")
      printer.line("var __matches = 0")
      for branch in branches {
        printer.block("if \(code.checks.condition(branch)) {") { printer in
          printer.line("__matches += 1")
          printer.line("__end = reader.mark")
        }
        printer.line("reader.reset(to: __mark)")
      }
      printer.line("guard __matches == 1 || reader.mismatch() else { return false }")
      printer.line(takes ? "reader.reset(to: __end)" : "_ = __end")
    }
  }

  private func firstOne(_ branches: [SchemaNodeID], takes: Bool, _ printer: inout CodePrinter) {
    if byKind(branches, takes: takes, &printer) { return }
    guard takes, let last = branches.last else {
      let probes = branches.map(code.checks.probe).joined(separator: " || ")
      return printer.line("guard \(probes) || reader.mismatch() else { return false }")
    }
    guard branches.count > 1 else { return code.checks.call(last, &printer) }
    printer.block("__any: do {") { printer in
      printer.line("let __mark = reader.mark")
      for branch in branches.dropLast() {
        printer.line("if \(code.checks.condition(branch)) { break __any }")
        printer.line("reader.reset(to: __mark)")
      }
      printer.line("guard \(code.checks.condition(last)) else { return false }")
    }
  }

  /// Branches that take values of different kinds: the first byte decides. False when they are not such.
  private func byKind(_ branches: [SchemaNodeID], takes: Bool, _ printer: inout CodePrinter) -> Bool {
    let facts = branches.map { code.planner.facts(code.planner.resolved($0)) }
    let kinds = facts.map { JSONKind.kinds(of: $0.admittedTypes) }
    guard facts.allSatisfy({ $0.hasType || $0.constants != nil }),
      kinds.reduce(0, { $0 + $1.count }) == Set(kinds.joined()).count
    else { return false }
    printer.line("switch reader.peek() {")
    for (branch, kinds) in zip(branches, kinds) where !kinds.isEmpty {
      printer.line("case \(kinds.firstBytes):")
      printer.indent { $0.line("guard \(condition(branch, takes: takes)) else { return false }") }
    }
    printer.line("default: return reader.unexpectedKind()")
    printer.line("}")
    return true
  }
}

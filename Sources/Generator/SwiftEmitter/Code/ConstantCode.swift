import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Values that are built once: automata, exact bounds, constants, defaults.
///
/// Each is a `static let` of an enum: made when it is first used, by whichever thread comes first, and never again. As
/// literals inside the functions they would be made for every message.
struct ConstantCode {
  let code: SchemaCode

  func declare(_ printer: inout CodePrinter) {
    printer.blockIfAny("private enum \(code.helpers.constantsEnum) {") { printer in
      for id in code.schema.program.nodes.indices { declare(code.planner.facts(id), &printer) }
      declareDefaults(&printer)
    }
  }

  private func declare(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    let id = facts.id
    for (index, pattern) in facts.patterns.enumerated() { declare(.pattern(id, index), pattern, &printer) }
    for (index, entry) in (facts.object?.patternProperties ?? []).enumerated() {
      declare(.namePattern(id, index), entry.pattern, &printer)
    }
    if let range = facts.range { declare(.range(id), literal(range), &printer) }
    for (index, divisor) in facts.divisors.enumerated() {
      declare(.divisor(id, index), SwiftLiteral.decimal(divisor), &printer)
    }
    if let texts = facts.stringConstants {
      let list = JSONValue.array(texts.map { .string($0) })
      declare(.texts(id), "TextTable(constant: \(SwiftLiteral.string(list.jsonText)))", &printer)
    }
    if let values = facts.constants { declare(.values(id), literal(values), type: "[JSONValue]", &printer) }
  }

  /// The constants that decoders of all structs share, each once.
  ///
  /// A default belongs to the schema that says it, so several structs that have a member of it share one constant.
  private func declareDefaults(_ printer: inout CodePrinter) {
    var done: Set<SchemaNodeID> = []
    for node in code.planner.declared {
      guard case .structure(let plan) = code.declaredPlan(node) else { continue }
      for member in plan.members where code.planner.isStored(member) && !done.contains(member.schema) {
        guard let value = code.defaults.expression(member) else { continue }
        done.insert(member.schema)
        declare(.fallback(member.schema), value, type: code.members.type(member), &printer)
      }
    }
  }

  /// A constant, if anything asked for it.
  func declare(
    _ constant: Constant, _ value: @autoclosure () -> String, type: String? = nil, _ printer: inout CodePrinter
  ) {
    guard code.helpers.isUsed(constant) else { return }
    printer.line("static let \(constant.identifier)\(type.map { ": " + $0 } ?? "") = \(value())")
  }

  /// The pattern is printed above the automaton, which nobody can read.
  private func declare(_ constant: Constant, _ pattern: PatternCheck, _ printer: inout CodePrinter) {
    guard code.helpers.isUsed(constant) else { return }
    printer.comment("`\(SwiftLiteral.comment(pattern.source))`")
    declare(constant, pattern.matcher.swiftLiteral(source: pattern.source), &printer)
  }

  /// As JSON text, too: what counts as equal is then decided by the same code as for a value of a message.
  private func literal(_ values: [JSONValue]) -> String {
    "[" + values.map { "JSONValue(constant: \(SwiftLiteral.string($0.jsonText)))" }.joined(separator: ", ") + "]"
  }

  /// As text: a bound may have more digits than any number type of Swift.
  private func literal(_ range: NumberRange) -> String {
    let bounds: [(String, JSONDecimal?)] = [
      ("minimum", range.minimum), ("maximum", range.maximum), ("exclusiveMinimum", range.exclusiveMinimum),
      ("exclusiveMaximum", range.exclusiveMaximum),
    ]
    let arguments = bounds.compactMap { name, bound in bound.map { "\(name): \(SwiftLiteral.decimal($0))" } }
    return "NumberRange(\(arguments.joined(separator: ", ")))"
  }
}

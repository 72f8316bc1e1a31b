import JSONCore
import SchemaRuntime

/// Numbers: `Int`, `Double`, or `JSONNumber` where neither is exact.
///
/// Bounds of plain numbers are compared right in the code; only numbers that no machine word holds exactly go through
/// decimal arithmetic.
struct NumberCode {
  let code: SchemaCode

  // MARK: decode

  /// What is no `Int` is refused even where the schema accepts it: the type could not hold it, and rounding it in
  /// silence would change the message.
  func decodeInteger(_ facts: NodeFacts, into destination: Destination, _ printer: inout CodePrinter) {
    if !facts.divisors.isEmpty { printer.line("let __start = reader.offset") }
    printer.line("guard let __value = reader.integer() else { \(destination.refusal) }")
    let bounds = (facts.range ?? NumberRange()).integerCondition
    if !bounds.isEmpty { printer.line("guard \(bounds) || reader.mismatch() else { \(destination.refusal) }") }
    checkDivisors(facts, destination.refusal, &printer)
    printer.line(code.store("__value", .integer, destination))
  }

  /// Two ways in: for plain numbers comparing doubles says the same as comparing decimals; for all others the text is
  /// compared.
  func decodeDouble(_ facts: NodeFacts, into destination: Destination, _ printer: inout CodePrinter) {
    let refusal = destination.refusal
    if facts.range != nil || !facts.divisors.isEmpty { printer.line("let __start = reader.offset") }
    let double = code.notesRounding ? "reader.notedDouble()" : "reader.double()"
    let store = code.store("__value", .double, destination)
    let exact = facts.range.map { _ in
      ", reader.exactNumber(at: __start, in: \(code.helpers.constant(.range(facts.id))))"
    }
    if let bounds = facts.range?.plainCondition {
      printer.block("if let __value = reader.plainDouble() {") { printer in
        printer.line("guard \(bounds) || reader.mismatch() else { \(refusal) }")
        printer.line(store)
      }
      printer.block("else {") { printer in
        printer.line("guard let __value = \(double)\(exact ?? "") else { \(refusal) }")
        printer.line(store)
      }
    } else {
      printer.line("guard let __value = \(double)\(exact ?? "") else { \(refusal) }")
      printer.line(store)
    }
    checkDivisors(facts, refusal, &printer)
  }

  /// A number of any size, as its text.
  func decodeExact(_ facts: NodeFacts, into destination: Destination, _ printer: inout CodePrinter) {
    let whole = !facts.types.contains(.number)
    let range = facts.range == nil ? "nil" : code.helpers.constant(.range(facts.id))
    printer.line("let numberStart = reader.mark")
    if !facts.divisors.isEmpty { printer.line("let __start = reader.offset") }
    printer.line("guard reader.number(in: \(range), whole: \(whole)) else { \(destination.refusal) }")
    checkDivisors(facts, destination.refusal, &printer)
    printer.line("reader.reset(to: numberStart)")
    printer.line("guard let number = reader.rawValue() else { \(destination.refusal) }")
    printer.line(code.store("JSONNumber(checked: number)", .number, destination))
  }

  // MARK: check

  func check(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    let whole = !facts.types.contains(.number)
    if !facts.divisors.isEmpty { printer.line("let __start = reader.offset") }
    defer { checkDivisors(facts, .returnsFalse, &printer) }
    guard let range = facts.range else {
      return printer.line("guard reader.\(whole ? "wholeNumber" : "anyNumber")() else { return false }")
    }
    let exact = "reader.number(in: \(code.helpers.constant(.range(facts.id))), whole: \(whole))"
    let bounds = whole ? range.integerCondition : range.plainCondition
    guard let bounds else { return printer.line("guard \(exact) else { return false }") }
    printer.line("if let __value = reader.plain\(whole ? "Integer" : "Double")() {")
    printer.indent { printer in
      if bounds.isEmpty {
        printer.line("_ = __value")
      } else {
        printer.line("guard \(bounds) || reader.mismatch() else { return false }")
      }
    }
    printer.line("} else {")
    printer.indent { $0.line("guard \(exact) else { return false }") }
    printer.line("}")
  }

  /// Behind everything else: whether a number is a multiple is decided on its digits, which takes longest.
  private func checkDivisors(_ facts: NodeFacts, _ refusal: Refusal, _ printer: inout CodePrinter) {
    for index in facts.divisors.indices {
      let divisor = code.helpers.constant(.divisor(facts.id, index))
      printer.line("guard reader.exactMultiple(at: __start, of: \(divisor)) else { \(refusal) }")
    }
  }
}

extension NumberRange {
  /// Bounds on an `Int`; one that lies outside its range is either always or never met.
  ///
  /// A bound beyond 64 bits is folded away here: the compiler would reject the literal.
  fileprivate var integerCondition: String {
    var conditions: [String] = []
    func add(_ bound: JSONDecimal?, lower: Bool, exclusive: Bool) {
      guard let bound else { return }
      let step = lower ? "__value >= " : "__value <= "
      if let exact = bound.int {
        let comparison = exclusive ? (lower ? "__value > " : "__value < ") : step
        conditions.append(comparison + String(exact))
      } else if let part = bound.integerPart(roundedUp: lower) {
        conditions.append(step + String(part))
      } else if lower != bound.isNegative {
        conditions.append("false")
      }
    }
    add(minimum, lower: true, exclusive: false)
    add(exclusiveMinimum, lower: true, exclusive: true)
    add(maximum, lower: false, exclusive: false)
    add(exclusiveMaximum, lower: false, exclusive: true)
    return conditions.isEmpty ? "" : conditions.count == 1 ? conditions[0] : "(\(conditions.joined(separator: " && ")))"
  }

  /// The bounds as a condition on a plain double, where comparing doubles is exact; nil when a bound has too many
  /// digits for that.
  fileprivate var plainCondition: String? {
    let bounds: [(JSONDecimal?, String)] = [
      (minimum, ">="), (exclusiveMinimum, ">"), (maximum, "<="), (exclusiveMaximum, "<"),
    ]
    let given = bounds.compactMap { bound, comparison in bound.map { ($0, comparison) } }
    guard !given.isEmpty, given.allSatisfy({ $0.0.isPlainDouble }) else { return nil }
    return "(" + given.map { "__value \($0.1) \($0.0.text)" }.joined(separator: " && ") + ")"
  }
}

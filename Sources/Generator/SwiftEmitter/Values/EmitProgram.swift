import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// Values that are built once: automata, exact bounds, constants, defaults.
  func emitConstants(_ printer: inout CodePrinter) {
    printer.blockIfAny("private enum \(helpers.constantsEnum) {") { printer in
      for id in schema.program.nodes.indices { emitConstants(of: planner.facts(id), &printer) }
      emitStoredDefaults(&printer)
    }
  }

  private func emitConstants(of facts: NodeFacts, _ printer: inout CodePrinter) {
    let id = facts.id
    for (index, pattern) in facts.patterns.enumerated() { emitAutomaton("pattern\(id)_\(index)", pattern, &printer) }
    for (index, entry) in (facts.object?.patternProperties ?? []).enumerated() {
      emitAutomaton("name\(id)_\(index)", entry.pattern, &printer)
    }
    if let range = facts.range { emitConstant("range\(id)", literal(range), &printer) }
    for (index, divisor) in facts.divisors.enumerated() {
      emitConstant("divisor\(id)_\(index)", SwiftLiteral.decimal(divisor), &printer)
    }
    if let texts = facts.stringConstants {
      let list = JSONValue.array(texts.map { .string($0) })
      emitConstant("texts\(id)", "TextTable(constant: \(SwiftLiteral.string(json(list))))", &printer)
    }
    if let constants = facts.constants {
      emitConstant("values\(id)", literal(constants), type: "[JSONValue]", &printer)
    }
  }

  /// A constant, if anything asked for it.
  func emitConstant(
    _ name: String, _ value: @autoclosure () -> String, type: String? = nil, _ printer: inout CodePrinter
  ) {
    guard helpers.constants.contains(name) else { return }
    printer.line("static let \(name)\(type.map { ": " + $0 } ?? "") = \(value())")
  }

  private func emitAutomaton(_ name: String, _ pattern: PatternCheck, _ printer: inout CodePrinter) {
    guard helpers.constants.contains(name) else { return }
    printer.comment("`\(SwiftLiteral.comment(pattern.source))`")
    emitConstant(name, pattern.matcher.swiftLiteral(source: pattern.source), &printer)
  }

  func json(_ value: JSONValue) -> String {
    var writer = JSONWriter()
    value.write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func literal(_ values: [JSONValue]) -> String {
    "[" + values.map { "JSONValue(constant: \(SwiftLiteral.string(json($0))))" }.joined(separator: ", ") + "]"
  }

  private func literal(_ range: NumberRange) -> String {
    let bounds: [(String, JSONDecimal?)] = [
      ("minimum", range.minimum), ("maximum", range.maximum), ("exclusiveMinimum", range.exclusiveMinimum),
      ("exclusiveMaximum", range.exclusiveMaximum),
    ]
    let arguments = bounds.compactMap { name, bound in bound.map { "\(name): \(SwiftLiteral.decimal($0))" } }
    return "NumberRange(\(arguments.joined(separator: ", ")))"
  }

  // MARK: program

  /// The compiled schema as data, for the interpreter.
  func emitProgram(_ printer: inout CodePrinter) {
    guard helpers.usesProgram else { return }
    printer.block("private enum \(helpers.programEnum) {") { printer in
      let text = SwiftLiteral.string(PackedProgram.text(schema.program))
      let matchers = programMatchers()
      printer.line("static let program = SchemaProgram(")
      printer.line("  packed: \(text)\(matchers.isEmpty ? ")" : ",")")
      if !matchers.isEmpty { printer.line("  matchers: [\(matchers.joined(separator: ", "))])") }
      if helpers.usesInterpreter {
        printer.line("static let interpreter = SchemaInterpreter(program)")
      }
    }
  }

  /// The constants of all patterns, in the order in which the packed program names them.
  private func programMatchers() -> [String] {
    schema.program.nodes.enumerated().flatMap { id, node -> [String] in
      var count = 0
      return node.checks.flatMap { check -> [String] in
        if case .pattern(let check) = check {
          defer { count += 1 }
          return [matcher(check, "pattern\(id)_\(count)")]
        }
        guard case .object(let object) = check else { return [] }
        return object.patternProperties.enumerated().map { matcher($1.pattern, "name\(id)_\($0)") }
      }
    }
  }

  private func matcher(_ check: PatternCheck, _ constant: String) -> String {
    ".\(check.matcher.caseName)(\(helpers.constant(constant)))"
  }

  func literal(_ range: CountRange) -> String {
    let maximum = range.maximum == .max ? "" : ", maximum: \(range.maximum)"
    return "CountRange(minimum: \(range.minimum)\(maximum))"
  }
}

import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// Values that are built once: automata, exact bounds, constants, defaults.
  func emitConstants(_ printer: inout CodePrinter) {
    let checked = Set(reachable())
    printer.block("private enum \(helpers)Constants {") { printer in
      for id in schema.program.nodes.indices {
        let facts = planner.facts(id)
        for (index, pattern) in facts.patterns.enumerated() {
          emitAutomaton("pattern\(id)_\(index)", pattern, &printer)
        }
        for (index, entry) in (facts.object?.patternProperties ?? []).enumerated() {
          emitAutomaton("name\(id)_\(index)", entry.pattern, &printer)
        }
        // The interpreter has the rest in its program.
        guard checked.contains(id) else { continue }
        if let range = facts.range { printer.line("static let range\(id) = \(literal(range))") }
        for (index, divisor) in facts.divisors.enumerated() {
          printer.line("static let divisor\(id)_\(index) = \(SwiftLiteral.decimal(divisor))")
        }
        if let texts = facts.stringConstants, usesTable(facts) {
          let list = json(.array(texts.map { .string($0) }))
          printer.line("static let texts\(id) = TextTable(constant: \(SwiftLiteral.string(list)))")
        }
        if let constants = facts.constants, facts.stringConstants == nil {
          printer.line("static let values\(id): [JSONValue] = \(literal(constants))")
        }
      }
      emitStoredDefaults(&printer)
    }
    printer.line()
  }

  private func emitAutomaton(_ name: String, _ pattern: PatternCheck, _ printer: inout CodePrinter) {
    printer.comment("`\(SwiftLiteral.comment(pattern.source))`")
    printer.line("static let \(name) = \(pattern.matcher.swiftLiteral(source: pattern.source))")
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
    printer.block("private enum \(helpers)Program {") { printer in
      let text = SwiftLiteral.string(PackedProgram.text(schema.program))
      let matchers = programMatchers()
      printer.line("static let program = SchemaProgram(")
      printer.line("  packed: \(text)\(matchers.isEmpty ? ")" : ",")")
      if !matchers.isEmpty { printer.line("  matchers: [\(matchers.joined(separator: ", "))])") }
      if schema.program.nodes.indices.contains(where: { isInterpreted(planner.facts($0)) }) {
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
    ".\(check.matcher.caseName)(\(helpers)Constants.\(constant))"
  }

  func literal(_ range: CountRange) -> String {
    let maximum = range.maximum == .max ? "" : ", maximum: \(range.maximum)"
    return "CountRange(minimum: \(range.minimum)\(maximum))"
  }
}

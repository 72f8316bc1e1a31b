import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// Values that are built once: automata, exact bounds, constants, defaults.
  func emitConstants(_ printer: inout CodePrinter) {
    printer.block("private enum \(helpers)Constants {") { printer in
      for id in schema.program.nodes.indices {
        let facts = planner.facts(id)
        for (index, pattern) in facts.patterns.enumerated() {
          emitAutomaton("pattern\(id)_\(index)", pattern, &printer)
        }
        for (index, entry) in (facts.object?.patternProperties ?? []).enumerated() {
          emitAutomaton("name\(id)_\(index)", entry.pattern, &printer)
        }
        if let range = facts.range { printer.line("static let range\(id) = \(literal(range))") }
        for (index, divisor) in facts.divisors.enumerated() {
          printer.line("static let divisor\(id)_\(index) = \(SwiftLiteral.decimal(divisor))")
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
      printer.block("static let program: SchemaProgram = {", "}()") { printer in
        printer.line("var nodes: [SchemaNode] = []")
        printer.line("nodes.reserveCapacity(\(schema.program.nodes.count))")
        for (id, node) in schema.program.nodes.enumerated() { emitNode(id, node, &printer) }
        printer.line("return SchemaProgram(nodes: nodes, root: \(schema.program.root))")
      }
      if schema.program.nodes.indices.contains(where: { planner.facts($0).isInterpreted }) {
        printer.line("static let interpreter = SchemaInterpreter(program)")
      }
    }
  }

  private func emitNode(_ id: SchemaNodeID, _ node: SchemaNode, _ printer: inout CodePrinter) {
    var pattern = 0
    printer.line("nodes.append(SchemaNode(location: \(SwiftLiteral.string(node.location)), checks: []))")
    for check in node.checks {
      printer.line("nodes[\(id)].checks.append(\(literal(check, id, &pattern)))")
    }
  }

  private func literal(_ check: SchemaCheck, _ id: SchemaNodeID, _ pattern: inout Int) -> String {
    switch check {
    case .never: return ".never"
    case .type(let set): return ".type(JSONTypeSet(rawValue: \(set.rawValue)))"
    case .const(let value): return ".const(JSONValue(constant: \(SwiftLiteral.string(json(value)))))"
    case .enumeration(let values): return ".enumeration(\(literal(values)))"
    case .range(let range): return ".range(\(literal(range)))"
    case .multipleOf(let value): return ".multipleOf(\(SwiftLiteral.decimal(value)))"
    case .length(let range): return ".length(\(literal(range)))"
    case .pattern(let check):
      defer { pattern += 1 }
      return ".pattern(\(literal(check, "pattern\(id)_\(pattern)")))"
    case .format(let format): return ".format(.\(format))"
    case .object(let check): return ".object(\(literal(check, id)))"
    case .array(let check): return ".array(\(literal(check)))"
    case .integerNotation: return ".integerNotation"
    case .contains(let check):
      return ".contains(ContainsCheck(schema: \(check.schema), count: \(literal(check.count)), "
        + "evaluates: \(check.evaluates)))"
    case .dependent(let check): return ".dependent(\(literal(check)))"
    case .dynamicReference(let target, let keyword): return ".dynamicReference(\(target), .\(keyword))"
    case .conditional(let check):
      return ".conditional(ConditionalCheck(condition: \(check.condition), "
        + "consequence: \(check.consequence.map(String.init) ?? "nil"), "
        + "alternative: \(check.alternative.map(String.init) ?? "nil")))"
    case .unevaluatedProperties(let target): return ".unevaluatedProperties(\(target))"
    case .unevaluatedItems(let target): return ".unevaluatedItems(\(target))"
    case .reference(let target): return ".reference(\(target))"
    case .allOf(let branches): return ".allOf(\(branches))"
    case .anyOf(let branches): return ".anyOf(\(branches))"
    case .oneOf(let check): return ".oneOf(\(literal(check)))"
    case .not(let target): return ".not(\(target))"
    }
  }

  private func literal(_ check: DependentCheck) -> String {
    let entries = check.entries.map {
      ".init(name: \(SwiftLiteral.string($0.name)), required: \(literal($0.required)), "
        + "schema: \($0.schema.map(String.init) ?? "nil"))"
    }
    return "DependentCheck(keyword: .\(check.keyword), entries: [\(entries.joined(separator: ", "))])"
  }

  func literal(_ range: CountRange) -> String {
    let maximum = range.maximum == .max ? "" : ", maximum: \(range.maximum)"
    return "CountRange(minimum: \(range.minimum)\(maximum))"
  }

  private func literal(_ check: PatternCheck, _ constant: String) -> String {
    "PatternCheck(source: \(SwiftLiteral.string(check.source)), "
      + "matcher: .\(check.matcher.caseName)(\(helpers)Constants.\(constant)))"
  }

  private func literal(_ names: [JSONString]) -> String {
    "[" + names.map(SwiftLiteral.string).joined(separator: ", ") + "]"
  }

  private func literal(_ check: ObjectCheck, _ id: SchemaNodeID) -> String {
    let properties = check.properties.map { ".init(name: \(SwiftLiteral.string($0.name)), schema: \($0.schema))" }
    let patterns = check.patternProperties.enumerated().map { index, entry in
      "(pattern: \(literal(entry.pattern, "name\(id)_\(index)")), schema: \(entry.schema))"
    }
    let additional: String
    switch check.additional {
    case .open: additional = ".open"
    case .closed: additional = ".closed"
    case .schema(let target): additional = ".schema(\(target))"
    }
    return "ObjectCheck(properties: [\(properties.joined(separator: ", "))], required: \(literal(check.required)), "
      + "patternProperties: [\(patterns.joined(separator: ", "))], additional: \(additional), "
      + "propertyNames: \(check.propertyNames.map(String.init) ?? "nil"), count: \(literal(check.count))"
      + (check.declaresOpen ? ", declaresOpen: true)" : ")")
  }

  private func literal(_ check: ArrayCheck) -> String {
    "ArrayCheck(prefixItems: \(check.prefixItems), items: \(check.items.map(String.init) ?? "nil"), "
      + "count: \(literal(check.count)), uniqueItems: \(check.uniqueItems)"
      + (check.isItemsArray ? ", isItemsArray: true)" : ")")
  }

  private func literal(_ check: OneOfCheck) -> String {
    guard let discriminator = check.discriminator else { return "OneOfCheck(branches: \(check.branches))" }
    return "OneOfCheck(branches: \(check.branches), discriminator: .init(property: "
      + "\(SwiftLiteral.string(discriminator.property)), tags: \(literal(discriminator.tags))))"
  }
}

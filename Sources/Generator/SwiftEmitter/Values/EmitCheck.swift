import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// Whether a node asserts anything at all.
  func needsCheck(_ facts: NodeFacts) -> Bool { !schema.program.nodes[facts.id].checks.isEmpty }

  func emitCheckCall(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    let call = needsCheck(planner.facts(node)) ? "\(helpers)Checks.check\(node)(&reader)" : "reader.skipValue()"
    printer.line("guard \(call) else { return false }")
  }

  /// One function per node: takes a value and tells whether it is valid.
  func emitChecks(_ printer: inout CodePrinter) {
    printer.block("private enum \(helpers)Checks {") { printer in
      for node in reachable() where needsCheck(planner.facts(node)) {
        printer.block("static func check\(node)(_ reader: inout JSONReader) -> Bool {") { printer in
          emitCheckBody(planner.facts(node), &printer)
          printer.line("return true")
        }
        printer.line()
      }
    }
    printer.line()
  }

  /// Every node that a check function may call, in order.
  private func reachable() -> [SchemaNodeID] {
    var found: Set<SchemaNodeID> = []
    var pending = [planner.resolved(schema.program.root)]
    while let node = pending.popLast() {
      guard found.insert(node).inserted else { continue }
      pending += planner.facts(node).children.map(planner.resolved)
    }
    return found.sorted()
  }

  private func emitCheckBody(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    if facts.isNever { return printer.line("guard reader.mismatch() else { return false }") }
    if facts.isInterpreted {
      return printer.line(
        "guard \(helpers)Program.interpreter.accepts(&reader, node: \(facts.id)) else { return false }")
    }
    emitApplicators(facts, &printer)
    if facts.constants != nil, facts.stringConstants == nil {
      printer.line(
        "guard reader.probe({ $0.constant(among: \(helpers)Constants.values\(facts.id)) }) || reader.mismatch() else { return false }"
      )
    }
    let kinds = JSONKind.kinds(of: facts.admittedTypes).sorted { $0.rawValue < $1.rawValue }
    if kinds.count == 1 { return emitKind(kinds[0], facts, &printer) }
    let special = kinds.filter { hasChecks(for: $0, facts) }
    if special.isEmpty, kinds.count == JSONKind.allCases.count {
      return printer.line("guard reader.skipValue() else { return false }")
    }
    printer.line("guard let kind = reader.peekKind() else { return false }")
    printer.line("switch kind {")
    for kind in special {
      printer.line("case .\(kind):")
      printer.indent { emitKind(kind, facts, &$0) }
    }
    let plain = kinds.filter { !special.contains($0) }
    if !plain.isEmpty {
      printer.line("case \(plain.map { ".\($0)" }.joined(separator: ", ")):")
      printer.indent { $0.line("guard reader.skipValue() else { return false }") }
    }
    if kinds.count < JSONKind.allCases.count { printer.line("default: return reader.mismatch()") }
    printer.line("}")
  }

  private func hasChecks(for kind: JSONKind, _ facts: NodeFacts) -> Bool {
    switch kind {
    case .null, .boolean: false
    case .number: facts.range != nil || !facts.divisors.isEmpty || !facts.types.contains(.number)
    case .string:
      facts.length != nil || !facts.patterns.isEmpty || !facts.formats.isEmpty || facts.stringConstants != nil
    case .array: facts.array != nil
    case .object: facts.object != nil
    }
  }

  private func emitApplicators(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    for target in facts.references + facts.all { printer.line("guard \(probe(target)) else { return false }") }
    for branches in facts.any {
      let probes = branches.map(probe).joined(separator: " || ")
      printer.line("guard \(probes) || reader.mismatch() else { return false }")
    }
    for one in facts.one { emitOneOf(one, &printer) }
    for target in facts.not { printer.line("guard !\(probe(target)) || reader.mismatch() else { return false }") }
    for check in facts.conditionals { emitConditional(check, &printer) }
    for check in facts.contains { emitContains(check, &printer) }
    for check in facts.dependents { emitDependents(check, &printer) }
  }

  func probe(_ node: SchemaNodeID) -> String {
    "reader.probe({ \(checkCall(node)) })"
  }

  /// The call that checks the next value of `$0`.
  private func checkCall(_ node: SchemaNodeID) -> String {
    let node = planner.resolved(node)
    return needsCheck(planner.facts(node)) ? "\(helpers)Checks.check\(node)(&$0)" : "$0.skipValue()"
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

  private func emitOneOf(_ one: OneOfCheck, _ printer: inout CodePrinter) {
    guard let discriminator = one.discriminator else {
      printer.block("do {") { printer in
        printer.line("var matches = 0")
        for branch in one.branches { printer.line("if \(probe(branch)) { matches += 1 }") }
        printer.line("guard matches == 1 || reader.mismatch() else { return false }")
      }
      return
    }
    printer.line("guard reader.tag(\(Array(discriminator.property.bytes))) else { return false }")
    printer.block("tagged: do {") { printer in
      emitTokenSwitch(discriminator.tags, &printer) { index, printer in
        printer.line("guard \(probe(one.branches[index])) else { return reader.mismatch() }")
        printer.line("break tagged")
      }
      printer.line("return reader.mismatch()")
    }
  }

  // MARK: kinds

  private func emitKind(_ kind: JSONKind, _ facts: NodeFacts, _ printer: inout CodePrinter) {
    let value = Value(target: nil)
    switch kind {
    case .null: printer.line("guard reader.null() else { return false }")
    case .boolean: printer.line("guard reader.boolean() != nil else { return false }")
    case .number: emitNumberCheck(facts, &printer)
    case .string:
      emitStringToken(facts, value, &printer)
      if let strings = facts.stringConstants {
        printer.block("known: do {") { printer in
          emitTokenSwitch(strings, &printer) { _, printer in printer.line("break known") }
          printer.line("return reader.mismatch()")
        }
      }
    case .array: emitArrayCheck(facts, &printer)
    case .object: emitObjectCheck(facts, &printer)
    }
  }

  private func emitNumberCheck(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    let whole = !facts.types.contains(.number)
    if facts.range == nil, facts.divisors.isEmpty {
      return printer.line("guard reader.\(whole ? "wholeNumber" : "anyNumber")() else { return false }")
    }
    if !facts.divisors.isEmpty { printer.line("let start = reader.offset") }
    let range = facts.range == nil ? "nil" : "\(helpers)Constants.range\(facts.id)"
    printer.line("guard reader.number(in: \(range), whole: \(whole)) else { return false }")
    for index in facts.divisors.indices {
      printer.line(
        "guard reader.exactMultiple(at: start, of: \(helpers)Constants.divisor\(facts.id)_\(index)) else { return false }"
      )
    }
  }

  private func emitArrayCheck(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    guard let array = facts.array else {
      return printer.line("guard reader.skipValue(of: .array) else { return false }")
    }
    if array.uniqueItems { printer.line("let arrayStart = reader.offset") }
    printer.line("guard reader.beginArray() else { return false }")
    let counts = array.count != .any || !array.prefixItems.isEmpty
    if counts { printer.line("var elementCount = 0") }
    printer.block("if !reader.emptyArray() {") { printer in
      printer.block("repeat {", "} while reader.comma()") { printer in
        if array.prefixItems.isEmpty {
          emitElement(array.items, &printer)
        } else {
          printer.line("switch elementCount {")
          for (index, item) in array.prefixItems.enumerated() {
            printer.line("case \(index):")
            printer.indent { emitElement(item, &$0) }
          }
          printer.line("default:")
          printer.indent { emitElement(array.items, &$0) }
          printer.line("}")
        }
        if counts { printer.line("elementCount += 1") }
      }
      printer.line("guard reader.endArray() else { return false }")
    }
    if array.count != .any {
      printer.line("guard \(countCondition("elementCount", array.count)) || reader.mismatch() else { return false }")
    }
    if array.uniqueItems { printer.line("guard reader.uniqueElements(at: arrayStart) else { return false }") }
  }

  private func emitElement(_ item: SchemaNodeID?, _ printer: inout CodePrinter) {
    if let item {
      emitCheckCall(planner.resolved(item), &printer)
    } else {
      printer.line("guard reader.skipValue() else { return false }")
    }
  }

  private func emitObjectCheck(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    guard let object = facts.object else {
      return printer.line("guard reader.skipValue(of: .object) else { return false }")
    }
    let closed = if case .closed = object.additional { object.patternProperties.isEmpty } else { false }
    let loop = ObjectLoop(
      names: object.properties.map(\.name), required: object.required, tracksOthers: !closed, count: object.count,
      refusal: "return false")
    emitObjectLoop(
      loop, &printer,
      beforeKnown: { emitNameChecks(facts, object, &$0) },
      known: { index, printer in
        emitPatternValues(object, &printer)
        guard index < object.properties.count else { return emitOther(object, tracked: true, &printer) }
        emitCheckCall(planner.resolved(object.properties[index].schema), &printer)
      },
      other: { emitOther(object, tracked: false, &$0) })
  }

  private func emitNameChecks(_ facts: NodeFacts, _ object: ObjectCheck, _ printer: inout CodePrinter) {
    if let names = object.propertyNames {
      let node = planner.resolved(names)
      if needsCheck(planner.facts(node)) {
        printer.line(
          "guard reader.nameAsValue({ \(helpers)Checks.check\(node)(&$0) }) || reader.mismatch() else { return false }")
      }
    }
    for index in object.patternProperties.indices {
      printer.line(
        "let matches\(index) = reader.tokenSelects(\(helpers)Constants.name\(facts.id)_\(index))")
    }
  }

  /// The schemas of the patterns that the name matched, each over the same value.
  private func emitPatternValues(_ object: ObjectCheck, _ printer: inout CodePrinter) {
    for (index, entry) in object.patternProperties.enumerated() {
      printer.line("if matches\(index) { guard \(probe(entry.schema)) else { return false } }")
    }
  }

  /// A member that `properties` does not name. `tracked`: its repetition is noticed elsewhere.
  private func emitOther(_ object: ObjectCheck, tracked: Bool, _ printer: inout CodePrinter) {
    let closed = if case .closed = object.additional { true } else { false }
    if closed, object.patternProperties.isEmpty {
      return printer.line("guard reader.mismatch() else { return false }")
    }
    if !tracked { printer.line("guard reader.noteKey(keyLevel) else { return false }") }
    if !object.patternProperties.isEmpty {
      let any = object.patternProperties.indices.map { "matches\($0)" }.joined(separator: " || ")
      printer.block("if \(any) {") { printer in
        if !tracked { emitPatternValues(object, &printer) }
        printer.line("guard reader.skipValue() else { return false }")
        printer.line("continue")
      }
    }
    switch object.additional {
    case .closed: printer.line("guard reader.mismatch() else { return false }")
    case .open: printer.line("guard reader.skipValue() else { return false }")
    case .schema(let node): emitCheckCall(planner.resolved(node), &printer)
    }
  }
}

extension NodeFacts {
  /// The nodes this one refers to.
  var children: [SchemaNodeID] {
    var children = references + all + any.joined() + one.flatMap(\.branches) + not
    if let object {
      children += object.properties.map(\.schema) + object.patternProperties.map(\.schema)
      if let names = object.propertyNames { children.append(names) }
      if case .schema(let node) = object.additional { children.append(node) }
    }
    for check in conditionals {
      children += [check.condition, check.consequence, check.alternative].compactMap { $0 }
    }
    children += contains.map(\.schema) + dependents.flatMap(\.entries).compactMap(\.schema)
    if let array { children += array.prefixItems + (array.items.map { [$0] } ?? []) }
    return children
  }
}

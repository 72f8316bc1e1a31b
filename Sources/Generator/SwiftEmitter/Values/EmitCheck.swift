import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// Whether a node asserts anything at all.
  func needsCheck(_ facts: NodeFacts) -> Bool { !schema.program.nodes[facts.id].checks.isEmpty }

  /// Takes the next value and judges it: a scalar right here, anything else through its function.
  func emitCheckCall(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    let facts = planner.facts(node)
    guard needsCheck(facts) else { return printer.line("guard reader.skipValue() else { return false }") }
    if isScalar(facts) { return emitCheckBody(facts, &printer) }
    printer.line("guard \(check(node)) else { return false }")
  }

  /// One kind of value besides null, nothing that holds others, no other subschema.
  private func isScalar(_ facts: NodeFacts) -> Bool {
    let kinds = JSONKind.kinds(of: facts.admittedTypes).subtracting([.null])
    let plain = facts.constants == nil || facts.stringConstants != nil
    return kinds.count <= 1 && plain && !facts.isNever && !facts.hasApplicators && !kinds.contains(.array)
      && !kinds.contains(.object)
  }

  /// The condition that takes the next value if it is valid.
  func check(_ node: SchemaNodeID) -> String {
    let node = planner.resolved(node)
    return needsCheck(planner.facts(node)) ? "\(helpers.check(node))(&reader)" : "reader.skipValue()"
  }

  /// One function for each node whose verdict something asks for: takes a value and tells whether it is valid.
  func emitChecks(_ printer: inout CodePrinter) {
    var functions: [SchemaNodeID: CodePrinter] = [:]
    while let node = helpers.nextCheck() {
      var function = printer.nested()
      function.block("static func check\(node)(_ reader: inout JSONReader) -> Bool {") { printer in
        emitCheckBody(planner.facts(node), &printer)
        printer.line("return true")
      }
      functions[node] = function
    }
    printer.blockIfAny("private enum \(helpers.checksEnum) {") { printer in
      for (_, function) in functions.sorted(by: { $0.key < $1.key }) { printer.append(function) }
    }
  }

  /// Whether the interpreter gives the verdict on a node.
  func isInterpreted(_ facts: NodeFacts) -> Bool { facts.isInterpreted || planner.wideUnions.contains(facts.id) }

  private func emitCheckBody(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    if facts.isNever { return printer.line("guard reader.mismatch() else { return false }") }
    if isInterpreted(facts) {
      return printer.line(
        "guard \(helpers.interpreter()).accepts(&reader, node: \(facts.id)) else { return false }")
    }
    if emitApplicators(facts, &printer) { return }
    if facts.constants != nil, facts.stringConstants == nil {
      printer.line(
        "guard reader.probe({ $0.constant(among: \(helpers.constant("values\(facts.id)"))) }) || reader.mismatch() else { return false }"
      )
    }
    let kinds = JSONKind.kinds(of: facts.admittedTypes).sorted { $0.rawValue < $1.rawValue }
    if kinds.count == 1 { return emitKind(kinds[0], facts, &printer) }
    if kinds.count == 2, kinds[0] == .null { return emitNullOr(kinds[1], facts, &printer) }
    let special = kinds.filter { hasChecks(for: $0, facts) }
    if special.isEmpty, kinds.count == JSONKind.allCases.count {
      return printer.line("guard reader.skipValue() else { return false }")
    }
    printer.line("switch reader.peek() {")
    for kind in special {
      printer.line("case \(Self.firstBytes(kind)):")
      printer.indent { emitKind(kind, facts, &$0) }
    }
    let plain = kinds.filter { !special.contains($0) }
    if !plain.isEmpty {
      printer.line("case \(plain.map(Self.firstBytes).joined(separator: ", ")):")
      printer.indent { $0.line("guard reader.skipValue() else { return false }") }
    }
    printer.line("default: return reader.unexpectedKind()")
    printer.line("}")
  }

  private func emitNullOr(_ kind: JSONKind, _ facts: NodeFacts, _ printer: inout CodePrinter) {
    printer.line("if reader.peek() == 0x6E {")
    printer.indent { $0.line("guard reader.null() else { return false }") }
    printer.line("} else {")
    printer.indent { emitKind(kind, facts, &$0) }
    printer.line("}")
  }

  /// The bytes that values of a kind begin with, as the pattern of a case.
  static func firstBytes(_ kind: JSONKind) -> String {
    switch kind {
    case .null: "0x6E"
    case .boolean: "0x74, 0x66"
    case .number: "0x2D, 0x30...0x39"
    case .string: "0x22"
    case .array: "0x5B"
    case .object: "0x7B"
    }
  }

  func hasChecks(for kind: JSONKind, _ facts: NodeFacts) -> Bool {
    switch kind {
    case .null, .boolean: false
    case .number: facts.range != nil || !facts.divisors.isEmpty || !facts.types.contains(.number)
    case .string:
      facts.length != nil || !facts.patterns.isEmpty || !facts.formats.isEmpty || facts.stringConstants != nil
    case .array: facts.array != nil
    case .object: facts.object != nil
    }
  }

  // MARK: kinds

  private func emitKind(_ kind: JSONKind, _ facts: NodeFacts, _ printer: inout CodePrinter) {
    switch kind {
    case .null: printer.line("guard reader.null() else { return false }")
    case .boolean: printer.line("guard reader.boolean() != nil else { return false }")
    case .number: emitNumberCheck(facts, &printer)
    case .string: emitStringCheck(facts, &printer)
    case .array: emitArrayCheck(facts, &printer)
    case .object: emitObjectCheck(facts, &printer)
    }
  }

  private func emitStringCheck(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    if facts.stringConstants != nil {
      printer.line("guard \(helpers.lookup("value\(facts.id)"))(&reader) >= 0 else { return false }")
    } else if facts.patterns.isEmpty, facts.formats.isEmpty {
      printer.line("guard reader.skipText(\(lengthArguments(facts))) else { return false }")
    } else {
      emitStringToken(facts, Value(), &printer)
    }
  }

  /// Bounds of plain numbers are compared right here; other numbers are of any size and compared exactly.
  private func emitNumberCheck(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    let whole = !facts.types.contains(.number)
    let value = Value()
    if !facts.divisors.isEmpty { printer.line("let __start = reader.offset") }
    defer { emitDivisors(facts, value, &printer) }
    guard let range = facts.range else {
      return printer.line("guard reader.\(whole ? "wholeNumber" : "anyNumber")() else { return false }")
    }
    let exact = "reader.number(in: \(helpers.constant("range\(facts.id)")), whole: \(whole))"
    let bounds = whole ? integerBounds(range) : plainBounds(range)
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

  private func emitArrayCheck(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    guard let array = facts.array else {
      return printer.line("guard reader.skipValue(of: .array) else { return false }")
    }
    if array.uniqueItems { printer.line("let __arrayStart = reader.offset") }
    printer.line("guard reader.beginArray() else { return false }")
    let counts = array.count != .any || !array.prefixItems.isEmpty
    if counts { printer.line("var __elements = 0") }
    printer.block("if !reader.emptyArray() {") { printer in
      printer.block("repeat {", "} while reader.comma()") { printer in
        if array.prefixItems.isEmpty {
          emitElement(array.items, &printer)
        } else {
          printer.line("switch __elements {")
          for (index, item) in array.prefixItems.enumerated() {
            printer.line("case \(index):")
            printer.indent { emitElement(item, &$0) }
          }
          printer.line("default:")
          printer.indent { emitElement(array.items, &$0) }
          printer.line("}")
        }
        if counts { printer.line("__elements += 1") }
      }
      printer.line("guard reader.endArray() else { return false }")
    }
    if array.count != .any {
      printer.line("guard \(countCondition("__elements", array.count)) || reader.mismatch() else { return false }")
    }
    if array.uniqueItems { printer.line("guard reader.uniqueElements(at: __arrayStart) else { return false }") }
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
      lookup: "member\(facts.id)", names: object.properties.map(\.name), required: object.required,
      tracksOthers: !closed,
      count: object.count, refusal: "return false")
    let looks = object.propertyNames.map { needsCheck(planner.facts(planner.resolved($0))) } ?? false
    emitObjectLoop(
      loop, &printer,
      beforeKnown: looks || !object.patternProperties.isEmpty ? { emitNameChecks(facts, object, &$0) } : nil,
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
          "guard reader.nameAsValue({ \(helpers.check(node))(&$0) }) || reader.mismatch() else { return false }")
      }
    }
    for index in object.patternProperties.indices {
      printer.line(
        "let __matches\(index) = reader.tokenSelects(\(helpers.constant("name\(facts.id)_\(index)")))")
    }
  }

  /// The schemas of the patterns that the name matched, each over the same value.
  private func emitPatternValues(_ object: ObjectCheck, _ printer: inout CodePrinter) {
    for (index, entry) in object.patternProperties.enumerated() {
      printer.line("if __matches\(index) { guard \(probe(entry.schema)) else { return false } }")
    }
  }

  /// A member that `properties` does not name. `tracked`: its repetition is noticed elsewhere.
  private func emitOther(_ object: ObjectCheck, tracked: Bool, _ printer: inout CodePrinter) {
    let closed = if case .closed = object.additional { true } else { false }
    if closed, object.patternProperties.isEmpty {
      return printer.line("guard reader.mismatch() else { return false }")
    }
    if !tracked { printer.line("guard reader.noteKey(__level) else { return false }") }
    guard !object.patternProperties.isEmpty else { return emitAdditionalCheck(object, &printer) }
    let any = object.patternProperties.indices.map { "__matches\($0)" }.joined(separator: " || ")
    printer.line("if \(any) {")
    printer.indent { printer in
      if !tracked { emitPatternValues(object, &printer) }
      printer.line("guard reader.skipValue() else { return false }")
    }
    printer.line("} else {")
    printer.indent { emitAdditionalCheck(object, &$0) }
    printer.line("}")
  }

  private func emitAdditionalCheck(_ object: ObjectCheck, _ printer: inout CodePrinter) {
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
    var children = references + all + (any + one).flatMap(\.branches) + not
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

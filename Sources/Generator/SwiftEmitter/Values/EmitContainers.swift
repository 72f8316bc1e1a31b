import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Maps and tuples: containers whose parts have no names in Swift.
extension SchemaEmitter {
  /// An object as a map: names noted so that none comes twice, values in the order they came.
  func emitMap(
    _ facts: NodeFacts, _ element: SchemaNodeID?, _ place: String, _ value: Value, _ printer: inout CodePrinter
  ) {
    let level = Self.level(below: place)
    let (item, list) = ("element\(level)", "members\(level)")
    let type = element.map { self.type(of: $0) } ?? "JSONSlice"
    printer.line("var \(list): [JSONMember<\(type)>] = []")
    printer.line("guard reader.beginObject() else { \(value.refusal) }")
    printer.block("if !reader.emptyObject() {") { printer in
      printer.line("let keyLevel\(level) = reader.beginKeys()")
      emitElements("JSONMember<\(type)>", list, value, &printer) { printer in
        printer.line("guard reader.key(), reader.noteKey(keyLevel\(level)) else { return nil }")
        printer.line("let name\(level) = reader.takeString()")
        emitMapValue(element, item, "return nil", &printer)
        printer.line("return JSONMember(name: name\(level), value: \(item))")
      }
      printer.line("reader.endKeys(keyLevel\(level))")
      printer.line("guard reader.endObject() else { \(value.refusal) }")
    }
    if let count = facts.object?.count, count != .any {
      printer.line("guard \(countCondition("\(list).count", count)) || reader.mismatch() else { \(value.refusal) }")
    }
    printer.line(store("JSONMap(distinct: \(list))", .map(value: element), place, value))
  }

  /// Fills a list with what `body` reads and returns, one or more.
  func emitElements(
    _ type: String, _ list: String, _ value: Value, _ printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
  ) {
    printer.block(
      "let all: [\(type)]? = reader.elements { (reader: inout JSONReader) -> (\(type))? in", "}", body)
    printer.line("guard let all else { \(value.refusal) }")
    printer.line("\(list) = all")
  }

  private func emitMapValue(
    _ element: SchemaNodeID?, _ item: String, _ refusal: String, _ printer: inout CodePrinter
  ) {
    guard let element else { return printer.line("guard let \(item) = reader.rawValue() else { \(refusal) }") }
    emitConstant(item, element, refusal, &printer)
  }

  func emitMapWrite(_ value: SchemaNodeID?, _ expression: String, depth: Int, _ code: inout SerializerCode) {
    code.block("writer.object(\(expression).members) { member\(depth), writer in") { code in
      emitMemberWrite(value.map(plan) ?? .raw, "member\(depth)", depth: depth, &code)
    }
  }

  // MARK: tuples

  func emitTuple(_ plan: TuplePlan, _ printer: inout CodePrinter) {
    printer.block("public struct \(plan.name): Sendable, Hashable {") { printer in
      for element in plan.elements { emitProperty(element, &printer) }
      if let rest = restType(plan) {
        printer.comment("The elements behind the named ones.")
        printer.line("public var rest: [\(rest)]")
      }
      printer.line()
      emitInitializer(plan.elements, additional: restType(plan).map { ("rest", "[\($0)]") }, &printer)
    }
  }

  private func restType(_ plan: TuplePlan) -> String? {
    switch plan.rest {
    case .none: nil
    case .raw: "JSONSlice"
    case .typed(let node): type(of: node)
    }
  }

  func emitTupleDecode(_ plan: TuplePlan, _ printer: inout CodePrinter) {
    let array = planner.facts(plan.node).array ?? ArrayCheck()
    emitBlank(.tuple(plan), plan.elements, rest: restType(plan) == nil ? nil : "rest", &printer)
    emitReading(.tuple(plan), isRoot: isRoot(plan.node), &printer) { printer in
      emitPrecheck(plan.node, .tuple(plan), Value(), &printer)
      if array.uniqueItems { printer.line("let arrayStart = reader.offset") }
      printer.line("var elementCount = 0")
      printer.line("guard reader.beginArray() else { return false }")
      printer.block("if !reader.emptyArray() {") { printer in
        printer.block("repeat {", "} while reader.comma()") { emitTupleElements(plan, &$0) }
        printer.line("guard reader.endArray() else { return false }")
      }
      if array.count != .any {
        printer.line("guard \(countCondition("elementCount", array.count)) || reader.mismatch() else { return false }")
      }
      if array.uniqueItems { printer.line("guard reader.uniqueElements(at: arrayStart) else { return false }") }
    }
  }

  private func emitTupleElements(_ plan: TuplePlan, _ printer: inout CodePrinter) {
    printer.line("switch elementCount {")
    for (index, element) in plan.elements.enumerated() {
      printer.line("case \(index):")
      printer.indent { emitMember(element, &$0) }
    }
    printer.line("default:")
    printer.indent { printer in
      switch plan.rest {
      case .none: printer.line("guard reader.mismatch() else { return false }")
      case .raw:
        printer.line("guard let element1 = reader.rawValue() else { return false }")
        printer.line("value.rest.append(element1)")
      case .typed(let node):
        emitConstant("element1", node, "return false", &printer)
        printer.line("value.rest.append(element1)")
      }
    }
    printer.line("}")
    printer.line("elementCount += 1")
  }

  /// Missing elements can only be missing at the end: nothing is written behind the first one that is.
  func emitTupleWrite(_ plan: TuplePlan, _ printer: inout CodePrinter) {
    emitSerializer(&printer) { code in
      code.text("[")
      code.block("elements: do {") { code in
        for (index, element) in plan.elements.enumerated() {
          if element.isOptional { code.statement("if self.\(element.stored) == nil { break elements }") }
          if index > 0 { code.text(",") }
          emitWrite(
            memberPlan(element), "self.\(element.stored)\(element.isOptional ? "!" : "")", depth: 0, &code)
        }
        emitRestWrite(plan, &code)
      }
      code.text("]")
    }
  }

  private func emitRestWrite(_ plan: TuplePlan, _ code: inout SerializerCode) {
    guard restType(plan) != nil else { return }
    code.block("writer.members(self.rest) { element, writer in") { code in
      let element = if case .typed(let node) = plan.rest { self.plan(node) } else { TypePlan.raw }
      emitWrite(element, "element", depth: 0, &code)
    }
  }
}

import SchemaCompiler
import SchemaRuntime

/// Arrays whose first elements have schemas of their own: a struct. They are checked as all arrays are.
///
/// A struct and no Swift tuple: tuples have no conformances, so nothing that holds one could be compared or hashed.
struct TupleCode {
  let code: SchemaCode

  // MARK: declare

  func declare(_ plan: TuplePlan, _ printer: inout CodePrinter) {
    printer.block("public struct \(plan.name): Sendable, Hashable {") { printer in
      for element in plan.elements { code.members.declare(element, &printer) }
      if let rest = restType(plan) {
        printer.comment("The elements behind the named ones.")
        printer.line("public var rest: [\(rest)]")
      }
      printer.line()
      code.members.declareInitializer(plan.elements, others: restType(plan).map { ("rest", "[\($0)]") }, &printer)
    }
  }

  private func restType(_ plan: TuplePlan) -> String? {
    switch plan.rest {
    case .none: nil
    case .raw: "JSONSlice"
    case .typed(let node): code.type(of: node)
    }
  }

  // MARK: decode

  func decode(_ plan: TuplePlan, _ printer: inout CodePrinter) {
    let array = code.planner.facts(plan.node).array ?? ArrayCheck()
    code.blanks.declare(.tuple(plan), plan.elements, rest: restType(plan) == nil ? nil : "rest", &printer)
    code.decoders.declare(.tuple(plan), of: plan.node, &printer) { printer in
      code.precheck(plan.node, .tuple(plan), .returnsFalse, &printer)
      if array.uniqueItems { printer.line("let arrayStart = reader.offset") }
      printer.line("var elementCount = 0")
      printer.line("guard reader.beginArray() else { return false }")
      printer.block("if !reader.emptyArray() {") { printer in
        printer.block("repeat {", "} while reader.comma()") { decodeNext(plan, &$0) }
        printer.line("guard reader.endArray() else { return false }")
      }
      printer.require(array.count, of: "elementCount", .returnsFalse)
      if array.uniqueItems { printer.line("guard reader.uniqueElements(at: arrayStart) else { return false }") }
    }
  }

  /// A switch over the number of elements so far: the elements have different types, so there is nothing to loop over.
  private func decodeNext(_ plan: TuplePlan, _ printer: inout CodePrinter) {
    printer.line("switch elementCount {")
    for (index, element) in plan.elements.enumerated() {
      printer.line("case \(index):")
      printer.indent { code.members.decode(element, &$0) }
    }
    printer.line("default:")
    printer.indent { printer in
      switch plan.rest {
      case .none: printer.line("guard reader.mismatch() else { return false }")
      case .raw:
        printer.line("guard let element1 = reader.rawValue() else { return false }")
        printer.line("value.rest.append(element1)")
      case .typed(let node):
        code.readConstant(node, into: .element(1, .returnsFalse), &printer)
        printer.line("value.rest.append(element1)")
      }
    }
    printer.line("}")
    printer.line("elementCount += 1")
  }

  // MARK: write

  /// Missing elements can only be missing at the end: nothing is written behind the first one that is.
  ///
  /// A labelled block and not nested conditions: twenty optional elements would be twenty levels of braces.
  func write(_ plan: TuplePlan, _ printer: inout CodePrinter) {
    printer.serializer { out in
      out.text("[")
      out.block("elements: do {") { out in
        for (index, element) in plan.elements.enumerated() {
          if element.isOptional { out.statement("if self.\(element.stored) == nil { break elements }") }
          if index > 0 { out.text(",") }
          code.write(
            code.planner.plan(of: element), "self.\(element.stored)\(element.isOptional ? "!" : "")", depth: 0,
            &out)
        }
        writeRest(plan, &out)
      }
      out.text("]")
    }
  }

  /// Each brings its comma along, as the named elements in front of it are always there when it is not empty.
  private func writeRest(_ plan: TuplePlan, _ out: inout SerializerCode) {
    guard restType(plan) != nil else { return }
    out.block("writer.members(self.rest) { element, writer in") { out in
      let element = if case .typed(let node) = plan.rest { code.plan(node) } else { TypePlan.raw }
      code.write(element, "element", depth: 0, &out)
    }
  }
}

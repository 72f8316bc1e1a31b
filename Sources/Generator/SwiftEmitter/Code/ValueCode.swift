import JSONCore
import SchemaCompiler
import SchemaRuntime

/// The three things that code does with a value whose construct is not known beforehand; each is one switch over the
/// plans. What the switch leads to is in the file of the construct.
extension SchemaCode {
  // MARK: read

  /// Code that takes the next value and keeps it.
  func read(_ id: SchemaNodeID, into destination: Destination, _ printer: inout CodePrinter) {
    let node = planner.resolved(id)
    let plan = plan(node)
    if plan.declaringNode != node { precheck(node, plan, destination.refusal, &printer) }
    // Text is checked by all that the node asserts, not only by what it has its type from.
    guard let source = planner.adopted[node], !plan.isRaw else {
      return read(plan, planner.facts(node), into: destination, &printer)
    }
    if plan.isOptional, !self.plan(source).isOptional {
      readNullable(into: destination, &printer) { read(source, into: destination.wrapped, &$0) }
    } else {
      read(source, into: destination, &printer)
    }
  }

  /// The same for a type that is not all that its node says, such as one of several.
  func read(_ plan: TypePlan, _ facts: NodeFacts, into destination: Destination, _ printer: inout CodePrinter) {
    switch plan {
    case .string: strings.decode(facts, into: destination, &printer)
    case .text(let type): strings.decode(facts, as: type, into: destination, &printer)
    case .integer: numbers.decodeInteger(facts, into: destination, &printer)
    case .double: numbers.decodeDouble(facts, into: destination, &printer)
    case .number: numbers.decodeExact(facts, into: destination, &printer)
    case .boolean:
      printer.line("guard let __value = reader.boolean() else { \(destination.refusal) }")
      printer.line(store("__value", plan, destination))
    case .raw: readRaw(facts, into: destination, &printer)
    case .array(let element): arrays.decode(facts, element, into: destination, &printer)
    case .map(let element): maps.decode(facts, element, into: destination, &printer)
    case .structure, .tuple, .union: decoders.callDecoder(of: plan, into: destination, &printer)
    case .enumeration: decoders.callInitializer(of: plan, into: destination, &printer)
    case .foreign(let type):
      if type.plan.enumeration != nil {
        decoders.callInitializer(of: plan, into: destination, &printer)
      } else {
        decoders.callDecoder(of: plan, into: destination, &printer)
      }
    case .optional(let wrapped):
      readNullable(into: destination, &printer) { read(wrapped, facts, into: destination.wrapped, &$0) }
    }
  }

  /// A constant for a value of a node, and the code that reads it.
  func readConstant(_ node: SchemaNodeID, into destination: Destination, _ printer: inout CodePrinter) {
    printer.line("let \(destination.name): \(type(of: node))")
    read(node, into: destination, &printer)
  }

  /// Checked text. A node that asserts nothing is taken as it is.
  ///
  /// Text is kept as a slice of the message: nothing is copied, whatever its size.
  func readRaw(_ facts: NodeFacts, into destination: Destination, _ printer: inout CodePrinter) {
    guard checks.asserts(facts) else {
      printer.line("guard let __value = reader.rawValue() else { \(destination.refusal) }")
      return printer.line(store("__value", .raw, destination))
    }
    printer.line("let __start = reader.valueOffset()")
    printer.line("guard \(helpers.check(facts.id))(&reader) else { \(destination.refusal) }")
    printer.line(store("reader.slice(from: __start)", .raw, destination))
  }

  /// Null, or what `body` reads. A blank property is null already, unless there is a second optional around it.
  private func readNullable(
    into destination: Destination, _ printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
  ) {
    printer.line("if reader.peek() == 0x6E {")
    printer.indent { printer in
      printer.line("guard reader.null() else { \(destination.refusal) }")
      let isNull = destination.kind == .property && destination.wraps == 0
      if !isNull { printer.line(store(destination.wraps > 0 ? ".some(nil)" : "nil", .optional(.raw), destination)) }
    }
    printer.line("} else {")
    printer.indent(body)
    printer.line("}")
  }

  /// All that a node asserts, over the value that comes next, where its type does not say all of it.
  ///
  /// Twice the work, and only for such nodes: the type is read by code that relies on what its own keywords say.
  func precheck(_ node: SchemaNodeID, _ plan: TypePlan, _ refusal: Refusal, _ printer: inout CodePrinter) {
    guard planner.prechecked.contains(node), !plan.isRaw else { return }
    printer.line("guard reader.probe({ \(helpers.check(node))(&$0) }) || reader.mismatch() else { \(refusal) }")
  }

  // MARK: write

  /// Code that appends the value of `expression`.
  ///
  /// Quotes, brackets and names are text that waits for more text, so that most of a message is written by a few
  /// literals.
  func write(_ plan: TypePlan, _ expression: String, depth: Int, _ out: inout SerializerCode) {
    switch plan {
    case .string: strings.write(expression, &out)
    case .text: strings.write(expression + ".text", &out)
    case .integer: out.statement("writer.integer(\(expression))")
    case .double: out.statement("writer.double(\(expression))")
    case .boolean: out.statement("writer.boolean(\(expression))")
    case .number: out.statement("writer.raw(\(expression).json)")
    case .raw: out.statement("writer.raw(\(expression))")
    case .map(let value): maps.write(value, expression, depth: depth, &out)
    case .structure, .tuple, .union: out.statement("\(expression).write(to: &writer)")
    case .enumeration, .foreign:
      if let constant = plan.enumeration?.constant { return out.text(constant.jsonText) }
      out.statement("\(expression).write(to: &writer)")
    case .array(let element): arrays.write(self.plan(element), expression, depth: depth, &out)
    case .optional(.string): out.statement("writer.nullable(\(expression))")
    case .optional(let wrapped):
      // What waits goes into both branches, so that each begins with one literal.
      let before = out.takePending()
      out.block("if \(expression) == nil {", "} else {") { $0.text(before + "null") }
      out.body { out in
        out.text(before)
        write(wrapped, expression + "!", depth: depth, &out)
      }
    }
  }
}

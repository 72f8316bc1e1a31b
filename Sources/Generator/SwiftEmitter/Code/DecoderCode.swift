import SchemaRuntime

/// The initializer that decodes a declared type, and the function behind it that fills a blank value in place.
///
/// The function exists for the sake of what nests: an initializer returns its value, which is copied to where it
/// belongs, once for each level of nesting; a function fills that memory directly.
struct DecoderCode {
  let code: SchemaCode

  /// Both of them; `body` reads everything into `value`.
  func declare(
    _ plan: TypePlan, of node: SchemaNodeID, _ printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
  ) {
    let type = code.type(plan)
    guard code.planner.hasValues(plan) else { return declareRefusal(type, of: node, &printer) }
    printer.block("static func __read(_ reader: inout JSONReader, into value: inout \(type)) -> Bool {") { printer in
      body(&printer)
      printer.line("return true")
    }
    printer.line()
    declareInitializer(ofRoot: code.isRoot(node), &printer) { printer in
      printer.line("let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }")
      printer.line("guard let value else { return nil }")
      printer.line("self = value")
    }
  }

  /// The decoder of a type that has no values.
  private func declareRefusal(_ type: String, of node: SchemaNodeID, _ printer: inout CodePrinter) {
    printer.block("static func __read(_ reader: inout JSONReader, into value: inout \(type)) -> Bool {") { printer in
      printer.line("reader.mismatch()")
    }
    printer.line()
    declareInitializer(ofRoot: code.isRoot(node), &printer) { printer in
      printer.lines(["_ = reader.mismatch()", "return nil"])
    }
  }

  /// The initializer. That of the root sees to numbers that were rounded, where they matter.
  ///
  /// The check for rounded numbers is around the outermost value only: it writes and checks all of it once.
  func declareInitializer(
    ofRoot isRoot: Bool, _ printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
  ) {
    guard isRoot, code.notesRounding else {
      printer.block("public init?(from reader: inout JSONReader) {", "}", body)
      return printer.line()
    }
    printer.block("fileprivate init?(rounding reader: inout JSONReader) {", "}", body)
    printer.line()
    printer.block("public init?(from reader: inout JSONReader) {") { printer in
      printer.line("guard let value = reader.keepingValid({ Self(rounding: &$0) }) else { return nil }")
      printer.line("self = value")
    }
    printer.line()
  }

  /// Reads a value of a declared type, in place where the destination is of just that type.
  func callDecoder(of plan: TypePlan, into destination: Destination, _ printer: inout CodePrinter) {
    let type = code.type(plan)
    if destination.wraps == 0, destination.kind == .property, !code.planner.isPlainUnion(plan) {
      return printer.line("guard \(type).__read(&reader, into: &\(destination.name)) else { \(destination.refusal) }")
    }
    // Inside itself the root leaves rounded numbers to its outermost value.
    let label = code.notesRounding && plan.declaringNode.map(code.isRoot) == true ? "rounding" : "from"
    callInitializer(label, of: plan, into: destination, &printer)
  }

  /// Reads a value of a declared type that has no memory of its own to fill.
  func callInitializer(
    _ label: String = "from", of plan: TypePlan, into destination: Destination, _ printer: inout CodePrinter
  ) {
    printer.line("guard let __value = \(code.type(plan))(\(label): &reader) else { \(destination.refusal) }")
    printer.line(code.store("__value", plan, destination))
  }
}

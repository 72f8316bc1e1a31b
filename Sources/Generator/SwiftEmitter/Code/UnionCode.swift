import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Values of one of several types: an enum with a case for each. How they are checked is in `AlternativesCode`, since
/// `oneOf` and `anyOf` are checked also where they give no type.
///
/// A payload is decoded before the case is made: a union in place has no part that could be filled before it is known
/// which case it is.
struct UnionCode {
  let code: SchemaCode

  // MARK: declare

  func declare(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    let keyword = code.planner.indirect.contains(plan.node) ? "indirect enum" : "enum"
    printer.block("public \(keyword) \(plan.name): Sendable, Hashable {") { printer in
      for item in plan.cases { printer.line("case \(item.identifier)(\(code.type(payload(item))))") }
    }
  }

  private func payload(_ item: UnionPlan.Case) -> TypePlan { code.planner.payload(of: item) }

  // MARK: decode

  func decode(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    code.blanks.declare(plan, &printer)
    guard !code.planner.isPlain(plan) else { return decodePlain(plan, &printer) }
    code.decoders.declare(.union(plan), of: plan.node, &printer) { printer in
      code.precheck(plan.node, .union(plan), .returnsFalse, &printer)
      switch plan.selector {
      case .choice:
        printer.line("switch \(code.helpers.lookup(choice(plan)))(&reader) {")
        for item in plan.cases {
          printer.line("case \(item.branch):")
          printer.indent { decodeCase(item, of: plan, &$0) }
        }
        printer.lines(["default: return reader.mismatch()", "}"])
      // The probe reads the value without building it; only the branch that accepts it is decoded.
      case .first:
        for item in plan.cases {
          printer.block("if \(code.checks.probe(item.schema)) {") { printer in
            decodeCase(item, of: plan, &printer)
            printer.line("return true")
          }
        }
        printer.line("guard reader.mismatch() else { return false }")
      case .kind:
        switchOverKinds(plan, &printer) { decodeCase($0, of: plan, &$1) }
        printer.lines(["default: return reader.unexpectedKind()", "}"])
      }
    }
  }

  /// The lookup of a union's type: that of the check it is made from.
  private func choice(_ plan: UnionPlan) -> Lookup {
    code.planner.facts(plan.node).any.isEmpty ? .oneOf(plan.node, 0) : .anyOf(plan.node, 0)
  }

  /// A value that fits into registers is returned, not filled in.
  private func decodePlain(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    code.decoders.declareInitializer(ofRoot: code.isRoot(plan.node), &printer) { printer in
      code.precheck(plan.node, .union(plan), .returnsNil, &printer)
      switchOverKinds(plan, &printer) { item, printer in
        decodePayload(item, .returnsNil, &printer)
        printer.line("self = .\(item.identifier)(payload)")
      }
      printer.lines(["default:", "  _ = reader.unexpectedKind()", "  return nil", "}"])
    }
  }

  /// Cases distinguished by their first byte, up to the default one.
  private func switchOverKinds(
    _ plan: UnionPlan, _ printer: inout CodePrinter, _ body: (UnionPlan.Case, inout CodePrinter) -> Void
  ) {
    printer.line("switch reader.peek() {")
    for item in plan.cases {
      printer.line("case \(item.kinds.firstBytes):")
      printer.indent { body(item, &$0) }
    }
  }

  private func decodeCase(_ item: UnionPlan.Case, of union: UnionPlan, _ printer: inout CodePrinter) {
    decodePayload(item, .returnsFalse, &printer)
    printer.line(code.fill("value", ".\(item.identifier)(payload)", .union(union)))
  }

  private func decodePayload(_ item: UnionPlan.Case, _ refusal: Refusal, _ printer: inout CodePrinter) {
    let destination = Destination.constant("payload", refusal)
    guard let own = item.own else { return code.readConstant(item.schema, into: destination, &printer) }
    printer.line("let payload: \(code.type(own))")
    code.read(own, code.planner.facts(item.schema), into: destination, &printer)
  }

  // MARK: write

  func write(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    printer.serializer { out in
      out.statement("switch self {")
      for item in plan.cases {
        let payload = payload(item)
        // A constant is written whatever the value.
        let binding = payload.enumeration?.constant != nil ? "" : "(let value)"
        out.statement("case .\(item.identifier)\(binding):")
        out.body(nil) { code.write(payload, "value", depth: 0, &$0) }
      }
      out.statement("}")
    }
  }
}

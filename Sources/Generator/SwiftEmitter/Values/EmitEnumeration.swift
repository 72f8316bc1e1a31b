import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// A closed set is one byte or its number; one that admits other strings keeps those.
  func emitEnumeration(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    let isOpen = plan.others != nil
    let form = !plan.numbers.isEmpty ? "Int, Sendable, CaseIterable" : isOpen ? "Sendable, Hashable" : byteForm(plan)
    printer.block("public enum \(plan.name): \(form) {") { printer in
      for item in plan.cases {
        let number = if case .number(let value) = item.value { " = \(value.text)" } else { "" }
        printer.line("case \(item.identifier)\(number)")
      }
      if isOpen {
        printer.comment("A string that the schema does not list.")
        printer.line("case unknown(JSONString)")
      }
    }
  }

  private func byteForm(_ plan: EnumerationPlan) -> String { "\(rawType(plan)), Sendable, CaseIterable" }

  private func rawType(_ plan: EnumerationPlan) -> String { plan.cases.count > 256 ? "UInt16" : "UInt8" }

  /// The table that has the texts of a large enumeration, in the order of its cases.
  private func table(_ plan: EnumerationPlan) -> String? {
    hasTable(plan) ? helpers.constant("texts\(plan.node)") : nil
  }

  private func hasTable(_ plan: EnumerationPlan) -> Bool {
    let facts = planner.facts(plan.node)
    return plan.others == nil && facts.stringConstants == plan.texts && usesTable(facts)
  }

  func emitEnumerationDecode(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    let facts = planner.facts(plan.node)
    printer.block("public init?(from reader: inout JSONReader) {") { printer in
      emitPrecheck(plan.node, .enumeration(plan), Value(refusal: "return nil"), &printer)
      if !plan.numbers.isEmpty {
        printer.line("guard let integer = reader.integer() else { return nil }")
        printer.line("guard let value = Self(rawValue: integer) else {")
        printer.indent { $0.lines(["_ = reader.mismatch()", "return nil"]) }
        printer.lines(["}", "self = value"])
        return
      }
      if hasTable(plan) {
        printer.line("let index = \(helpers.lookup("value\(plan.node)"))(&reader)")
        printer.line("guard index >= 0, let value = Self(rawValue: \(rawType(plan))(index)) else { return nil }")
        return printer.line("self = value")
      }
      if plan.others == nil, facts.stringConstants == plan.texts {
        printer.line("switch \(helpers.lookup("value\(plan.node)"))(&reader) {")
        for (index, item) in plan.cases.enumerated() { printer.line("case \(index): self = .\(item.identifier)") }
        return printer.lines(["default: return nil", "}"])
      }
      emitStringToken(facts, Value(refusal: "return nil"), &printer)
      emitTokenSwitch(plan.texts, &printer) { index, printer in
        printer.line("self = .\(plan.cases[index].identifier)")
        printer.line("return")
      }
      if let others = plan.others {
        emitTokenChecks(planner.facts(others), Value(refusal: "return nil"), &printer)
        printer.line("self = .unknown(reader.takeString())")
      } else {
        printer.lines(["_ = reader.mismatch()", "return nil"])
      }
    }
    printer.line()
  }

  /// Part of the type, whatever else is asked for: the one way from a case to what it stands for.
  func emitEnumerationText(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    guard plan.numbers.isEmpty else { return }
    printer.comment("The value's text.")
    if let table = table(plan) {
      return printer.line("public var text: JSONString { \(table)[Int(rawValue)] }")
    }
    printer.block("public var text: \(plan.others == nil ? "StaticString" : "JSONString") {") { printer in
      emitCases(plan, other: "text", &printer) { SwiftLiteral.string($0) }
    }
  }

  func emitEnumerationWrite(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    guard plan.numbers.isEmpty else {
      return printer.line("public func write(to writer: inout JSONWriter) { writer.integer(rawValue) }")
    }
    printer.line()
    if hasTable(plan) {
      return printer.line("public func write(to writer: inout JSONWriter) { writer.string(text) }")
    }
    printer.block("public func write(to writer: inout JSONWriter) {") { printer in
      emitCases(plan, other: "writer.string(text)", &printer) { "writer.literal(\(SwiftLiteral.json($0)))" }
    }
  }

  private func emitCases(
    _ plan: EnumerationPlan, other: String, _ printer: inout CodePrinter, _ expression: (JSONString) -> String
  ) {
    printer.line("switch self {")
    for (item, text) in zip(plan.cases, plan.texts) { printer.line("case .\(item.identifier): \(expression(text))") }
    if plan.others != nil { printer.line("case .unknown(let text): \(other)") }
    printer.line("}")
  }
}

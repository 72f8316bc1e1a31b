import JSONCore
import SchemaCompiler
import SchemaRuntime

/// A closed set of strings is one byte or its number; one that admits other strings keeps those.
///
/// A byte instead of a string: comparing, hashing and copying it touch nothing else, and no string of the message is
/// kept.
struct EnumerationCode {
  let code: SchemaCode

  // MARK: declare

  func declare(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    let isOpen = plan.others != nil
    let bytes = "\(rawType(plan)), Sendable, CaseIterable"
    let form = !plan.numbers.isEmpty ? "Int, Sendable, CaseIterable" : isOpen ? "Sendable, Hashable" : bytes
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

  private func rawType(_ plan: EnumerationPlan) -> String { plan.cases.count > 256 ? "UInt16" : "UInt8" }

  /// Part of the type, whatever else is asked for: the one way from a case to its text.
  ///
  /// A `StaticString`, which points into the program, wherever the set is closed.
  func declareText(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    guard plan.numbers.isEmpty else { return }
    printer.comment("The value's text.")
    if hasTable(plan) {
      let table = code.helpers.constant(.texts(plan.node))
      return printer.line("public var text: JSONString { \(table)[Int(rawValue)] }")
    }
    printer.block("public var text: \(plan.others == nil ? "StaticString" : "JSONString") {") { printer in
      switchOverCases(plan, other: "text", &printer) { SwiftLiteral.string($0) }
    }
  }

  /// Whether the texts of the cases are kept in a table, in the order of the cases.
  private func hasTable(_ plan: EnumerationPlan) -> Bool {
    let facts = code.planner.facts(plan.node)
    return plan.others == nil && facts.stringConstants == plan.texts && facts.usesTable
  }

  /// All cases written out: one that is added to the schema and forgotten here would not compile.
  private func switchOverCases(
    _ plan: EnumerationPlan, other: String, _ printer: inout CodePrinter, _ expression: (JSONString) -> String
  ) {
    printer.line("switch self {")
    for (item, text) in zip(plan.cases, plan.texts) { printer.line("case .\(item.identifier): \(expression(text))") }
    if plan.others != nil { printer.line("case .unknown(let text): \(other)") }
    printer.line("}")
  }

  // MARK: decode

  func decode(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    let facts = code.planner.facts(plan.node)
    printer.block("public init?(from reader: inout JSONReader) {") { printer in
      code.precheck(plan.node, .enumeration(plan), .returnsNil, &printer)
      if !plan.numbers.isEmpty {
        decodeNumber(&printer)
      } else if plan.others == nil, facts.stringConstants == plan.texts {
        decodeThroughLookup(plan, &printer)
      } else {
        decodeToken(plan, facts, &printer)
      }
    }
    printer.line()
  }

  /// The cases have the numbers for raw values, so Swift makes the table.
  private func decodeNumber(_ printer: inout CodePrinter) {
    printer.line("guard let integer = reader.integer() else { return nil }")
    printer.line("guard let value = Self(rawValue: integer) else {")
    printer.indent { $0.lines(["_ = reader.mismatch()", "return nil"]) }
    printer.lines(["}", "self = value"])
  }

  /// The strings are those that the node's check looks up.
  private func decodeThroughLookup(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    let lookup = code.helpers.lookup(.values(plan.node))
    guard !hasTable(plan) else {
      printer.line("let index = \(lookup)(&reader)")
      printer.line("guard index >= 0, let value = Self(rawValue: \(rawType(plan))(index)) else { return nil }")
      return printer.line("self = value")
    }
    printer.line("switch \(lookup)(&reader) {")
    for (index, item) in plan.cases.enumerated() { printer.line("case \(index): self = .\(item.identifier)") }
    printer.lines(["default: return nil", "}"])
  }

  /// Other strings are checked only when none of the listed ones matched: the listed ones are valid by themselves.
  private func decodeToken(_ plan: EnumerationPlan, _ facts: NodeFacts, _ printer: inout CodePrinter) {
    code.strings.takeToken(facts, .returnsNil, &printer)
    printer.tokenSwitch(plan.texts) { index, printer in
      printer.line("self = .\(plan.cases[index].identifier)")
      printer.line("return")
    }
    if let others = plan.others {
      code.strings.checkToken(code.planner.facts(others), .returnsNil, &printer)
      printer.line("self = .unknown(reader.takeString())")
    } else {
      printer.lines(["_ = reader.mismatch()", "return nil"])
    }
  }

  // MARK: write

  func write(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    guard plan.numbers.isEmpty else {
      return printer.line("public func write(to writer: inout JSONWriter) { writer.integer(rawValue) }")
    }
    printer.line()
    if hasTable(plan) {
      return printer.line("public func write(to writer: inout JSONWriter) { writer.string(text) }")
    }
    printer.block("public func write(to writer: inout JSONWriter) {") { printer in
      switchOverCases(plan, other: "writer.string(text)", &printer) { "writer.literal(\(SwiftLiteral.json($0)))" }
    }
  }
}

extension NodeFacts {
  /// Up to this many strings are compared in code.
  private static let comparedValues = 128

  /// Whether the strings are looked up in a table: comparing with hundreds takes the Swift compiler seconds. What other
  /// checks refuse does not belong in one.
  var usesTable: Bool {
    guard let strings = stringConstants else { return false }
    return strings.count > Self.comparedValues && strings.allSatisfy(admits)
  }

  /// Whether the other checks of the node let a string pass: those are decided here instead of at run time.
  func admits(_ text: JSONString) -> Bool {
    if let length, !length.contains(text.codePointCount) { return false }
    return patterns.allSatisfy { $0.matcher.outcome(text.bytes) == .matches }
      && formats.allSatisfy { $0.isValid(text.bytes) }
  }
}

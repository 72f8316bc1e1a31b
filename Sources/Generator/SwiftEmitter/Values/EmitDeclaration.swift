import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// The plain type: what a reader of the generated file wants to see first.
  func emitDeclaration(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    emitComment(node, &printer)
    switch declaredPlan(node) {
    case .structure(let plan): emitStructure(plan, &printer)
    case .enumeration(let plan):
      printer.block("public enum \(plan.name): UInt8, Sendable, CaseIterable {") { printer in
        for item in plan.cases { printer.line("case \(item.identifier)") }
      }
    case .union(let plan):
      printer.block("public enum \(plan.name): Sendable {") { printer in
        for item in plan.cases { printer.line("case \(item.identifier)(\(payloadType(item)))") }
      }
    case .string, .integer, .double, .boolean, .raw, .array, .optional: break
    }
    printer.line()
  }

  func declaredPlan(_ node: SchemaNodeID) -> TypePlan {
    if case .optional(let wrapped) = plan(node) { return wrapped }
    return plan(node)
  }

  private func emitComment(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    if let text = schema.annotations[node]?.description { printer.comment(SwiftLiteral.comment(text)) }
    printer.comment("Schema: `\(SwiftLiteral.comment(schema.program.nodes[node].location))`.")
  }

  private func emitStructure(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    printer.block("public struct \(plan.name): Sendable {") { printer in
      for member in plan.members {
        if let text = schema.annotations[member.schema]?.description { printer.comment(SwiftLiteral.comment(text)) }
        printer.line("public var \(member.identifier): \(memberType(member))")
      }
      if let type = additionalType(plan) {
        printer.comment("Members the schema does not name, as they came.")
        printer.line("public var additional: [\(type)]")
      }
      printer.line()
      emitMemberwise(plan, &printer)
    }
  }

  private func emitMemberwise(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    var parameters = plan.members.map { member in
      let fallback = defaultExpression(member).map { " = " + $0 } ?? (member.isOptional ? " = nil" : "")
      return "\(member.identifier): \(memberType(member))\(fallback.contains("Constants.") ? "? = nil" : fallback)"
    }
    if let type = additionalType(plan) { parameters.append("additional: [\(type)] = []") }
    printer.block("public init(\(parameters.joined(separator: ", "))) {") { printer in
      for member in plan.members {
        let fallback = defaultExpression(member).flatMap { $0.contains("Constants.") ? " ?? " + $0 : nil } ?? ""
        printer.line("self.\(member.identifier) = \(member.identifier)\(fallback)")
      }
      if additionalType(plan) != nil { printer.line("self.additional = additional") }
    }
  }

  func payloadType(_ item: UnionPlan.Case) -> String {
    guard let types = item.restrictedTo else { return type(of: item.schema) }
    return type(scalarPlan(types))
  }

  /// The plan of one kind of a node whose `type` names several.
  func scalarPlan(_ types: JSONTypeSet) -> TypePlan {
    switch types {
    case .string: .string
    case .integer: .integer
    case [.integer, .number]: .double
    case .boolean: .boolean
    default: .raw
    }
  }

  // MARK: machinery

  func emitMachinery(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    let plan = declaredPlan(node)
    printer.block("extension \(type(plan)) {") { printer in
      switch plan {
      case .structure(let plan):
        emitStructureDecode(plan, &printer)
        emitStructureWrite(plan, &printer)
      case .enumeration(let plan):
        emitEnumerationDecode(plan, &printer)
        emitEnumerationWrite(plan, &printer)
      case .union(let plan):
        emitUnionDecode(plan, &printer)
        emitUnionWrite(plan, &printer)
      case .string, .integer, .double, .boolean, .raw, .array, .optional: break
      }
    }
    printer.line()
  }

  private func emitEnumerationDecode(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    printer.block("public init?(from reader: inout JSONReader) {") { printer in
      printer.line("switch \(helpers)Names.value\(plan.node)(&reader) {")
      for (index, item) in plan.cases.enumerated() { printer.line("case \(index): self = .\(item.identifier)") }
      printer.line("default: return nil")
      printer.line("}")
    }
    printer.line()
  }

  private func emitEnumerationWrite(_ plan: EnumerationPlan, _ printer: inout CodePrinter) {
    printer.comment("The value's text.")
    printer.block("public var text: StaticString {") { printer in
      printer.line("switch self {")
      for item in plan.cases { printer.line("case .\(item.identifier): \(SwiftLiteral.string(item.value))") }
      printer.line("}")
    }
    printer.line()
    printer.block("public func write(to writer: inout JSONWriter) {") { printer in
      printer.line("switch self {")
      for item in plan.cases {
        printer.line("case .\(item.identifier): writer.literal(\(SwiftLiteral.json(item.value)))")
      }
      printer.line("}")
    }
  }

  private func emitUnionDecode(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    printer.block("public init?(from reader: inout JSONReader) {") { printer in
      switch plan.selector {
      case .tag:
        printer.line("switch \(helpers)Names.tag\(plan.node)_0(&reader) {")
        for (index, item) in plan.cases.enumerated() {
          printer.line("case \(index):")
          printer.indent { emitCase(item, &$0) }
        }
        printer.line("default: return nil")
        printer.line("}")
      case .kind:
        printer.line("switch reader.peek() {")
        for item in plan.cases {
          let kinds = item.kinds.sorted { $0.rawValue < $1.rawValue }.map(Self.firstBytes)
          printer.line("case \(kinds.joined(separator: ", ")):")
          printer.indent { emitCase(item, &$0) }
        }
        printer.line("default:")
        printer.indent { printer in
          printer.line("_ = reader.unexpectedKind()")
          printer.line("return nil")
        }
        printer.line("}")
      }
    }
    printer.line()
  }

  private func emitCase(_ item: UnionPlan.Case, _ printer: inout CodePrinter) {
    printer.line("var payload: \(payloadType(item))?")
    let value = Value(target: "payload")
    if let types = item.restrictedTo {
      emitTyped(scalarPlan(types), planner.facts(item.schema), "payload", value, &printer)
    } else {
      emitValue(item.schema, value, &printer)
    }
    printer.line("guard let payload else { return nil }")
    printer.line("self = .\(item.identifier)(payload)")
  }

  private func emitUnionWrite(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    printer.block("public func write(to writer: inout JSONWriter) {") { printer in
      printer.line("switch self {")
      for item in plan.cases {
        printer.line("case .\(item.identifier)(let value):")
        let payload = item.restrictedTo.map(scalarPlan) ?? self.plan(item.schema)
        printer.indent { emitWrite(payload, "value", depth: 0, &$0) }
      }
      printer.line("}")
    }
  }
}

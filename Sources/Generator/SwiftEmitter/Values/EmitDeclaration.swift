import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// The plain type: what a reader of the generated file wants to see first.
  func emitDeclaration(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    emitComment(node, &printer)
    switch declaredPlan(node) {
    case .structure(let plan): emitStructure(plan, &printer)
    case .tuple(let plan): emitTuple(plan, &printer)
    case .enumeration(let plan): emitEnumeration(plan, &printer)
    case .union(let plan):
      let keyword = planner.indirect.contains(node) ? "indirect enum" : "enum"
      printer.block("public \(keyword) \(plan.name): Sendable, Hashable {") { printer in
        for item in plan.cases { printer.line("case \(item.identifier)(\(payloadType(item)))") }
      }
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .optional: break
    }
    printer.line()
  }

  func declaredPlan(_ node: SchemaNodeID) -> TypePlan {
    if case .optional(let wrapped) = plan(node) { return wrapped }
    return plan(node)
  }

  func emitComment(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    if let text = schema.annotations[node]?.description ?? schema.annotations[node]?.title {
      printer.comment(SwiftLiteral.comment(text))
      printer.line("///")
    }
    printer.comment("Schema: `\(SwiftLiteral.comment(schema.program.nodes[node].location))`.")
  }

  private func emitStructure(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    printer.block("public struct \(plan.name): Sendable, Hashable {") { printer in
      for member in plan.members { emitProperty(member, &printer) }
      if let type = additionalType(plan) {
        printer.comment("Members the schema does not name, as they came.")
        printer.line("public var additional: [\(type)]")
      }
      if !usesMemberwise(plan) {
        printer.line()
        emitInitializer(plan.members, additional: additional(plan), &printer)
      }
    }
  }

  private func additional(_ plan: StructurePlan) -> (name: String, type: String)? {
    additionalType(plan).map { ("additional", "[\($0)]") }
  }

  /// Whether decoding makes the value through the initializer that the compiler gives every struct, which moves its
  /// arguments into place; one that is written out builds a copy where there are many. The written one then stands in
  /// an extension and has one more parameter, which tells it from the other.
  func usesMemberwise(_ plan: StructurePlan) -> Bool {
    let isPlain = plan.members.allSatisfy { member in
      if case .boxed = member.storage { false } else { !member.isDeprecated }
    }
    return plan.members.count > 2 && isPlain
  }

  func emitProperty(_ member: StructurePlan.Member, _ printer: inout CodePrinter) {
    let annotations = schema.annotations[member.schema]
    if let text = annotations?.description ?? annotations?.title { printer.comment(SwiftLiteral.comment(text)) }
    if case .kept(let value, let reason) = member.defaultPlan {
      printer.comment("Not filled in: the default `\(SwiftLiteral.comment(shortened(json(value))))`, as \(reason).")
    }
    let isOptional = member.isOptional || memberPlan(member).isOptional
    let wrapper = if case .boxed = member.storage { isOptional ? "@JSONIndirect " : "@JSONBox " } else { "" }
    // The access level leads the line, attributes have one of their own.
    guard member.isDeprecated else {
      if !wrapper.isEmpty { printer.line(String(wrapper.dropLast())) }
      return printer.line("public var \(member.identifier): \(memberType(member))")
    }
    printer.line("@available(*, deprecated)")
    printer.block("public var \(member.identifier): \(memberType(member)) {") { printer in
      printer.line("get { \(member.stored) }")
      printer.line("set { \(member.stored) = newValue }")
    }
    printer.line("\(wrapper)fileprivate var \(member.stored): \(memberType(member))")
  }

  private func shortened(_ text: String) -> String { text.count > 60 ? text.prefix(60) + "…" : text }

  /// A struct with secrets has a description without them, however it is printed.
  private func emitRedaction(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    guard plan.members.contains(where: \.isSecret) else { return }
    let name = "\(scope).\(plan.name)"
    printer.line()
    printer.block("extension \(name): CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {") {
      printer in
      let parts = plan.members.map { member in
        let label = member.local.dropFirst()
        return member.isSecret ? "\(label): <secret>" : "\(label): \\(String(describing: self.\(member.stored)))"
      }
      printer.comment("Without what the schema calls secret.")
      printer.line("public var description: String { \"\(Namer.bare(plan.name))(\(parts.joined(separator: ", ")))\" }")
      printer.line("public var debugDescription: String { description }")
      printer.line("public var customMirror: Mirror { Mirror(self, children: []) }")
    }
  }

  /// One parameter for each member; what may be absent, has a default or can only be one value need not be given.
  func emitInitializer(
    _ members: [StructurePlan.Member], additional: (name: String, type: String)?, besidesMemberwise: Bool = false,
    _ printer: inout CodePrinter
  ) {
    var parameters = members.map { member in
      let fallback = defaultExpression(member) ?? onlyValue(member) ?? (member.isOptional ? "nil" : nil)
      return "\(member.identifier): \(memberType(member))" + (fallback.map { " = " + $0 } ?? "")
    }
    if let additional { parameters.append("\(additional.name): \(additional.type) = []") }
    if besidesMemberwise { parameters.append("_: Void = ()") }
    printer.block("public init(\(parameters.joined(separator: ", "))) {") { printer in
      for member in members { printer.line("self.\(member.stored) = \(member.identifier)") }
      if let additional { printer.line("self.\(additional.name) = \(additional.name)") }
    }
  }

  /// The value of a member that has no choice, such as the tag of a union's case.
  private func onlyValue(_ member: StructurePlan.Member) -> String? {
    guard member.isRequired, case .enumeration(let plan) = memberPlan(member), plan.cases.count == 1,
      plan.others == nil
    else { return nil }
    return "." + plan.cases[0].identifier
  }

  func payloadType(_ item: UnionPlan.Case) -> String { item.own.map { type($0) } ?? type(of: item.schema) }

  // MARK: machinery

  func emitMachinery(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    let plan = declaredPlan(node)
    let location = SwiftLiteral.string(schema.program.nodes[node].location)
    printer.block("extension \(type(plan)) {") { printer in
      printer.comment("Where the schema of the type stands.")
      printer.line("public static var schemaLocation: StaticString { \(location) }")
      printer.line()
      if case .structure(let plan) = plan, usesMemberwise(plan) {
        emitInitializer(plan.members, additional: additional(plan), besidesMemberwise: true, &printer)
        printer.line()
      }
      if parts.contains(.decode) { emitDecode(plan, &printer) }
      if case .enumeration(let plan) = plan { emitEnumerationText(plan, &printer) }
      if parts.contains(.write) { emitWriter(plan, &printer) }
    }
    if case .structure(let plan) = plan { emitRedaction(plan, &printer) }
    printer.line()
  }

  private func emitDecode(_ plan: TypePlan, _ printer: inout CodePrinter) {
    switch plan {
    case .structure(let plan): emitStructureDecode(plan, &printer)
    case .tuple(let plan): emitTupleDecode(plan, &printer)
    case .enumeration(let plan): emitEnumerationDecode(plan, &printer)
    case .union(let plan): emitUnionDecode(plan, &printer)
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .optional: break
    }
  }

  private func emitWriter(_ plan: TypePlan, _ printer: inout CodePrinter) {
    switch plan {
    case .structure(let plan): emitStructureWrite(plan, &printer)
    case .tuple(let plan): emitTupleWrite(plan, &printer)
    case .enumeration(let plan): emitEnumerationWrite(plan, &printer)
    case .union(let plan): emitUnionWrite(plan, &printer)
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .optional: break
    }
  }

  private func emitUnionDecode(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    emitBlank(plan, &printer)
    guard !isPlain(plan) else { return emitPlainUnionDecode(plan, &printer) }
    emitReading(.union(plan), isRoot: isRoot(plan.node), &printer) { printer in
      emitPrecheck(plan.node, .union(plan), Value(), &printer)
      switch plan.selector {
      case .choice:
        printer.line("switch \(helpers.lookup(choice(plan)))(&reader) {")
        for item in plan.cases {
          printer.line("case \(item.branch):")
          printer.indent { emitCase(item, of: plan, &$0) }
        }
        printer.lines(["default: return reader.mismatch()", "}"])
      case .first:
        for item in plan.cases {
          printer.block("if \(probe(item.schema)) {") { printer in
            emitCase(item, of: plan, &printer)
            printer.line("return true")
          }
        }
        printer.line("guard reader.mismatch() else { return false }")
      case .kind:
        emitKindSwitch(plan, &printer) { emitCase($0, of: plan, &$1) }
        printer.lines(["default: return reader.unexpectedKind()", "}"])
      }
    }
  }

  /// Cases told apart by their first byte, up to the default one.
  private func emitKindSwitch(
    _ plan: UnionPlan, _ printer: inout CodePrinter, _ body: (UnionPlan.Case, inout CodePrinter) -> Void
  ) {
    printer.line("switch reader.peek() {")
    for item in plan.cases {
      let kinds = item.kinds.sorted { $0.rawValue < $1.rawValue }.map(Self.firstBytes)
      printer.line("case \(kinds.joined(separator: ", ")):")
      printer.indent { body(item, &$0) }
    }
  }

  private func emitCase(_ item: UnionPlan.Case, of union: UnionPlan, _ printer: inout CodePrinter) {
    emitPayload(item, "return false", &printer)
    printer.line(fill("value", ".\(item.identifier)(payload)", .union(union)))
  }

  private func emitPayload(_ item: UnionPlan.Case, _ refusal: String, _ printer: inout CodePrinter) {
    guard let own = item.own else { return emitConstant("payload", item.schema, refusal, &printer) }
    printer.line("let payload: \(type(own))")
    emitTyped(own, planner.facts(item.schema), "payload", Value(place: "payload", refusal: refusal), &printer)
  }

  /// Whether the union is chosen by the first byte and every payload is a word or two: such a value is returned in
  /// registers, and a place in memory to fill would be the longer way.
  func isPlain(_ plan: UnionPlan) -> Bool {
    guard case .kind = plan.selector else { return false }
    return plan.cases.allSatisfy { item in
      switch item.own ?? self.plan(item.schema) {
      case .integer, .double, .boolean, .string, .number, .text, .raw: true
      case .enumeration, .array, .map, .structure, .tuple, .union, .optional: false
      }
    }
  }

  private func emitPlainUnionDecode(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    emitDecoder(ofRoot: isRoot(plan.node), &printer) { printer in
      emitPrecheck(plan.node, .union(plan), Value(refusal: "return nil"), &printer)
      emitKindSwitch(plan, &printer) { item, printer in
        emitPayload(item, "return nil", &printer)
        printer.line("self = .\(item.identifier)(payload)")
      }
      printer.lines(["default:", "  _ = reader.unexpectedKind()", "  return nil", "}"])
    }
  }

  private func emitUnionWrite(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    emitSerializer(&printer) { code in
      code.statement("switch self {")
      for item in plan.cases {
        let payload = item.own ?? self.plan(item.schema)
        // A constant is written whatever the value.
        let binding = if case .enumeration(let plan) = payload, plan.constant != nil { "" } else { "(let value)" }
        code.statement("case .\(item.identifier)\(binding):")
        code.body(nil) { emitWrite(payload, "value", depth: 0, &$0) }
      }
      code.statement("}")
    }
  }
}

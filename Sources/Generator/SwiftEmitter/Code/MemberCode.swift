import JSONCore
import SchemaCompiler
import SchemaRuntime

/// A property of a struct: a member of an object, or a named element of an array.
///
/// Members of objects and named elements of arrays are the same to whoever declares, fills and defaults them; how they
/// are found in the text is the business of their container.
struct MemberCode {
  let code: SchemaCode

  func type(_ member: StructurePlan.Member) -> String {
    code.type(code.planner.plan(of: member)) + (member.isOptional ? "?" : "")
  }

  // MARK: declare

  /// A deprecated property is computed over a hidden one: generated code that used it itself would warn in every build.
  func declare(_ member: StructurePlan.Member, _ printer: inout CodePrinter) {
    let annotations = code.schema.annotations[member.schema]
    if let text = annotations?.description ?? annotations?.title { printer.comment(SwiftLiteral.comment(text)) }
    if case .kept(let value, let reason) = member.defaultPlan {
      let shown = SwiftLiteral.comment(shortened(value.jsonText))
      printer.comment("Not filled in: the default `\(shown)`, as \(reason).")
    }
    let isOptional = member.isOptional || code.planner.plan(of: member).isOptional
    let wrapper = if case .boxed = member.storage { isOptional ? "@JSONIndirect " : "@JSONBox " } else { "" }
    // The access level leads the line, attributes have one of their own.
    guard member.isDeprecated else {
      if !wrapper.isEmpty { printer.line(String(wrapper.dropLast())) }
      return printer.line("public var \(member.identifier): \(type(member))")
    }
    printer.line("@available(*, deprecated)")
    printer.block("public var \(member.identifier): \(type(member)) {") { printer in
      printer.line("get { \(member.stored) }")
      printer.line("set { \(member.stored) = newValue }")
    }
    printer.line("\(wrapper)fileprivate var \(member.stored): \(type(member))")
  }

  private func shortened(_ text: String) -> String { text.count > 60 ? text.prefix(60) + "…" : text }

  /// One parameter for each member; what may be absent, has a default or can only be one value need not be given.
  ///
  /// - Parameters:
  ///   - others: the property behind the declared ones.
  ///   - besidesMemberwise: hands its arguments on to the initializer that the compiler makes, which moves them into place.
  ///     Where it sets many properties one by one, the optimizer builds a copy: 700 instructions for an audit event.
  func declareInitializer(
    _ members: [StructurePlan.Member], others: (name: String, type: String)?, besidesMemberwise: Bool = false,
    _ printer: inout CodePrinter
  ) {
    var parameters = members.map { member in
      let fallback = code.defaults.expression(member) ?? onlyValue(member) ?? (member.isOptional ? "nil" : nil)
      return "\(member.identifier): \(type(member))" + (fallback.map { " = " + $0 } ?? "")
    }
    if let others { parameters.append("\(others.name): \(others.type) = []") }
    if besidesMemberwise { parameters.append("_: Void = ()") }
    printer.block("public init(\(parameters.joined(separator: ", "))) {") { printer in
      if besidesMemberwise {
        var arguments = members.map { "\($0.label): \($0.identifier)" }
        if let others { arguments.append("\(others.name): \(others.name)") }
        return printer.line("self.init(\(arguments.joined(separator: ", ")))")
      }
      for member in members { printer.line("self.\(member.stored) = \(member.identifier)") }
      if let others { printer.line("self.\(others.name) = \(others.name)") }
    }
  }

  /// The value of a member that has no choice, such as the tag of a union's case.
  private func onlyValue(_ member: StructurePlan.Member) -> String? {
    guard member.isRequired, let plan = code.planner.plan(of: member).enumeration, plan.cases.count == 1,
      plan.others == nil
    else { return nil }
    return "." + plan.cases[0].identifier
  }

  // MARK: decode

  /// Reads the value of a member where it belongs.
  func decode(_ member: StructurePlan.Member, _ printer: inout CodePrinter) {
    let isBoxed = if case .boxed = member.storage { true } else { false }
    let destination = Destination.property(
      "value.\(member.stored)", isComputed: isBoxed, wraps: member.isOptional ? 1 : 0)
    switch member.storage {
    case .plain, .boxed: code.read(member.schema, into: destination, &printer)
    case .raw:
      let facts = code.planner.facts(code.planner.resolved(member.schema))
      code.readRaw(facts, into: destination, &printer)
    }
  }

  /// Gives a member that did not come its default, where that is not in the blank value already. `seen` says whether
  /// the member came.
  func decodeAbsent(_ member: StructurePlan.Member, unless seen: String, _ printer: inout CodePrinter) {
    guard code.planner.isStored(member), let value = storedDefault(member) else { return }
    let name = "value.\(member.stored)"
    // What is behind a reference cannot be filled in memory.
    let isBoxed = if case .boxed = member.storage { true } else { false }
    let statement = isBoxed ? "\(name) = \(value)" : code.fill(name, value, code.planner.plan(of: member))
    printer.line("if \(seen) == 0 { \(statement) }")
  }

  /// The default of a member; what is more than a word is built once and kept.
  private func storedDefault(_ member: StructurePlan.Member) -> String? {
    guard let value = code.defaults.expression(member) else { return nil }
    return code.planner.isStored(member) ? code.helpers.constant(.fallback(member.schema)) : value
  }
}

import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Defaults: any JSON value as a Swift expression of its type. It needs nothing but the types, so that a type of
/// another file makes its own values.
///
/// The result is an expression and no JSON text that is decoded at run time: the Swift compiler checks it against the
/// type, and a default that no longer fits its schema cannot be built.
struct DefaultCode {
  let home: TypeHome

  /// What an absent member gets, nil when it has no default.
  func expression(_ member: StructurePlan.Member) -> String? {
    guard let value = member.defaultValue else { return nil }
    if case .raw = member.storage { return rawExpression(value) }
    return expression(value, member.schema)
  }

  private func expression(_ value: JSONValue, _ id: SchemaNodeID) -> String { expression(value, home.planner.plan(id)) }

  /// Precondition: the schema of the type accepts the value; the compiler has made sure.
  ///
  /// A value that fits no case of its plan is kept as text: the plan then says text, too.
  private func expression(_ value: JSONValue, _ plan: TypePlan) -> String {
    switch (plan, value) {
    case (.optional, .null): "nil"
    case (.optional(let wrapped), _): expression(value, wrapped)
    case (.string, .string(let text)): SwiftLiteral.string(text)
    case (.integer, .number(let number)): number.int.map(String.init) ?? number.text
    case (.double, .number(let number)): number.text
    case (.number, .number): "JSONNumber(checked: \(rawExpression(value)))"
    case (.boolean, .boolean(let flag)): String(flag)
    case (.text(let type), .string(let text)): "\(type.rawValue)(checked: \(SwiftLiteral.string(text)))"
    case (.array(let element), .array(let elements)):
      "[" + elements.map { expression($0, element) }.joined(separator: ", ") + "]"
    case (.map(let element), .object(let members)): mapExpression(members, element)
    case (.structure(let plan), .object(let members)): structureExpression(members, plan)
    case (.tuple(let plan), .array(let elements)): tupleExpression(elements, plan)
    case (.enumeration(let plan), _): enumerationExpression(value, plan)
    case (.union(let plan), _): unionExpression(value, plan)
    case (.foreign(let type), _): DefaultCode(home: type.home).expression(value, type.plan)
    default: rawExpression(value)
    }
  }

  private func rawExpression(_ value: JSONValue) -> String {
    "JSONSlice(constant: \(SwiftLiteral.string(value.jsonText)))"
  }

  /// Sorted, because a JSON object that was read has lost its order and the file must be the same every time.
  private func mapExpression(_ members: [JSONString: JSONValue], _ element: SchemaNodeID?) -> String {
    if members.isEmpty { return "[:]" }
    let entries = sorted(members).map { name, value in
      SwiftLiteral.string(name) + ": " + (element.map { expression(value, $0) } ?? rawExpression(value))
    }
    return "[" + entries.joined(separator: ", ") + "]"
  }

  private func sorted(_ members: [JSONString: JSONValue]) -> [(JSONString, JSONValue)] {
    members.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }.map { ($0.key, $0.value) }
  }

  /// `.some(nil)` where null is meant: a bare `nil` would be the absent member.
  private func argument(_ member: StructurePlan.Member, _ value: JSONValue) -> String {
    let text: String
    if case .raw = member.storage {
      text = rawExpression(value)
    } else if member.isOptional, value == .null, home.planner.plan(member.schema).isOptional {
      text = ".some(nil)"
    } else {
      text = expression(value, member.schema)
    }
    return "\(member.label): \(text)"
  }

  private func structureExpression(_ members: [JSONString: JSONValue], _ plan: StructurePlan) -> String {
    var arguments = plan.members.compactMap { member in members[member.name].map { argument(member, $0) } }
    let others = sorted(members.filter { name, _ in !plan.members.contains { $0.name == name } })
    if !others.isEmpty {
      let entries = others.map { name, value in
        let text = if case .typed(let node) = plan.additional { expression(value, node) } else { rawExpression(value) }
        return "JSONMember(name: \(SwiftLiteral.string(name)), value: \(text))"
      }
      arguments.append("additional: [\(entries.joined(separator: ", "))]")
    }
    // A default argument of a public function may call public initializers only: not the memberwise one.
    if plan.usesMemberwise { arguments.append("()") }
    return "\(home.type(.structure(plan)))(\(arguments.joined(separator: ", ")))"
  }

  private func tupleExpression(_ elements: [JSONValue], _ plan: TuplePlan) -> String {
    var arguments = zip(plan.elements, elements).map { argument($0, $1) }
    let rest = elements.dropFirst(plan.elements.count).map { value in
      if case .typed(let node) = plan.rest { expression(value, node) } else { rawExpression(value) }
    }
    if !rest.isEmpty { arguments.append("rest: [\(rest.joined(separator: ", "))]") }
    return "\(home.type(.tuple(plan)))(\(arguments.joined(separator: ", ")))"
  }

  private func enumerationExpression(_ value: JSONValue, _ plan: EnumerationPlan) -> String {
    let type = home.type(.enumeration(plan))
    if let item = plan.cases.first(where: { $0.value == value }) { return "\(type).\(item.identifier)" }
    guard case .string(let text) = value else { return rawExpression(value) }
    return "\(type).unknown(\(SwiftLiteral.string(text)))"
  }

  /// The case is chosen as the decoder would.
  ///
  /// The interpreter decides, since the rules for the first branch that accepts a value are its business and not
  /// repeated here.
  private func unionExpression(_ value: JSONValue, _ plan: UnionPlan) -> String {
    let kind = value.kind
    let chosen = plan.cases.first { item in
      if item.own != nil { return item.kinds.contains(kind) }
      let interpreter = SchemaInterpreter(SchemaProgram(nodes: home.planner.schema.program.nodes, root: item.schema))
      return interpreter.isValid(JSONBytes(value.jsonText))
    }
    guard let chosen else { return rawExpression(value) }
    let payload = chosen.own.map { expression(value, $0) } ?? expression(value, chosen.schema)
    return "\(home.type(.union(plan))).\(chosen.identifier)(\(payload))"
  }
}

extension JSONValue {
  fileprivate var kind: JSONKind {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }
}

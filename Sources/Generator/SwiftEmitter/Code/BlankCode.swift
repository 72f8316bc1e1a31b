import SchemaRuntime

/// Blank values: what decoders start from and fill. Making one allocates and counts nothing.
///
/// Swift has no way to fill the members of a struct one after the other without a value to begin with. One of empty
/// strings and zeros costs some stores and nothing to release.
struct BlankCode {
  let code: SchemaCode

  /// The blank value of a struct.
  func declare(
    _ plan: TypePlan, _ members: [StructurePlan.Member], rest: String?, _ printer: inout CodePrinter
  ) {
    guard code.planner.hasValues(plan) else { return }
    let type = code.type(plan)
    let arguments = members.map { "\($0.label): \(expression($0))" } + (rest.map { ["\($0): []"] } ?? [])
    printer.line("static var __blank: \(type) { \(type)(\(arguments.joined(separator: ", "))) }")
    printer.line()
  }

  /// The blank value of a union: one of its cases with a blank payload. Which case does not matter, but that making it
  /// ends does: a union may contain itself through its cases.
  func declare(_ plan: UnionPlan, _ printer: inout CodePrinter) {
    guard code.planner.hasValues(.union(plan)) else { return }
    let item = code.planner.blankCase(plan)
    let payload = expression(code.planner.payload(of: item))
    printer.line("static var __blank: \(code.type(.union(plan))) { .\(item.identifier)(\(payload)) }")
    printer.line()
  }

  /// What a member holds before it is read: its default where that is only bits.
  ///
  /// A default that is only bits is there from the beginning, so nothing has to be done when the member does not come.
  private func expression(_ member: StructurePlan.Member) -> String {
    if member.isOptional { return "nil" }
    if let value = code.defaults.expression(member), !code.planner.isStored(member) { return value }
    return expression(code.planner.plan(of: member))
  }

  private func expression(_ plan: TypePlan) -> String {
    switch plan {
    case .string: "JSONString()"
    case .integer, .double: "0"
    case .boolean: "false"
    case .number: "JSONNumber(checked: JSONSlice())"
    case .text(let type): "\(type.rawValue)(checked: JSONString())"
    case .raw: "JSONSlice()"
    case .array: "[]"
    case .map: "JSONMap(distinct: [])"
    case .structure, .tuple, .enumeration, .union, .foreign: declared(plan)
    case .optional: "nil"
    }
  }

  private func declared(_ plan: TypePlan) -> String {
    let type = code.type(plan)
    guard let enumeration = plan.enumeration else { return "\(type).__blank" }
    return enumeration.cases.first.map { "\(type).\($0.identifier)" } ?? "\(type).unknown(JSONString())"
  }
}

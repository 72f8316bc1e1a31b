import SchemaRuntime

/// Blank values: what decoders start from and fill. Making one allocates and counts nothing.
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

  /// What stands in a member before it is read: its default where that is only bits.
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
    case .structure, .tuple, .union: "\(code.type(plan)).__blank"
    case .enumeration(let item):
      item.cases.first.map { "\(code.type(plan)).\($0.identifier)" } ?? "\(code.type(plan)).unknown(JSONString())"
    case .optional: "nil"
    }
  }
}

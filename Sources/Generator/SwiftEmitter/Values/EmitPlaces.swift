import JSONCore
import SchemaRuntime

/// What a piece of reading code does with the value: keep it in `place`, or only judge it.
struct Value {
  enum Kind {
    /// A stored property of the value being read, which is blank: nothing has to be released when it is filled.
    case property
    /// A property that is more than memory: to be assigned.
    case computed
    /// A constant that is declared and has no value yet.
    case constant
  }

  /// Nil: the value is only judged.
  var place: String?
  var kind = Kind.constant
  /// How many times the place is optional around the type of what is read: once for a member that may be absent, once
  /// for null.
  var wraps = 0
  /// What to return when the value is refused.
  var refusal = "return false"

  /// The same inside one optional.
  var wrapped: Value {
    var value = self
    value.wraps += 1
    return value
  }
}

/// Reading in place: a decoder starts from a blank value of its type and writes each member where it belongs, so that
/// nothing is moved, counted or destroyed on the way.
extension SchemaEmitter {
  /// Statement that puts an expression into a place. What holds no reference is assigned, anything else moved.
  func store(_ expression: String, _ plan: TypePlan, _ place: String, _ value: Value) -> String {
    value.kind != .property || isTrivial(plan) ? "\(place) = \(expression)" : fill(place, expression, plan)
  }

  /// Statement that puts a value into a place that is blank.
  func fill(_ place: String, _ expression: String, _ plan: TypePlan) -> String {
    blankHoldsReference(plan) ? "\(place) = \(expression)" : "JSONPlace.fill(&\(place), \(expression))"
  }

  /// Whether values of the type are bits only.
  private func isTrivial(_ plan: TypePlan) -> Bool {
    switch plan {
    case .integer, .double, .boolean: true
    case .enumeration(let plan): plan.others == nil
    case .optional(let wrapped): isTrivial(wrapped)
    case .string, .number, .text, .raw, .array, .map, .structure, .tuple, .union: false
    }
  }

  /// What stands in a place of the type before it is filled: an expression that allocates and counts nothing.
  func blank(_ plan: TypePlan) -> String {
    switch plan {
    case .string: "JSONString()"
    case .integer, .double: "0"
    case .boolean: "false"
    case .number: "JSONNumber(checked: JSONSlice())"
    case .text(let type): "\(type.rawValue)(checked: JSONString())"
    case .raw: "JSONSlice()"
    case .array: "[]"
    case .map: "JSONMap(distinct: [])"
    case .structure, .tuple, .union: "\(type(plan)).__blank"
    case .enumeration(let item):
      item.cases.first.map { "\(type(plan)).\($0.identifier)" } ?? "\(type(plan)).unknown(JSONString())"
    case .optional: "nil"
    }
  }

  /// What stands in a member before it is read: its default where that is only bits.
  private func blank(_ member: StructurePlan.Member) -> String {
    if member.isOptional { return "nil" }
    if let value = defaultExpression(member), !isStored(member) { return value }
    return blank(memberPlan(member))
  }

  /// A value of the type with nothing in it, for decoders to fill.
  func emitBlank(
    _ plan: TypePlan, _ members: [StructurePlan.Member], rest: String?, _ printer: inout CodePrinter
  ) {
    guard hasValues(plan) else { return }
    let type = type(plan)
    let arguments = members.map { "\(Self.label($0.identifier)): \(blank($0))" } + (rest.map { ["\($0): []"] } ?? [])
    printer.line("static var __blank: \(type) { \(type)(\(arguments.joined(separator: ", "))) }")
    printer.line()
  }

  /// An identifier as the label of an argument, where only `inout` needs its backticks; elsewhere they are a warning.
  static func label(_ identifier: String) -> String {
    identifier == "`inout`" ? identifier : identifier.filter { $0 != "`" }
  }

  /// The decoder of a declared type: a function that fills a blank value, and the initializer over it.
  func emitReading(
    _ plan: TypePlan, isRoot: Bool, _ printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
  ) {
    let type = type(plan)
    guard hasValues(plan) else { return emitRefusal(type, isRoot: isRoot, &printer) }
    printer.block("static func __read(_ reader: inout JSONReader, into value: inout \(type)) -> Bool {") { printer in
      body(&printer)
      printer.line("return true")
    }
    printer.line()
    emitDecoder(ofRoot: isRoot, &printer) { printer in
      printer.line("let value: Self? = JSONPlace.filled(.__blank) { Self.__read(&reader, into: &$0) }")
      printer.line("guard let value else { return nil }")
      printer.line("self = value")
    }
  }

  /// The decoder of a type that has no values.
  private func emitRefusal(_ type: String, isRoot: Bool, _ printer: inout CodePrinter) {
    printer.block("static func __read(_ reader: inout JSONReader, into value: inout \(type)) -> Bool {") { printer in
      printer.line("reader.mismatch()")
    }
    printer.line()
    emitDecoder(ofRoot: isRoot, &printer) { printer in
      printer.lines(["_ = reader.mismatch()", "return nil"])
    }
  }

  /// Reads a value of a declared type, in place where the place is of just that type.
  func emitDeclared(_ plan: TypePlan, _ place: String, _ value: Value, _ printer: inout CodePrinter) {
    let type = type(plan)
    let isPlain = if case .union(let union) = plan { isPlain(union) } else { false }
    if value.wraps == 0, value.kind == .property, !isPlain {
      return printer.line("guard \(type).__read(&reader, into: &\(place)) else { \(value.refusal) }")
    }
    // Inside itself the root leaves rounded numbers to its outermost value.
    let label = notesRounding && plan.declaringNode.map(isRoot) == true ? "rounding" : "from"
    printer.line("guard let __value = \(type)(\(label): &reader) else { \(value.refusal) }")
    printer.line(store("__value", plan, place, value))
  }

  /// A constant for a value of a node, and the code that reads it.
  func emitConstant(_ name: String, _ node: SchemaNodeID, _ refusal: String, _ printer: inout CodePrinter) {
    printer.line("let \(name): \(type(of: node))")
    emitValue(node, Value(place: name, refusal: refusal), &printer)
  }
}

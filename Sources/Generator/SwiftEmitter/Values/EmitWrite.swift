import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// The body of a serializer.
  func emitSerializer(_ printer: inout CodePrinter, _ body: (inout SerializerCode) -> Void) {
    printer.block("public func write(to writer: inout JSONWriter) {") { printer in
      var code = SerializerCode(printer)
      body(&code)
      code.flush()
      printer = code.printer
    }
  }

  /// Code that appends the value of `expression`.
  func emitWrite(_ plan: TypePlan, _ expression: String, depth: Int, _ code: inout SerializerCode) {
    switch plan {
    case .string:
      code.text("\"")
      code.statement("writer.text(\(expression))")
      code.text("\"")
    case .integer: code.statement("writer.integer(\(expression))")
    case .double: code.statement("writer.double(\(expression))")
    case .boolean: code.statement("writer.boolean(\(expression))")
    case .number: code.statement("writer.raw(\(expression).json)")
    case .text: emitWrite(.string, expression + ".text", depth: depth, &code)
    case .raw: code.statement("writer.raw(\(expression))")
    case .map(let value): emitMapWrite(value, expression, depth: depth, &code)
    case .structure, .tuple, .union: code.statement("\(expression).write(to: &writer)")
    case .enumeration(let plan):
      if let constant = plan.constant { return code.text(json(constant)) }
      code.statement("\(expression).write(to: &writer)")
    case .array(let element): emitArray(self.plan(element), expression, depth: depth, &code)
    case .optional(.string): code.statement("writer.nullable(\(expression))")
    case .optional(let wrapped):
      let before = code.takePending()
      code.block("if \(expression) == nil {", "} else {") { $0.text(before + "null") }
      code.body { code in
        code.text(before)
        emitWrite(wrapped, expression + "!", depth: depth, &code)
      }
    }
  }

  private func emitArray(_ element: TypePlan, _ expression: String, depth: Int, _ code: inout SerializerCode) {
    switch element {
    case .string, .integer, .double, .boolean, .raw: code.statement("writer.array(\(expression))")
    case .number, .text, .map, .structure, .tuple, .enumeration, .union, .array, .optional:
      code.block("writer.array(\(expression)) { element\(depth), writer in") { code in
        emitWrite(element, "element\(depth)", depth: depth + 1, &code)
      }
    }
  }

  /// Members that are always there come first: their names and separators are one literal each. Every other member
  /// brings its comma along; when nothing is certain to be there the first comma becomes the opening brace.
  func emitStructureWrite(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    let certain = plan.members.filter { !$0.isOptional }
    emitSerializer(&printer) { code in
      if certain.isEmpty { code.statement("let start = writer.count") }
      for (index, member) in certain.enumerated() {
        code.text((index == 0 ? "{" : ",") + json(member.name) + ":")
        emitWrite(memberPlan(member), "self.\(member.stored)", depth: 0, &code)
      }
      for member in plan.members where member.isOptional { emitOptionalMember(member, &code) }
      emitAdditionalWrite(plan, &code)
      if certain.isEmpty { code.statement("writer.openObject(at: start)") }
      code.text("}")
    }
  }

  private func emitOptionalMember(_ member: StructurePlan.Member, _ code: inout SerializerCode) {
    let name = "," + json(member.name) + ":"
    switch memberPlan(member) {
    case .string: emitScalar("text", member, name + "\"", &code)
    case .integer: emitScalar("integer", member, name, &code)
    case .double: emitScalar("double", member, name, &code)
    case .boolean: emitScalar("boolean", member, name, &code)
    case .number, .text, .raw, .array, .map, .structure, .tuple, .enumeration, .union, .optional:
      code.block("if self.\(member.stored) != nil {") { code in
        code.text(name)
        emitWrite(memberPlan(member), "self.\(member.stored)!", depth: 0, &code)
      }
    }
  }

  private func emitScalar(
    _ kind: String, _ member: StructurePlan.Member, _ before: String, _ code: inout SerializerCode
  ) {
    code.statement("writer.member(\(SwiftLiteral.string(before)), \(kind): self.\(member.stored))")
  }

  private func emitAdditionalWrite(_ plan: StructurePlan, _ code: inout SerializerCode) {
    guard additionalType(plan) != nil else { return }
    code.block("writer.members(self.additional) { member, writer in") { code in
      let value = if case .typed(let node) = plan.additional { self.plan(node) } else { TypePlan.raw }
      emitMemberWrite(value, "member", depth: 0, &code)
    }
  }

  /// A member whose name only the value knows.
  func emitMemberWrite(_ value: TypePlan, _ member: String, depth: Int, _ code: inout SerializerCode) {
    code.text("\"")
    code.statement("writer.text(\(member).name)")
    code.text("\":")
    emitWrite(value, "\(member).value", depth: depth + 1, &code)
  }

  /// A name or a constant as it stands in JSON text, quotes included.
  private func json(_ text: JSONString) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// Code that appends the value of `expression`.
  func emitWrite(_ plan: TypePlan, _ expression: String, depth: Int, _ printer: inout CodePrinter) {
    switch plan {
    case .string: printer.line("writer.string(\(expression))")
    case .integer: printer.line("writer.integer(\(expression))")
    case .double: printer.line("writer.double(\(expression))")
    case .boolean: printer.line("writer.boolean(\(expression))")
    case .number: printer.line("writer.raw(\(expression).json)")
    case .text: printer.line("writer.string(\(expression).text)")
    case .raw: printer.line("writer.raw(\(expression))")
    case .map(let value): emitMapWrite(value, expression, depth: depth, &printer)
    case .structure, .tuple, .enumeration, .union: printer.line("\(expression).write(to: &writer)")
    case .array(let element):
      printer.line("writer.byte(0x5B)")
      printer.block("for (index\(depth), element\(depth)) in \(expression).enumerated() {") { printer in
        printer.line("if index\(depth) > 0 { writer.byte(0x2C) }")
        emitWrite(self.plan(element), "element\(depth)", depth: depth + 1, &printer)
      }
      printer.line("writer.byte(0x5D)")
    case .optional(let wrapped):
      printer.line("if let present\(depth) = \(expression) {")
      printer.indent { emitWrite(wrapped, "present\(depth)", depth: depth + 1, &$0) }
      printer.line("} else {")
      printer.indent { $0.line("writer.null()") }
      printer.line("}")
    }
  }

  /// Members that are always there come first: their names and separators are one literal each. Every other member
  /// brings its comma along; when nothing is certain to be there the first comma becomes the opening brace.
  func emitStructureWrite(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    let certain = plan.members.filter { !$0.isOptional }
    let uncertain = plan.members.filter(\.isOptional)
    printer.block("public func write(to writer: inout JSONWriter) {") { printer in
      if certain.isEmpty { printer.line("let start = writer.count") }
      for (index, member) in certain.enumerated() {
        emitName(member.name, opening: index == 0 ? "{" : ",", &printer)
        emitWrite(memberPlan(member), "self.\(member.identifier)", depth: 0, &printer)
      }
      for member in uncertain {
        printer.block("if let value = self.\(member.identifier) {") { printer in
          emitName(member.name, opening: ",", &printer)
          emitWrite(memberPlan(member), "value", depth: 0, &printer)
        }
      }
      emitAdditionalWrite(plan, &printer)
      if certain.isEmpty { printer.line("writer.openObject(at: start)") }
      printer.line("writer.byte(0x7D)")
    }
  }

  private func emitName(_ name: JSONString, opening: String, _ printer: inout CodePrinter) {
    var writer = JSONWriter()
    writer.string(name)
    let text = opening + String(decoding: writer.bytes, as: UTF8.self) + ":"
    printer.line("writer.literal(\(SwiftLiteral.string(text)))")
  }

  private func emitAdditionalWrite(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    guard additionalType(plan) != nil else { return }
    printer.block("for member in additional {") { printer in
      printer.line("writer.byte(0x2C)")
      printer.line("writer.string(member.name)")
      printer.line("writer.byte(0x3A)")
      if case .typed(let node) = plan.additional {
        emitWrite(self.plan(node), "member.value", depth: 0, &printer)
      } else {
        printer.line("writer.raw(member.value)")
      }
    }
  }
}

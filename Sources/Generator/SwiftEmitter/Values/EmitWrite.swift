import JSONCore
import SchemaCompiler
import SchemaRuntime

/// The statements of a serializer. Text that is known beforehand waits until something else must be written, so that
/// neighbouring names, quotes and separators become one literal.
///
/// Values in optionals, arrays and enumerations are never bound to a name on the way: binding copies them, and every
/// string in them counts a reference. `x != nil` and `x!` read them where they lie.
struct SerializerCode {
  private(set) var printer: CodePrinter
  private var pending = ""

  init(_ printer: CodePrinter) { self.printer = printer }

  /// JSON text.
  mutating func text(_ text: String) { pending += text }

  mutating func statement(_ line: String) {
    flush()
    printer.line(line)
  }

  /// Writes what waits.
  mutating func flush() {
    if pending.isEmpty { return }
    printer.line("writer.literal(\(SwiftLiteral.string(takePending())))")
  }

  /// What waits, for a statement that writes it itself.
  mutating func takePending() -> String {
    defer { pending = "" }
    return pending
  }

  /// A block around `body`; nothing waits across its braces.
  mutating func block(_ opening: String, _ closing: String = "}", _ body: (inout SerializerCode) -> Void) {
    statement(opening)
    self.body(closing, body)
  }

  /// What stands behind an opening brace or a case that is printed already.
  mutating func body(_ closing: String? = "}", _ body: (inout SerializerCode) -> Void) {
    printer.indent { printer in
      var inner = SerializerCode(printer)
      body(&inner)
      inner.flush()
      printer = inner.printer
    }
    if let closing { printer.line(closing) }
  }
}

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
    case .raw: code.statement("writer.raw(\(expression))")
    case .structure, .union: code.statement("\(expression).write(to: &writer)")
    case .enumeration(let plan):
      if plan.cases.count == 1 { return code.text(json(plan.cases[0].value)) }
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
    case .structure, .enumeration, .union, .array, .optional:
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
        emitWrite(memberPlan(member), member.identifier, depth: 0, &code)
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
    case .raw, .array, .structure, .enumeration, .union, .optional:
      code.block("if \(member.identifier) != nil {") { code in
        code.text(name)
        emitWrite(memberPlan(member), member.identifier + "!", depth: 0, &code)
      }
    }
  }

  private func emitScalar(
    _ kind: String, _ member: StructurePlan.Member, _ before: String, _ code: inout SerializerCode
  ) {
    code.statement("writer.member(\(SwiftLiteral.string(before)), \(kind): \(member.identifier))")
  }

  private func emitAdditionalWrite(_ plan: StructurePlan, _ code: inout SerializerCode) {
    guard additionalType(plan) != nil else { return }
    code.block("writer.members(additional) { member, writer in") { code in
      code.statement("writer.string(member.name)")
      code.text(":")
      if case .typed(let node) = plan.additional {
        emitWrite(self.plan(node), "member.value", depth: 0, &code)
      } else {
        code.statement("writer.raw(member.value)")
      }
    }
  }

  /// A name or a constant as it stands in JSON text, quotes included.
  private func json(_ text: JSONString) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

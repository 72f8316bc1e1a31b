import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Prints the argv builder of a declared program: one statement group per template element.
struct ArgumentsEmitter {
  let plan: ProgramPlan
  let input: SchemaEmitter
  let scope: String

  func emit(_ printer: inout CodePrinter) {
    printer.line()
    printer.block("extension \(scope) {") { printer in
      printer.comment(
        "The argument vector of `\(SwiftLiteral.comment(plan.program))`; every element was proved at build time.")
      printer.block("package static func arguments(_ input: Input) -> ArgumentVector {") { printer in
        printer.line("var argv = ArgumentVector()")
        for entry in plan.entries { emit(entry, &printer) }
        printer.line("return argv")
      }
    }
  }

  private func emit(_ entry: ProgramPlan.Entry, _ printer: inout CodePrinter) {
    switch entry {
    case .literal(let text): printer.line("argv.literal(\(SwiftLiteral.string(text)))")
    case .flag(let text, let name):
      guard let member = member(name) else { return }
      let condition = member.isOptional ? "input.\(member.stored) == true" : "input.\(member.stored)"
      printer.line("if \(condition) { argv.literal(\(SwiftLiteral.string(text))) }")
    case .composed(let pieces): emit(pieces, &printer)
    case .spread(let name, let prefix, let suffix):
      guard let member = member(name), case .array(let element) = input.memberPlan(member) else { return }
      let list = "input.\(member.stored)" + (member.isOptional ? " ?? []" : "")
      printer.block("for item in \(list) {") { printer in
        if !prefix.isEmpty { printer.line("argv.text(\(SwiftLiteral.string(prefix)))") }
        printer.line("argv.value(\(value("item", input.plan(element))))")
        if !suffix.isEmpty { printer.line("argv.text(\(SwiftLiteral.string(suffix)))") }
        printer.line("argv.endEntry()")
      }
    }
  }

  /// An entry with an optional member exists only when all its members do.
  private func emit(_ pieces: [ProgramPlan.Piece], _ printer: inout CodePrinter) {
    var bindings: [String] = []
    for case .member(let name) in pieces {
      guard let member = member(name), member.isOptional else { continue }
      let binding = "let \(member.local) = input.\(member.stored)"
      if !bindings.contains(binding) { bindings.append(binding) }
    }
    let body = { (printer: inout CodePrinter) in
      for piece in pieces {
        switch piece {
        case .text(let text): printer.line("argv.text(\(SwiftLiteral.string(text)))")
        case .member(let name):
          guard let member = member(name) else { continue }
          let source = member.isOptional ? member.local : "input.\(member.stored)"
          printer.line("argv.value(\(value(source, input.memberPlan(member))))")
        }
      }
      printer.line("argv.endEntry()")
    }
    if bindings.isEmpty {
      body(&printer)
    } else {
      printer.block("if \(bindings.joined(separator: ", ")) {", body: body)
    }
  }

  private func value(_ source: String, _ plan: TypePlan) -> String {
    switch plan {
    case .enumeration(let plan): source + (plan.numbers.isEmpty ? ".text" : ".rawValue")
    case .text, .number: source + ".text"
    case .string, .integer, .double, .boolean, .raw, .array, .map, .structure, .tuple, .union, .optional: source
    }
  }

  private func member(_ name: String) -> StructurePlan.Member? {
    guard case .structure(let plan) = input.plan(input.schema.program.root) else { return nil }
    return plan.members.first { $0.name == JSONString(name) }
  }
}

extension CodePrinter {
  fileprivate mutating func block(_ opening: String, body: (inout CodePrinter) -> Void) { block(opening, "}", body) }
}

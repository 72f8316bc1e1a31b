import SchemaCompiler
import SchemaRuntime

/// The compiled schema as data. The interpreter needs it for reports of errors, and for what the generated code leaves
/// to it; as packed text it costs the Swift compiler nothing.
///
/// As nested initializers every node of the schema would have to go through the type checker, in each debug build.
struct ProgramCode {
  let code: SchemaCode

  func declare(_ printer: inout CodePrinter) {
    guard code.helpers.usesProgram else { return }
    printer.block("private enum \(code.helpers.programEnum) {") { printer in
      let text = SwiftLiteral.string(PackedProgram.text(code.schema.program))
      let matchers = matchers()
      printer.line("static let program = SchemaProgram(")
      printer.line("  packed: \(text)\(matchers.isEmpty ? ")" : ",")")
      if !matchers.isEmpty { printer.line("  matchers: [\(matchers.joined(separator: ", "))])") }
      if code.helpers.usesInterpreter {
        printer.line("static let interpreter = SchemaInterpreter(program)")
      }
    }
  }

  /// The constants of all patterns, in the order in which the packed program names them.
  ///
  /// They are not part of the text, since the same automata are constants of the code already.
  private func matchers() -> [String] {
    code.schema.program.nodes.enumerated().flatMap { id, node -> [String] in
      var count = 0
      return node.checks.flatMap { check -> [String] in
        if case .pattern(let check) = check {
          defer { count += 1 }
          return [matcher(check, .pattern(id, count))]
        }
        guard case .object(let object) = check else { return [] }
        return object.patternProperties.enumerated().map { matcher($1.pattern, .namePattern(id, $0)) }
      }
    }
  }

  private func matcher(_ check: PatternCheck, _ constant: Constant) -> String {
    ".\(check.matcher.caseName)(\(code.helpers.constant(constant)))"
  }
}

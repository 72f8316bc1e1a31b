package import SchemaCompiler
import SchemaRuntime

/// Prints the Swift of one compiled schema: of types, decode, validate, write and program what is asked for.
///
/// `scope` is the enum all of it is nested in, so that nothing a schema names can meet anything else.
package struct SchemaEmitter {
  private let code: SchemaCode

  package init(
    schema: CompiledSchema, scope: String, rootName: String, names: Namer = Namer(), parts: EmittedParts = .type,
    unionLines: Int = GenerationSettings.defaultUnionLines
  ) {
    code = SchemaCode(
      schema: schema, scope: scope, rootName: rootName, names: names, parts: parts, unionLines: unionLines)
  }

  /// The names used up with `root` given back, for a second schema of the same scope that is to have it.
  func namesFor(_ root: String) -> Namer { planner.usedNames.releasing(root) }

  /// The types that were planned, for code that reads values of them.
  var planner: TypePlanner { code.planner }

  /// The Swift type of the whole schema.
  package var rootType: String { code.type(of: code.root) }

  package func emit(into printer: inout CodePrinter) {
    guard code.parts.hasCode else { return }
    let types = TypeCode(code: code)
    printer.block("extension \(code.scope) {") { printer in
      guard code.parts.declaresTypes else { return types.declareNamespace(&printer) }
      for node in planner.declared { types.declare(node, &printer) }
      if !code.rootIsDeclared { types.declareWrapper(&printer) }
    }
    printer.line()
    types.declareConformance(&printer)
    if code.parts.declaresTypes { for node in planner.declared { types.declareMachinery(node, &printer) } }
    emitHelpers(&printer)
  }

  /// Whatever the code so far asks for, and what that asks for in turn: checks need lookups and constants, and the
  /// program the constants of its patterns. So those that ask are printed first, and put behind what they ask for.
  private func emitHelpers(_ printer: inout CodePrinter) {
    var checks = printer.sibling()
    code.checks.declare(&checks)
    var program = printer.sibling()
    ProgramCode(code: code).declare(&program)
    LookupCode(code: code).declare(&printer)
    printer.append(checks)
    code.constants.declare(&printer)
    printer.append(program)
  }
}

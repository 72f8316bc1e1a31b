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
    let planner = TypePlanner(
      schema: schema, rootName: rootName, names: names.taking(scope), unionLines: unionLines)
    self.init(TypeHome(scope: scope, rootName: rootName, planner: planner), parts: parts)
  }

  /// - Parameter demand: what other files need of the declared types.
  init(_ home: TypeHome, parts: EmittedParts, demand: [SchemaNodeID: EmittedParts] = [:]) {
    code = SchemaCode(home, parts: parts, demand: demand)
  }

  /// The names used up with `root` released, for a second schema of the same scope that is to have it.
  func namesFor(_ root: String) -> Namer { planner.usedNames.releasing(root) }

  var scope: String { code.scope }

  /// The types that were planned, for code that reads values of them.
  var planner: TypePlanner { code.planner }

  /// The Swift type of the whole schema.
  package var rootType: String { code.type(of: code.root) }

  package func emit(into printer: inout CodePrinter) {
    guard hasCode else { return }
    let types = TypeCode(code: code)
    let declared = code.declared
    printer.block("extension \(code.scope) {") { printer in
      for node in declared { types.declare(node, &printer) }
      if code.parts.declaresTypes {
        if !code.rootIsDeclared { types.declareWrapper(&printer) }
      } else if code.parts.hasCode, !declared.contains(code.root) {
        types.declareNamespace(&printer)
      }
    }
    printer.line()
    if code.parts.hasCode { types.declareConformance(&printer) }
    for node in declared { types.declareMachinery(node, &printer) }
    emitHelpers(&printer)
  }

  /// Whether the root has the protocols of the runtime.
  var conforms: Bool { code.parts.hasCode }

  /// Whether there is anything but text.
  var hasCode: Bool { code.parts.hasCode || !code.declared.isEmpty }

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

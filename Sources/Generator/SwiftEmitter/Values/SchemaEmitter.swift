package import SchemaCompiler
import SchemaRuntime

/// Prints the Swift of one compiled schema: of types, decode, validate, write and program what is asked for.
///
/// `scope` is the enum all of it is nested in, so that nothing a schema names can meet anything else.
package struct SchemaEmitter {
  let schema: CompiledSchema
  let planner: TypePlanner
  let scope: String
  let rootName: String
  let helpers: Helpers
  /// Whether decoding looks at numbers that it rounds.
  let notesRounding: Bool
  let parts: EmittedParts

  package init(
    schema: CompiledSchema, scope: String, rootName: String, names: Namer = Namer(), parts: EmittedParts = .type,
    unionLines: Int = GenerationSettings.defaultUnionLines
  ) {
    self.schema = schema
    self.scope = scope
    self.rootName = rootName
    helpers = Helpers(prefix: Namer.bare(scope) + rootName)
    planner = TypePlanner(schema: schema, rootName: rootName, names: names.taking(scope), unionLines: unionLines)
    notesRounding = planner.roundingMatters
    // A value whose numbers were rounded is written and judged while it is read.
    self.parts = notesRounding && parts.contains(.decode) ? parts.union(.type) : parts
  }

  /// The names used up with `root` given back, for a second schema of the same scope that is to have it.
  func namesFor(_ root: String) -> Namer { planner.usedNames.releasing(root) }

  /// The Swift type of the whole schema.
  package var rootType: String { type(of: schema.program.root) }

  /// Whether the root is a declared type; otherwise it gets a wrapper struct with one property, `value`.
  var rootIsDeclared: Bool {
    let root = planner.resolved(schema.program.root)
    return plan(root).declaringNode == root
  }

  package func emit(into printer: inout CodePrinter) {
    guard parts.hasCode else { return }
    printer.block("extension \(scope) {") { printer in
      guard parts.declaresTypes else { return emitNamespace(&printer) }
      for node in planner.declared { emitDeclaration(node, &printer) }
      if !rootIsDeclared { emitWrapper(&printer) }
    }
    printer.line()
    emitConformance(&printer)
    if parts.declaresTypes { for node in planner.declared { emitMachinery(node, &printer) } }
    emitHelpers(&printer)
  }

  /// What stands for a schema that has no values in Swift.
  private func emitNamespace(_ printer: inout CodePrinter) {
    emitComment(planner.resolved(schema.program.root), &printer)
    printer.line("public enum \(rootName) {}")
  }

  /// Whatever the code so far asks for, and what that asks for in turn: checks need lookups and constants, and the
  /// program the constants of its patterns.
  private func emitHelpers(_ printer: inout CodePrinter) {
    var checks = printer.sibling()
    emitChecks(&checks)
    var program = printer.sibling()
    emitProgram(&program)
    emitNames(&printer)
    printer.append(checks)
    emitConstants(&printer)
    printer.append(program)
  }

  // MARK: types

  func plan(_ node: SchemaNodeID) -> TypePlan { planner.plan(node) }

  func type(of node: SchemaNodeID) -> String { type(plan(node)) }

  func type(_ plan: TypePlan) -> String {
    switch plan {
    case .string: "JSONString"
    case .integer: "Int"
    case .double: "Double"
    case .boolean: "Bool"
    case .number: "JSONNumber"
    case .text(let type): type.rawValue
    case .raw: "JSONSlice"
    case .array(let element): "[\(type(of: element))]"
    case .map(let value): "JSONMap<\(value.map { type(of: $0) } ?? "JSONSlice")>"
    case .structure(let plan): "\(scope).\(plan.name)"
    case .tuple(let plan): "\(scope).\(plan.name)"
    case .enumeration(let plan): "\(scope).\(plan.name)"
    case .union(let plan): "\(scope).\(plan.name)"
    case .optional(let wrapped): type(wrapped) + "?"
    }
  }

  func memberType(_ member: StructurePlan.Member) -> String {
    type(memberPlan(member)) + (member.isOptional ? "?" : "")
  }

  func memberPlan(_ member: StructurePlan.Member) -> TypePlan {
    if case .raw = member.storage { .raw } else { plan(member.schema) }
  }

  /// The conformance that the rest of the program sees.
  private func emitConformance(_ printer: inout CodePrinter) {
    let name = "\(scope).\(rootName)"
    printer.block("extension \(name): \(parts.protocols.joined(separator: ", ")) {") { printer in
      if !parts.isDisjoint(with: [.decode, .validate, .program]) {
        printer.line("public static var program: SchemaProgram { \(helpers.program()) }")
      }
      guard parts.contains(.validate) else { return }
      printer.line()
      printer.block("public static func validate(_ reader: inout JSONReader) -> Bool {") { printer in
        emitCheckCall(planner.resolved(schema.program.root), &printer)
        printer.line("return true")
      }
    }
    printer.line()
  }

  /// The initializer that decodes. That of the root sees to numbers that were rounded, where they matter.
  func emitDecoder(
    ofRoot isRoot: Bool, _ printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
  ) {
    guard isRoot, notesRounding else {
      printer.block("public init?(from reader: inout JSONReader) {", "}", body)
      return printer.line()
    }
    printer.block("fileprivate init?(rounding reader: inout JSONReader) {", "}", body)
    printer.line()
    printer.block("public init?(from reader: inout JSONReader) {") { printer in
      printer.line("guard let value = \(keepingValid("Self(rounding: &$0)")) else { return nil }")
      printer.line("self = value")
    }
    printer.line()
  }

  func keepingValid(_ call: String) -> String { "reader.keepingValid({ \(call) })" }

  /// Whether a node is what the whole schema says.
  func isRoot(_ node: SchemaNodeID) -> Bool { rootIsDeclared && node == planner.resolved(schema.program.root) }

  /// A root that is not an object, an enumeration or a union: `value` holds it.
  private func emitWrapper(_ printer: inout CodePrinter) {
    let type = type(of: schema.program.root)
    printer.block("public struct \(rootName): Sendable, Hashable {") { printer in
      printer.line("public var value: \(type)")
      printer.line()
      printer.line("public init(_ value: \(type)) { self.value = value }")
      printer.line()
      if parts.contains(.decode) {
        emitDecoder(ofRoot: true, &printer) { printer in
          emitConstant("value", schema.program.root, "return nil", &printer)
          printer.line("self.value = value")
        }
      }
      if parts.contains(.write) {
        emitSerializer(&printer) { emitWrite(plan(schema.program.root), "value", depth: 0, &$0) }
      }
    }
  }
}

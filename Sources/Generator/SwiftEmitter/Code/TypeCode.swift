import JSONCore
import SchemaCompiler
import SchemaRuntime

/// A declared type: the plain one, which a reader of the generated file wants to see first, and behind all of them the
/// extensions with what decodes and writes.
///
/// Declarations come first and in one extension: whoever opens a generated file wants to know what there is, and finds
/// it on the first screen. How it is read and written is for the compiler.
struct TypeCode {
  let code: SchemaCode

  func declare(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    declareComment(node, &printer)
    switch code.declaredPlan(node) {
    case .structure(let plan): code.objects.declare(plan, &printer)
    case .tuple(let plan): code.tuples.declare(plan, &printer)
    case .enumeration(let plan): code.enumerations.declare(plan, &printer)
    case .union(let plan): code.unions.declare(plan, &printer)
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .foreign, .optional: break
    }
    printer.line()
  }

  /// The pointer is in every comment, as that is what error messages, `securellm explain` and the schema have in
  /// common.
  func declareComment(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    let annotations = code.schema.annotations[node]
    if let text = annotations?.description ?? annotations?.title {
      printer.comment(SwiftLiteral.comment(text))
      printer.line("///")
    }
    printer.comment("Schema: `\(SwiftLiteral.comment(code.schema.program.nodes[node].location))`.")
  }

  /// In extensions: a struct that has another initializer in its body loses the memberwise one, which decoding uses.
  func declareMachinery(_ node: SchemaNodeID, _ printer: inout CodePrinter) {
    let plan = code.declaredPlan(node)
    let parts = code.parts(of: node)
    let location = SwiftLiteral.string(code.schema.program.nodes[node].location)
    printer.block("extension \(code.type(plan)) {") { printer in
      printer.comment("The location of the type's schema.")
      printer.line("public static var schemaLocation: StaticString { \(location) }")
      printer.line()
      if case .structure(let plan) = plan { code.objects.declareOuterInitializer(plan, &printer) }
      if parts.contains(.decode) { decode(plan, &printer) }
      if case .enumeration(let plan) = plan { code.enumerations.declareText(plan, &printer) }
      if parts.contains(.write) { write(plan, &printer) }
    }
    if case .structure(let plan) = plan { code.objects.declareRedaction(plan, &printer) }
    printer.line()
  }

  /// All kinds of plans are written out, so that a new one must say here that it is declared or that it is not.
  private func decode(_ plan: TypePlan, _ printer: inout CodePrinter) {
    switch plan {
    case .structure(let plan): code.objects.decode(plan, &printer)
    case .tuple(let plan): code.tuples.decode(plan, &printer)
    case .enumeration(let plan): code.enumerations.decode(plan, &printer)
    case .union(let plan): code.unions.decode(plan, &printer)
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .foreign, .optional: break
    }
  }

  private func write(_ plan: TypePlan, _ printer: inout CodePrinter) {
    switch plan {
    case .structure(let plan): code.objects.write(plan, &printer)
    case .tuple(let plan): code.tuples.write(plan, &printer)
    case .enumeration(let plan): code.enumerations.write(plan, &printer)
    case .union(let plan): code.unions.write(plan, &printer)
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .foreign, .optional: break
    }
  }

  // MARK: the whole schema

  /// A root that is not an object, an enumeration or a union: `value` holds it.
  ///
  /// An array or a string has no type to put an initializer on; extending `Array` for each of them would collide.
  func declareWrapper(_ printer: inout CodePrinter) {
    let root = code.schema.program.root
    let type = code.type(of: root)
    printer.block("public struct \(code.rootName): Sendable, Hashable {") { printer in
      printer.line("public var value: \(type)")
      printer.line()
      printer.line("public init(_ value: \(type)) { self.value = value }")
      printer.line()
      if code.parts.contains(.decode) {
        code.decoders.declareInitializer(ofRoot: true, &printer) { printer in
          code.readConstant(root, into: .constant("value", .returnsNil), &printer)
          printer.line("self.value = value")
        }
      }
      if code.parts.contains(.write) {
        printer.serializer { code.write(code.plan(root), "value", depth: 0, &$0) }
      }
    }
  }

  /// What represents a schema that has no values in Swift.
  ///
  /// An enum without cases: nobody can make a value of it by mistake.
  func declareNamespace(_ printer: inout CodePrinter) {
    declareComment(code.root, &printer)
    printer.line("public enum \(code.rootName) {}")
  }

  /// The conformance that the rest of the program sees.
  ///
  /// The only thing that other modules see of all this. Decoding and checking of nested types are called directly, so
  /// nothing is dispatched through a witness table.
  func declareConformance(_ printer: inout CodePrinter) {
    let name = "\(code.scope).\(code.rootName)"
    printer.block("extension \(name): \(code.parts.protocols.joined(separator: ", ")) {") { printer in
      if !code.parts.isDisjoint(with: [.decode, .validate, .program]) {
        printer.line("public static var program: SchemaProgram { \(code.helpers.program()) }")
      }
      guard code.parts.contains(.validate) else { return }
      printer.line()
      printer.block("public static func validate(_ reader: inout JSONReader) -> Bool {") { printer in
        code.checks.call(code.root, &printer)
        printer.line("return true")
      }
    }
    printer.line()
  }
}

import SchemaCompiler
import SchemaRuntime

/// What the code of all constructs of one schema has in common: the types that were planned, the helpers that were asked
/// for, and what is to be generated at all.
///
/// Each construct is a small value over it with what concerns it side by side: how its type is declared, decoded,
/// checked and written. A class, since constructs nest as deeply as schemas do and a copy for each would count a dozen
/// references.
final class SchemaCode {
  let schema: CompiledSchema
  let planner: TypePlanner
  /// The enum that all types are nested in.
  let scope: String
  let rootName: String
  let helpers: Helpers
  /// Whether decoding looks at numbers that it rounds.
  let notesRounding: Bool
  let parts: EmittedParts

  init(
    schema: CompiledSchema, scope: String, rootName: String, names: Namer, parts: EmittedParts, unionLines: Int
  ) {
    self.schema = schema
    self.scope = scope
    self.rootName = rootName
    helpers = Helpers(prefix: Namer.bare(scope) + rootName)
    planner = TypePlanner(schema: schema, rootName: rootName, names: names.taking(scope), unionLines: unionLines)
    notesRounding = planner.roundingMatters
    // A value whose numbers were rounded is written and checked while it is read.
    self.parts = notesRounding && parts.contains(.decode) ? parts.union(.type) : parts
  }

  var objects: ObjectCode { ObjectCode(code: self) }
  var members: MemberCode { MemberCode(code: self) }
  var maps: MapCode { MapCode(code: self) }
  var arrays: ArrayCode { ArrayCode(code: self) }
  var tuples: TupleCode { TupleCode(code: self) }
  var unions: UnionCode { UnionCode(code: self) }
  var enumerations: EnumerationCode { EnumerationCode(code: self) }
  var strings: StringCode { StringCode(code: self) }
  var numbers: NumberCode { NumberCode(code: self) }
  var applicators: ApplicatorCode { ApplicatorCode(code: self) }
  var alternatives: AlternativesCode { AlternativesCode(code: self) }
  var checks: CheckCode { CheckCode(code: self) }
  var decoders: DecoderCode { DecoderCode(code: self) }
  var blanks: BlankCode { BlankCode(code: self) }
  var defaults: DefaultCode { DefaultCode(code: self) }
  var constants: ConstantCode { ConstantCode(code: self) }

  // MARK: nodes and types

  /// The node that decides the type of the whole schema.
  var root: SchemaNodeID { planner.resolved(schema.program.root) }

  /// Whether the root is a declared type; otherwise it gets a wrapper struct with one property, `value`.
  var rootIsDeclared: Bool { plan(root).declaringNode == root }

  /// Whether a node is what the whole schema says.
  func isRoot(_ node: SchemaNodeID) -> Bool { rootIsDeclared && node == root }

  func plan(_ node: SchemaNodeID) -> TypePlan { planner.plan(node) }

  /// The plan of a node that is declared, without the null that may be beside it.
  func declaredPlan(_ node: SchemaNodeID) -> TypePlan {
    if case .optional(let wrapped) = plan(node) { return wrapped }
    return plan(node)
  }

  func type(of node: SchemaNodeID) -> String { type(plan(node)) }

  /// The Swift type, with the scope: inside an extension of another type a bare name could be one of its own.
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
}

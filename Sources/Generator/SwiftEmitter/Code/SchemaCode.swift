import SchemaCompiler
import SchemaRuntime

/// What the code of all constructs of one schema has in common: the types that were planned, the helpers that were
/// asked for, and what is to be generated at all.
///
/// Each construct is a small value over it with what concerns it side by side: how its type is declared, decoded,
/// checked and written. A class, since constructs nest as deeply as schemas do and a copy for each would count a dozen
/// references.
final class SchemaCode {
  let schema: CompiledSchema
  let planner: TypePlanner
  let home: TypeHome
  let helpers: Helpers
  /// Whether decoding looks at numbers that it rounds.
  let notesRounding: Bool
  let parts: EmittedParts
  /// What other files need of declared types.
  private let demand: [SchemaNodeID: EmittedParts]
  private let typesOfRoot: Set<SchemaNodeID>

  init(_ home: TypeHome, parts: EmittedParts, demand: [SchemaNodeID: EmittedParts]) {
    self.home = home
    self.demand = demand
    planner = home.planner
    schema = home.planner.schema
    helpers = Helpers(prefix: Namer.bare(home.scope) + home.rootName)
    notesRounding = planner.roundingMatters
    self.parts = planner.completed(parts)
    typesOfRoot = demand.isEmpty ? [] : planner.types(below: schema.program.root).declared
  }

  var scope: String { home.scope }
  var rootName: String { home.rootName }

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
  var defaults: DefaultCode { DefaultCode(home: home) }
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

  func type(of node: SchemaNodeID) -> String { home.type(of: node) }

  func type(_ plan: TypePlan) -> String { home.type(plan) }

  // MARK: what is generated

  /// Declared types that something asks for, in the order they were met.
  var declared: [SchemaNodeID] { planner.declared.filter { parts(of: $0).declaresTypes } }

  /// What is generated of a declared type: for the root what the settings say, and what other files need of it.
  func parts(of node: SchemaNodeID) -> EmittedParts {
    if demand.isEmpty { return parts }
    return (typesOfRoot.contains(node) ? parts : []).union(demand[node] ?? [])
  }
}

extension TypePlanner {
  /// The parts with those that they bring along: a value whose numbers were rounded is written and checked while it is
  /// read.
  func completed(_ parts: EmittedParts) -> EmittedParts {
    parts.contains(.decode) && roundingMatters ? parts.union(.type) : parts
  }
}

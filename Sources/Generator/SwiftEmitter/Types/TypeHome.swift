import SchemaCompiler
import SchemaRuntime

/// The types of one schema and the enum that they are nested in: all that another file must know to use one of them.
///
/// A class, because files that use its types hold on to the same one, and compare it by identity to know whose a type
/// is.
final class TypeHome {
  /// The enum.
  let scope: String
  let rootName: String
  let planner: TypePlanner

  init(scope: String, rootName: String, planner: TypePlanner) {
    self.scope = scope
    self.rootName = rootName
    self.planner = planner
  }

  func type(of node: SchemaNodeID) -> String { type(planner.plan(node)) }

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
    case .foreign(let type): type.home.type(type.plan)
    case .optional(let wrapped): type(wrapped) + "?"
    }
  }

  /// Its own types by the location of their schema, for other files. A location that dynamic references reach in
  /// several ways has several types, of which none is the one.
  func types(in path: String) -> [String: ForeignType] {
    let nodes = Dictionary(grouping: planner.declared) { planner.schema.program.nodes[$0].location }
    return nodes.filter { $0.value.count == 1 && $0.key.hasPrefix(path + "#") }
      .mapValues { ForeignType(home: self, node: $0[0]) }
  }
}

/// A type that another file declares.
struct ForeignType {
  let home: TypeHome
  /// The node there.
  let node: SchemaNodeID

  /// The plan there, without the null that may be beside it. Its nodes are those of its home.
  var plan: TypePlan {
    let plan = home.planner.plan(node)
    return if case .optional(let wrapped) = plan { wrapped } else { plan }
  }

  var isOptional: Bool { home.planner.plan(node).isOptional }
}

extension TypePlanner {
  /// The declared types that a value of a node can hold, its own included, and those of other files among them.
  ///
  /// What a user of one type needs is this and nothing else: the rest of the file is not printed for it.
  func types(below node: SchemaNodeID) -> (declared: Set<SchemaNodeID>, foreign: [ForeignType]) {
    var declared: Set<SchemaNodeID> = []
    var foreign: [ForeignType] = []
    var waiting = [plan(node)]
    while let plan = waiting.popLast() {
      if let own = plan.declaringNode, !declared.insert(own).inserted { continue }
      if case .foreign(let type) = plan { foreign.append(type) }
      waiting += parts(of: plan)
    }
    return (declared, foreign)
  }

  /// The types that values of a type are made of.
  private func parts(of plan: TypePlan) -> [TypePlan] {
    func others(_ others: StructurePlan.Additional) -> [TypePlan] {
      if case .typed(let node) = others { [self.plan(node)] } else { [] }
    }
    return switch plan {
    case .array(let element): [self.plan(element)]
    case .map(let value): value.map { [self.plan($0)] } ?? []
    case .structure(let plan): plan.members.map(self.plan(of:)) + others(plan.additional)
    case .tuple(let plan): plan.elements.map(self.plan(of:)) + others(plan.rest)
    case .union(let plan): plan.cases.map(payload(of:))
    case .optional(let wrapped): [wrapped]
    case .string, .integer, .double, .boolean, .number, .text, .raw, .enumeration, .foreign: []
    }
  }
}

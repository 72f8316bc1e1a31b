import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Decides the Swift type of every node and the names of those that are declared.
///
/// Planning is apart from printing because types refer to each other: what one is called and whether it lies behind a
/// reference must be known before the first line of another is printed.
struct TypePlanner {
  let schema: CompiledSchema
  var plans: [SchemaNodeID: TypePlan] = [:]
  /// Nodes whose type is declared, in the order they were met.
  private(set) var declared: [SchemaNodeID] = []
  /// Nodes whose type does not say all that they assert: the whole of their checks run before the value is read.
  var prechecked: Set<SchemaNodeID> = []
  /// Nodes whose type is that of another node.
  var adopted: [SchemaNodeID: SchemaNodeID] = [:]
  /// Unions that are kept as text because of their size, validated by the interpreter.
  let wideUnions: Set<SchemaNodeID>
  /// Unions that contain themselves by value.
  var indirect: Set<SchemaNodeID> = []
  /// Declared nodes that are being planned, innermost last, as far as no container lies between.
  var open: [SchemaNodeID] = []
  /// Nodes that contain themselves and have no declared type to say so with.
  private var endless: Set<SchemaNodeID> = []
  private var started: Set<SchemaNodeID> = []
  /// Types that other files declare, by the location of their schema.
  private let foreign: [String: ForeignType]
  /// Made when the first value is to be validated.
  var conformance: Conformance?
  private var names: Namer
  private let rootName: String
  /// The root's declared type has the name that was asked for; otherwise a wrapper will have it.
  private let namesRoot: Bool
  private let allFacts: [NodeFacts]

  /// `unionLines`: how long the code of a wide union may be.
  init(
    schema: CompiledSchema, rootName: String, names: Namer, unionLines: Int, foreign: [String: ForeignType] = [:]
  ) {
    self.init(
      schema: schema, rootName: rootName, names: names, unionLines: unionLines, foreign: foreign, namesRoot: true)
    // A declared type has no value for null: the root's name is left to the wrapper that does.
    if plan(schema.program.root).isOptional {
      self.init(
        schema: schema, rootName: rootName, names: names, unionLines: unionLines, foreign: foreign, namesRoot: false)
    }
  }

  private init(
    schema: CompiledSchema, rootName: String, names: Namer, unionLines: Int, foreign: [String: ForeignType],
    namesRoot: Bool
  ) {
    self.schema = schema
    self.foreign = foreign
    self.names = names
    self.rootName = rootName
    self.namesRoot = namesRoot
    let facts = schema.program.nodes.indices.map { NodeFacts($0, in: schema.program) }
    allFacts = facts
    wideUnions = WideUnions(facts, resolved: { facts.resolved($0) }).exceeding(unionLines)
    _ = self.names.type(rootName)
    plan(schema.program.root, named: rootName)
    // Behind the root, so that its types are called the same whether others use the definitions or not.
    for definition in schema.definitions { plan(definition, named: rootName) }
  }

  /// The names used up, for the next schema of the same scope.
  var usedNames: Namer { names }

  func facts(_ id: SchemaNodeID) -> NodeFacts { allFacts[id] }

  /// The finished plan of a node.
  func plan(_ id: SchemaNodeID) -> TypePlan {
    let node = resolved(id)
    guard let own = plans[node] else { return .raw }
    guard let source = adopted[node] else { return own }
    let plan = plan(source)
    return own.isOptional && !plan.isOptional ? .optional(plan) : plan
  }

  /// The node that decides a node's type: itself, or what a chain of bare references ends at.
  func resolved(_ id: SchemaNodeID) -> SchemaNodeID { allFacts.resolved(id) }

  /// The node and what a chain of bare references leads through.
  func chain(_ id: SchemaNodeID) -> [SchemaNodeID] { allFacts.chain(id) }

  /// The plan of a node, made when it is met first.
  @discardableResult
  mutating func plan(_ id: SchemaNodeID, named name: String) -> TypePlan {
    let node = resolved(id)
    if let known = plans[node] { return known }
    guard started.insert(node).inserted else {
      endless.insert(node)
      return .raw
    }
    let plan = makePlan(node, named: schema.annotations[node]?.definitionName ?? name)
    plans[node] = plan
    if endless.contains(node) {
      adopted[node] = nil
      plans[node] = .raw
    }
    return plans[node] ?? plan
  }

  /// The plan of a node behind an array or a map, where recursion needs no further room.
  @discardableResult
  mutating func planContained(_ id: SchemaNodeID, named name: String) -> TypePlan {
    let outer = open
    open = []
    defer { open = outer }
    return plan(id, named: name)
  }

  private mutating func makePlan(_ node: SchemaNodeID, named name: String) -> TypePlan {
    if let type = foreign[schema.program.nodes[node].location] {
      return type.isOptional ? .optional(.foreign(type)) : .foreign(type)
    }
    let facts = facts(node)
    let parts = conjuncts(node)
    if parts.contains(where: \.isNever) { return .raw }
    if parts.count > 1 { return combinedPlan(facts, parts, named: name) }
    return ownPlan(facts, named: name)
  }

  /// The plan that a node's own keywords give, whatever it refers to.
  mutating func ownPlan(_ facts: NodeFacts, named name: String) -> TypePlan {
    if facts.hasConditions || !facts.not.isEmpty { prechecked.insert(facts.id) }
    if facts.constants != nil { return constantPlan(facts, named: name) }
    if facts.any.count + facts.one.count > 0 {
      if let plan = branchPlan(facts, named: name) { return plan }
      prechecked.insert(facts.id)
    }
    guard facts.hasType else { return .raw }
    let nullable = facts.types.contains(.null) && facts.types != .null
    guard let base = typedPlan(facts, facts.types.subtracting(.null), named: name) else { return .raw }
    return nullable ? .optional(base) : base
  }

  private mutating func typedPlan(_ facts: NodeFacts, _ types: JSONTypeSet, named name: String) -> TypePlan? {
    switch types {
    case .string: return stringPlan(facts)
    case .integer, [.integer, .number]: return numberPlan(facts, whole: types == .integer)
    case .boolean: return .boolean
    case .array: return arrayPlan(facts, named: name)
    case .object: return objectPlan(facts, named: name)
    default: return types.isEmpty ? nil : kindUnion(facts, types, named: name)
    }
  }

  /// A number that some bound or default needs exactly, which no `Int` or `Double` is, is kept as its text.
  ///
  /// Text only where the schema itself says that it means such numbers: for all others `Int` and `Double` are what
  /// people want.
  func numberPlan(_ facts: NodeFacts, whole: Bool) -> TypePlan {
    if schema.filling.exactNumbers.contains(facts.id) { return .number }
    guard let range = facts.range else { return whole ? .integer : .double }
    return whole ? range.exceedsInt ? .number : .integer : range.exceedsDouble ? .number : .double
  }

  /// One format, checked, gives the string a type; more than one say too much for that.
  func stringPlan(_ facts: NodeFacts) -> TypePlan {
    guard facts.formats.count == 1, let type = TextType(facts.formats[0]) else { return .string }
    return .text(type)
  }

  mutating func declare(_ node: SchemaNodeID, _ name: String) -> String {
    declared.append(node)
    return namesRoot && isRoot(node) ? rootName : names.type(nameOfContent(node, name))
  }

  private func isRoot(_ node: SchemaNodeID) -> Bool { node == resolved(schema.program.root) }

  /// What the type that a node takes from another is called; the root's own name belongs to its wrapper.
  func nameOfContent(_ node: SchemaNodeID, _ name: String) -> String { isRoot(node) ? rootName + "Content" : name }

  /// Runs `body` while `node` counts as unfinished; `placeholder` is its plan for those that refer back.
  ///
  /// Recursion ends here: whoever comes back to the node finds the placeholder, and knows by `open` that it lies inside
  /// it.
  mutating func whileOpen(_ node: SchemaNodeID, _ placeholder: TypePlan, _ body: (inout TypePlanner) -> TypePlan)
    -> TypePlan
  {
    plans[node] = placeholder
    open.append(node)
    let plan = body(&self)
    open.removeLast()
    return plan
  }
}

extension [NodeFacts] {
  /// What a chain of bare references ends at; facts by node.
  fileprivate func resolved(_ id: SchemaNodeID) -> SchemaNodeID {
    var current = id
    var seen: Set<SchemaNodeID> = []
    while seen.insert(current).inserted, let target = self[current].soleReference { current = target }
    return current
  }

  fileprivate func chain(_ id: SchemaNodeID) -> [SchemaNodeID] {
    var nodes = [id]
    while let target = self[nodes[nodes.count - 1]].soleReference, !nodes.contains(target) { nodes.append(target) }
    return nodes
  }
}

extension NodeFacts {
  /// Whether the node's own keywords give a type of their own, so that `anyOf` and `oneOf` only narrow it.
  var hasOwnShape: Bool {
    guard hasType else { return false }
    switch types.subtracting(.null) {
    case .object: return object.map { !$0.properties.isEmpty } ?? false
    case .array: return array?.items != nil || array?.prefixItems.isEmpty == false
    case .string, .integer, [.integer, .number], .boolean: return true
    default: return false
    }
  }
}

extension NumberRange {
  /// Whether a bound says that values beyond 64 bits are meant.
  var exceedsInt: Bool {
    [minimum, maximum, exclusiveMinimum, exclusiveMaximum].contains { $0?.exceedsInt == true }
  }

  /// Whether a bound needs more digits than a double keeps.
  var exceedsDouble: Bool {
    [minimum, maximum, exclusiveMinimum, exclusiveMaximum].contains { $0?.isPlainDouble == false }
  }
}

extension JSONDecimal {
  fileprivate var exceedsInt: Bool { integerPart(roundedUp: false) == nil }
}

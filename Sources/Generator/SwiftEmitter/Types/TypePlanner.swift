import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Decides the Swift type of every node and the names of those that are declared.
struct TypePlanner {
  let schema: CompiledSchema
  private(set) var plans: [SchemaNodeID: TypePlan] = [:]
  /// Nodes whose type is declared, in the order they were met.
  private(set) var declared: [SchemaNodeID] = []
  private var names: Namer
  private var open: Set<SchemaNodeID> = []

  init(schema: CompiledSchema, rootName: String, names: Namer) {
    self.schema = schema
    self.names = names
    _ = plan(schema.program.root, named: rootName, viaContainer: false)
    guard case .optional? = plans[resolved(schema.program.root)] else { return }
    // A declared type has no value for null: the root's name is left to the wrapper that does.
    (plans, declared, self.names) = ([:], [], names)
    _ = self.names.type(rootName)
    _ = plan(schema.program.root, named: rootName + "Content", viaContainer: false)
  }

  /// The names used up, for the next schema of the same scope.
  var usedNames: Namer { names }

  func facts(_ id: SchemaNodeID) -> NodeFacts { NodeFacts(id, in: schema.program) }

  /// The node that decides a node's type: itself, or what a chain of bare references ends at.
  func resolved(_ id: SchemaNodeID) -> SchemaNodeID {
    var current = id
    var seen: Set<SchemaNodeID> = []
    while seen.insert(current).inserted, let target = facts(current).soleReference { current = target }
    return current
  }

  /// `viaContainer`: an array or a map stands between this node and the type around it, so recursion is fine.
  @discardableResult
  private mutating func plan(_ id: SchemaNodeID, named name: String, viaContainer: Bool) -> TypePlan {
    let node = resolved(id)
    if let known = plans[node] { return open.contains(node) && !viaContainer ? .raw : known }
    let facts = facts(node)
    let name = schema.annotations[node]?.definitionName ?? name
    let plan = makePlan(facts, named: name)
    plans[node] = plan
    return plan
  }

  private mutating func makePlan(_ facts: NodeFacts, named name: String) -> TypePlan {
    if facts.hasConditions || facts.isNever || !facts.not.isEmpty || !facts.all.isEmpty || !facts.references.isEmpty {
      return .raw
    }
    if let union = branchUnion(facts, named: name) { return union }
    if !facts.any.isEmpty || !facts.one.isEmpty { return .raw }
    if let strings = facts.stringConstants {
      let plan = TypePlan.enumeration(enumeration(strings, facts.id, name))
      return facts.constants?.contains(.null) == true ? .optional(plan) : plan
    }
    if facts.constants != nil || !facts.hasType { return .raw }
    let nullable = facts.types.contains(.null) && facts.types != .null
    guard let base = typedPlan(facts, facts.types.subtracting(.null), named: name) else { return .raw }
    return nullable ? .optional(base) : base
  }

  private mutating func typedPlan(_ facts: NodeFacts, _ types: JSONTypeSet, named name: String) -> TypePlan? {
    switch types {
    case .string: return .string
    case .integer: return .integer
    case [.integer, .number]: return .double
    case .boolean: return .boolean
    case .array: return arrayPlan(facts, named: name)
    case .object: return objectPlan(facts, named: name)
    default: return types.isEmpty ? nil : kindUnion(facts, types, named: name)
    }
  }

  private mutating func arrayPlan(_ facts: NodeFacts, named name: String) -> TypePlan? {
    guard let array = facts.array, array.prefixItems.isEmpty, let items = array.items else { return .raw }
    plan(items, named: name + "Item", viaContainer: true)
    return .array(element: items)
  }

  private mutating func objectPlan(_ facts: NodeFacts, named name: String) -> TypePlan? {
    // Keywords without a place in a struct, such as a required member that is not declared, keep the value JSON text.
    guard let object = facts.object, object.patternProperties.isEmpty, object.propertyNames == nil,
      object.required.allSatisfy({ name in object.properties.contains { $0.name == name } })
    else { return .raw }
    let typeName = declare(facts.id, name)
    open.insert(facts.id)
    defer { open.remove(facts.id) }
    // Known to itself from here on: members may refer back to it through a container.
    plans[facts.id] = .structure(
      StructurePlan(name: typeName, node: facts.id, members: [], additional: .none, count: .any))
    var identifiers = Namer(reserved: ["additional", "program", "write", "validate", "reader", "writer", "seen"])
    let members = object.properties.map { property -> StructurePlan.Member in
      let text = String(property.name)
      var scratch = Namer()
      let isRecursive = open.contains(resolved(property.schema))
      plan(property.schema, named: typeName + scratch.type(text), viaContainer: false)
      let required = object.required.contains(property.name)
      return StructurePlan.Member(
        name: property.name, identifier: identifiers.member(text), schema: property.schema, isRequired: required,
        defaultValue: required ? nil : defaultValue(property.schema), isRecursive: isRecursive)
    }
    let additional: StructurePlan.Additional
    switch object.additional {
    case .closed: additional = .none
    case .open: additional = .raw
    case .schema(let target):
      plan(target, named: typeName + "Value", viaContainer: true)
      additional = .typed(target)
    }
    return .structure(
      StructurePlan(name: typeName, node: facts.id, members: members, additional: additional, count: object.count))
  }

  private func defaultValue(_ id: SchemaNodeID) -> JSONValue? {
    schema.annotations[id]?.defaultValue ?? schema.annotations[resolved(id)]?.defaultValue
  }

  private mutating func enumeration(_ strings: [JSONString], _ node: SchemaNodeID, _ name: String) -> EnumerationPlan {
    var identifiers = Namer(reserved: ["write", "init"])
    return EnumerationPlan(
      name: declare(node, name), node: node, cases: strings.map { (identifiers.member(String($0)), $0) })
  }

  private mutating func declare(_ node: SchemaNodeID, _ name: String) -> String {
    declared.append(node)
    return names.type(name)
  }

  // MARK: unions

  /// `oneOf` with a tag, or `oneOf`/`anyOf` whose branches take values of different kinds.
  private mutating func branchUnion(_ facts: NodeFacts, named name: String) -> TypePlan? {
    guard facts.any.count + facts.one.count == 1, facts.constants == nil, facts.object == nil, facts.array == nil,
      facts.length == nil, facts.range == nil, facts.patterns.isEmpty, facts.formats.isEmpty
    else { return nil }
    if let one = facts.one.first, let discriminator = one.discriminator {
      return tagUnion(facts.id, one, discriminator, named: name)
    }
    let branches = facts.one.first?.branches ?? facts.any[0]
    let kinds = branches.map { JSONKind.kinds(of: self.facts(resolved($0)).admittedTypes) }
    guard !facts.hasType, kinds.reduce(0, { $0 + $1.count }) == Set(kinds.joined()).count,
      branches.allSatisfy({ self.facts(resolved($0)).hasType || self.facts(resolved($0)).constants != nil })
    else { return nil }
    let typeName = declare(facts.id, name)
    var identifiers = Namer()
    let cases = zip(branches, kinds).map { branch, kinds -> UnionPlan.Case in
      let label = kinds.sorted { $0.rawValue < $1.rawValue }.map { "\($0)" }.joined(separator: " or ")
      plan(branch, named: typeName + label.prefix(1).uppercased() + label.dropFirst(), viaContainer: false)
      return UnionPlan.Case(
        identifier: identifiers.member(label), schema: branch, tag: nil, kinds: kinds, restrictedTo: nil)
    }
    return .union(UnionPlan(name: typeName, node: facts.id, selector: .kind, cases: cases))
  }

  private mutating func tagUnion(
    _ node: SchemaNodeID, _ one: OneOfCheck, _ discriminator: OneOfCheck.Discriminator, named name: String
  ) -> TypePlan {
    let typeName = declare(node, name)
    open.insert(node)
    defer { open.remove(node) }
    plans[node] = .union(UnionPlan(name: typeName, node: node, selector: .tag(discriminator.property), cases: []))
    var identifiers = Namer()
    let cases = zip(one.branches, discriminator.tags).map { branch, tag -> UnionPlan.Case in
      var scratch = Namer()
      plan(branch, named: typeName + scratch.type(String(tag)), viaContainer: false)
      return UnionPlan.Case(
        identifier: identifiers.member(String(tag)), schema: branch, tag: tag, kinds: [.object], restrictedTo: nil)
    }
    return .union(UnionPlan(name: typeName, node: node, selector: .tag(discriminator.property), cases: cases))
  }

  /// Several types in one `type` keyword: one case each, with the checks that speak about that type.
  private mutating func kindUnion(_ facts: NodeFacts, _ types: JSONTypeSet, named name: String) -> TypePlan? {
    guard facts.constants == nil, facts.object == nil || !types.contains(.object),
      facts.array == nil || !types.contains(.array)
    else { return .raw }
    let typeName = declare(facts.id, name)
    let numeric: JSONTypeSet = types.contains(.number) ? [.number, .integer] : .integer
    let parts: [(String, JSONTypeSet, JSONKind)] = [
      ("boolean", .boolean, .boolean), ("number", numeric, .number), ("string", .string, .string),
      ("array", .array, .array), ("object", .object, .object),
    ]
    let cases = parts.filter { !types.isDisjoint(with: $0.1) }.map { label, set, kind in
      UnionPlan.Case(
        identifier: set == .integer ? "integer" : label, schema: facts.id, tag: nil, kinds: [kind], restrictedTo: set)
    }
    return .union(UnionPlan(name: typeName, node: facts.id, selector: .kind, cases: cases))
  }
}

extension JSONKind {
  /// The kinds of values that types admit: `integer` and `number` are both numbers.
  static func kinds(of types: JSONTypeSet) -> Set<JSONKind> {
    var kinds: Set<JSONKind> = []
    if types.contains(.null) { kinds.insert(.null) }
    if types.contains(.boolean) { kinds.insert(.boolean) }
    if !types.isDisjoint(with: [.integer, .number]) { kinds.insert(.number) }
    if types.contains(.string) { kinds.insert(.string) }
    if types.contains(.array) { kinds.insert(.array) }
    if types.contains(.object) { kinds.insert(.object) }
    return kinds
  }
}

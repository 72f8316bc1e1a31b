import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Names that members of a generated type cannot have because the type has them already.
private let takenMemberNames: Set<String> = ["additional", "hashValue", "rest", "write"]

/// And what a type has that does not show all of its members.
private let namesOfDescriptions: Set<String> = ["description", "debugDescription", "customMirror"]

extension TypePlanner {
  /// An array that says nothing of its elements has no better type than its text.
  mutating func arrayPlan(_ facts: NodeFacts, named name: String) -> TypePlan {
    guard let array = facts.array else { return .raw }
    if !array.prefixItems.isEmpty { return tuplePlan(facts, array, named: name) }
    guard let items = array.items, !self.facts(resolved(items)).isNever else { return .raw }
    planContained(items, named: name + "Item")
    return .array(element: items)
  }

  /// Elements that an array may end before are optional.
  ///
  /// Names are positions, since a schema has none for them.
  private mutating func tuplePlan(_ facts: NodeFacts, _ array: ArrayCheck, named name: String) -> TypePlan {
    let typeName = declare(facts.id, name)
    let placeholder = TuplePlan(name: typeName, node: facts.id, elements: [], rest: .none)
    return whileOpen(facts.id, .tuple(placeholder)) { planner in
      let elements = array.prefixItems.enumerated().map { index, schema in
        let part = MergedMember(
          name: JSONString(String(index)), schemas: [schema], isRequired: index < array.count.minimum, hasDefault: false
        )
        return planner.member("_\(index)", part.name, part, named: typeName + "Part\(index)")
      }
      let rest = planner.additional(array.items, named: typeName + "Rest")
      return .tuple(TuplePlan(name: typeName, node: facts.id, elements: elements, rest: rest))
    }
  }

  /// What follows the named parts; nil: anything.
  private mutating func additional(_ schema: SchemaNodeID?, named name: String) -> StructurePlan.Additional {
    guard let schema else { return .raw }
    if facts(resolved(schema)).isNever { return .none }
    planContained(schema, named: name)
    return .typed(schema)
  }

  mutating func objectPlan(_ facts: NodeFacts, named name: String) -> TypePlan {
    // Nothing is said about its members: whoever passes it on wants the bytes.
    guard let object = facts.object else { return .raw }
    let hasPatterns = !object.patternProperties.isEmpty
    let undeclared = object.required.contains { name in !object.properties.contains { $0.name == name } }
    if hasPatterns || object.propertyNames != nil || undeclared { prechecked.insert(facts.id) }
    let closed = if case .closed = object.additional { true } else { false }
    if object.properties.isEmpty, hasPatterns || !closed { return mapPlan(object, named: name) }
    let members = object.properties.map { property in
      MergedMember(name: property.name, schemas: [property.schema], isRequired: object.required.contains(property.name))
    }
    // Members that a pattern names are kept as they came.
    let additional = hasPatterns ? ObjectCheck.Additional.open : object.additional
    return structurePlan(facts.id, members, additional, object.count, named: name)
  }

  /// Values of two different schemas could only be an array of unions, which nobody wants to use: they stay text.
  private mutating func mapPlan(_ object: ObjectCheck, named name: String) -> TypePlan {
    var values = object.patternProperties.map { resolved($0.schema) }
    switch object.additional {
    case .open: return .map(value: nil)
    case .closed: break
    case .schema(let node): values.append(resolved(node))
    }
    guard let value = values.first, values.allSatisfy({ $0 == value }) else { return .map(value: nil) }
    planContained(value, named: name + "Value")
    return .map(value: value)
  }

  /// The placeholder has the name and nothing else: that is all which a member that refers back needs.
  mutating func structurePlan(
    _ node: SchemaNodeID, _ properties: [MergedMember], _ others: ObjectCheck.Additional, _ count: CountRange,
    named name: String
  ) -> TypePlan {
    let typeName = declare(node, name)
    let placeholder = StructurePlan(name: typeName, node: node, members: [], additional: .none, count: .any)
    return whileOpen(node, .structure(placeholder)) { planner in
      let isSecret = properties.contains { planner.isSecret($0.schemas) }
      var identifiers = Namer(reserved: isSecret ? takenMemberNames.union(namesOfDescriptions) : takenMemberNames)
      let members = properties.map { property -> StructurePlan.Member in
        let text = String(property.name)
        var scratch = Namer()
        return planner.member(
          identifiers.member(text), property.name, property, named: typeName + scratch.type(text))
      }
      let additional: StructurePlan.Additional
      switch others {
      case .open: additional = .raw
      case .closed: additional = .none
      case .schema(let target): additional = planner.additional(target, named: typeName + "Value")
      }
      return .structure(
        StructurePlan(name: typeName, node: node, members: members, additional: additional, count: count))
    }
  }

  private mutating func member(
    _ identifier: String, _ name: JSONString, _ property: MergedMember, named typeName: String
  ) -> StructurePlan.Member {
    guard let schema = mergedSchema(property.schemas, named: typeName) else {
      return StructurePlan.Member(
        name: name, identifier: identifier, schema: property.schemas[0], isRequired: property.isRequired,
        defaultPlan: .none, storage: .raw, isDeprecated: isDeprecated(property.schemas),
        isSecret: isSecret(property.schemas))
    }
    let fills = property.hasDefault && !property.isRequired
    let fallback = fills ? defaultPlan(name, property.schemas) : .none
    let plan = plan(schema, named: typeName)
    return StructurePlan.Member(
      name: name, identifier: identifier, schema: schema, isRequired: property.isRequired, defaultPlan: fallback,
      storage: storage(plan, isOptional: !property.isRequired || admittedTypes(schema).contains(.null)),
      isDeprecated: isDeprecated(property.schemas), isSecret: isSecret(property.schemas))
  }

  private func isDeprecated(_ schemas: [SchemaNodeID]) -> Bool {
    schemas.contains { schema.annotations[$0]?.isDeprecated == true }
  }

  /// Also when the definition that a member refers to says so.
  private func isSecret(_ schemas: [SchemaNodeID]) -> Bool {
    schemas.contains { schema.annotations[$0]?.isSecret == true || schema.annotations[resolved($0)]?.isSecret == true }
  }

  /// A type that is not finished yet lies around this member: a union of it goes behind a reference by itself, a
  /// struct when the member may be absent.
  ///
  /// A required member of a type that contains itself has no finite value. It stays text, so that the rest of the type
  /// can be used; the check refuses every value, as it must.
  private mutating func storage(_ plan: TypePlan, isOptional: Bool) -> StructurePlan.Storage {
    var plan = plan
    if case .optional(let wrapped) = plan { plan = wrapped }
    guard let node = plan.declaringNode, open.contains(node) else { return .plain }
    if case .union = plan {
      indirect.insert(node)
      return .plain
    }
    return isOptional ? .boxed : .raw
  }
}

/// A member that one object schema declares, or several that hold together.
struct MergedMember {
  let name: JSONString
  var schemas: [SchemaNodeID]
  var isRequired: Bool
  /// False for what a default cannot fill in: the end of an array.
  var hasDefault = true
}

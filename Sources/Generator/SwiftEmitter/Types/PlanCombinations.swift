import JSONCore
import SchemaCompiler
import SchemaRuntime

extension TypePlanner {
  /// The node and everything it refers to or combines by `allOf`: schemas that must all accept the value.
  ///
  /// Depth first and each node once: `allOf` may refer to itself, and the order decides which title and default come
  /// first.
  func conjuncts(_ id: SchemaNodeID) -> [NodeFacts] {
    var found: [NodeFacts] = []
    var seen: Set<SchemaNodeID> = []
    var pending = [id]
    while let next = pending.popLast() {
      guard seen.insert(next).inserted else { continue }
      let facts = facts(next)
      found.append(facts)
      pending += (facts.references + facts.all).reversed()
    }
    return found
  }

  /// Several schemas for one value. The value is checked as they are written; its type is the struct of all their
  /// members, or that of the one which says most.
  ///
  /// A value that must match several schemas has no type in Swift that says so. One of them gives the type, all of them
  /// are checked; that reads the value twice, and no other way gives the same result.
  mutating func combinedPlan(_ facts: NodeFacts, _ parts: [NodeFacts], named name: String) -> TypePlan {
    prechecked.insert(facts.id)
    let objects = parts.filter { $0.object.map { !$0.properties.isEmpty } ?? false }
    let isObject = parts.contains { $0.hasType && $0.types == .object }
    if isObject, objects.count > 1 || objects.first?.id == facts.id { return mergedPlan(facts.id, parts, named: name) }
    let speaking = parts.filter(\.saysType)
    guard let best = speaking.max(by: { $0.weight < $1.weight }) else { return .raw }
    if best.id == facts.id { return ownPlan(facts, named: name) }
    adopted[facts.id] = best.id
    return plan(best.id, named: nameOfContent(facts.id, name))
  }

  /// In the order in which the schemas are met, so that members of the base come before those that extend it.
  private mutating func mergedPlan(_ node: SchemaNodeID, _ parts: [NodeFacts], named name: String) -> TypePlan {
    var members: [MergedMember] = []
    var others = ObjectCheck.Additional.open
    let required = Set(parts.flatMap { $0.object?.required ?? [] })
    for object in parts.compactMap(\.object) {
      for property in object.properties {
        if let index = members.firstIndex(where: { $0.name == property.name }) {
          members[index].schemas.append(property.schema)
        } else {
          members.append(
            MergedMember(name: property.name, schemas: [property.schema], isRequired: required.contains(property.name)))
        }
      }
      // Patterns may name further members: those are kept.
      if case .closed = object.additional, object.patternProperties.isEmpty { others = .closed }
    }
    if parts.contains(where: { $0.unevaluatedProperties.map { facts(resolved($0)).isNever } == true }) {
      others = .closed
    }
    return structurePlan(node, members, others, .any, named: name)
  }

  /// The schema whose type a member of several schemas gets; nil when their types contradict each other.
  ///
  /// A type that contradicts another is no error: such a schema accepts nothing, and says so when it is used.
  mutating func mergedSchema(_ schemas: [SchemaNodeID], named name: String) -> SchemaNodeID? {
    guard schemas.count > 1 else { return schemas.first }
    var distinct: [SchemaNodeID] = []
    for schema in schemas where !distinct.contains(where: { resolved($0) == resolved(schema) }) {
      distinct.append(schema)
    }
    let speaking = distinct.filter {
      facts(resolved($0)).saysType || !conjuncts(resolved($0)).filter(\.saysType).isEmpty
    }
    return speaking.max { facts(resolved($0)).weight < facts(resolved($1)).weight } ?? distinct.first
  }
}

extension NodeFacts {
  /// Whether the node's own keywords decide a type.
  var saysType: Bool { hasType || constants != nil || !any.isEmpty || !one.isEmpty }

  /// How much a node says about the type of its value.
  fileprivate var weight: Int {
    if constants != nil { return 5 }
    guard hasType else { return saysType ? 1 : 0 }
    if object.map({ !$0.properties.isEmpty }) == true || array?.items != nil { return 4 }
    if !any.isEmpty || !one.isEmpty { return 3 }
    return types == [.integer, .number] ? 2 : 3
  }
}

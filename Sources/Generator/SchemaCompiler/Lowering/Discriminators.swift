import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// Gives each `oneOf` the member that tells its branches apart, where there is one. Precondition: no loops.
  mutating func findDiscriminators() {
    for id in nodes.indices {
      for (index, check) in nodes[id].checks.enumerated() {
        guard case .oneOf(let oneOf) = check, let found = discriminator(oneOf.branches) else { continue }
        setDiscriminator(found, of: id, check: index)
      }
    }
  }

  /// The first member, in the order of the first branch, that all branches require and fix to distinct strings.
  private func discriminator(_ branches: [SchemaNodeID]) -> OneOfCheck.Discriminator? {
    guard branches.count > 1 else { return nil }
    let fixed = branches.map(fixedMembers)
    for (property, _) in fixed[0] {
      let tags = fixed.compactMap { members in members.first { $0.property == property }?.tag }
      if tags.count == branches.count, Set(tags).count == tags.count {
        return OneOfCheck.Discriminator(property: property, tags: tags)
      }
    }
    return nil
  }

  /// Required members with one possible value, a string; none when something that is not an object may pass.
  private func fixedMembers(_ branch: SchemaNodeID) -> [(property: JSONString, tag: JSONString)] {
    let checks = conjuncts(branch)
    let isObject = checks.contains { if case .type(let types) = $0 { types == .object } else { false } }
    guard isObject else { return [] }
    var required: Set<JSONString> = []
    var properties: [ObjectCheck.Property] = []
    for case .object(let check) in checks {
      required.formUnion(check.required)
      properties += check.properties
    }
    return properties.compactMap { property in
      guard required.contains(property.name), let tag = fixedString(property.schema) else { return nil }
      return (property.name, tag)
    }
  }

  private func fixedString(_ id: SchemaNodeID) -> JSONString? {
    for check in conjuncts(id) {
      if case .const(.string(let text)) = check { return text }
      if case .enumeration(let values) = check, values.count == 1, case .string(let text) = values[0] { return text }
    }
    return nil
  }

  /// Every check that must hold: those of the node and of what it refers to.
  private func conjuncts(_ id: SchemaNodeID) -> [SchemaCheck] {
    var result: [SchemaCheck] = []
    var waiting = [id]
    var seen: Set<SchemaNodeID> = [id]
    while let next = waiting.popLast() {
      result += nodes[next].checks
      for check in nodes[next].checks {
        switch check {
        case .reference(let target), .dynamicReference(let target, _):
          if seen.insert(target).inserted { waiting.append(target) }
        case .allOf(let branches): waiting += branches.filter { seen.insert($0).inserted }
        case .never, .type, .const, .enumeration, .range, .multipleOf, .length, .pattern, .format, .object, .array,
          .anyOf, .oneOf, .not, .integerNotation, .contains, .dependent, .conditional, .unevaluatedProperties,
          .unevaluatedItems:
          break
        }
      }
    }
    return result
  }
}

import JSONCore
package import SchemaRuntime

/// Checks the values a schema declares (defaults, constants) against it. The interpreter does the same for instances,
/// with full reports; the compiler only needs to know which keyword says no.
package struct Conformance {
  private let nodes: [SchemaNode]

  package init(nodes: [SchemaNode]) { self.nodes = nodes }

  /// The first keyword that refuses `value`; nil when it is valid. Precondition: references do not loop.
  package func refusal(of value: JSONValue, by id: SchemaNodeID) -> String? {
    for check in nodes[id].checks {
      if let keyword = refusal(of: value, by: check) { return keyword }
    }
    return nil
  }

  private func accepts(_ value: JSONValue, _ id: SchemaNodeID) -> Bool { refusal(of: value, by: id) == nil }

  private func refusal(of value: JSONValue, by check: SchemaCheck) -> String? {
    switch check {
    case .never: return "false"
    case .type(let types): return types.isDisjoint(with: value.types) ? "type" : nil
    case .const(let constant): return value == constant ? nil : "const"
    case .enumeration(let values): return values.contains(value) ? nil : "enum"
    case .reference(let target): return refusal(of: value, by: target)
    case .allOf(let branches): return branches.lazy.compactMap { refusal(of: value, by: $0) }.first
    case .anyOf(let branches): return branches.contains { accepts(value, $0) } ? nil : "anyOf"
    case .oneOf(let oneOf): return oneOf.branches.count { accepts(value, $0) } == 1 ? nil : "oneOf"
    case .not(let target): return accepts(value, target) ? "not" : nil
    case .range, .multipleOf:
      if case .number(let number) = value { return refusal(of: number, by: check) }
    case .length, .pattern, .format:
      if case .string(let text) = value { return refusal(of: text, by: check) }
    case .object(let check):
      if case .object(let members) = value { return refusal(of: members, by: check) }
    case .array(let check):
      if case .array(let elements) = value { return refusal(of: elements, by: check) }
    }
    return nil
  }

  private func refusal(of number: JSONDecimal, by check: SchemaCheck) -> String? {
    switch check {
    case .range(let range):
      if let bound = range.minimum, number < bound { return "minimum" }
      if let bound = range.maximum, number > bound { return "maximum" }
      if let bound = range.exclusiveMinimum, number <= bound { return "exclusiveMinimum" }
      if let bound = range.exclusiveMaximum, number >= bound { return "exclusiveMaximum" }
      return nil
    case .multipleOf(let divisor): return number.isMultiple(of: divisor) ? nil : "multipleOf"
    case .never, .type, .const, .enumeration, .length, .pattern, .format, .object, .array, .reference, .allOf, .anyOf,
      .oneOf, .not:
      return nil
    }
  }

  private func refusal(of text: JSONString, by check: SchemaCheck) -> String? {
    switch check {
    case .length(let range):
      if text.codePointCount < range.minimum { return "minLength" }
      return text.codePointCount > range.maximum ? "maxLength" : nil
    case .pattern(let pattern): return pattern.matcher.verdict(text.bytes) == .matches ? nil : "pattern"
    case .format(let format): return format.isValid(text.bytes) ? nil : "format"
    case .never, .type, .const, .enumeration, .range, .multipleOf, .object, .array, .reference, .allOf, .anyOf, .oneOf,
      .not:
      return nil
    }
  }

  private func refusal(of members: [JSONString: JSONValue], by check: ObjectCheck) -> String? {
    if members.count < check.count.minimum { return "minProperties" }
    if members.count > check.count.maximum { return "maxProperties" }
    if !check.required.allSatisfy({ members[$0] != nil }) { return "required" }
    for (name, value) in members.sorted(by: { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }) {
      if let names = check.propertyNames, !accepts(.string(name), names) { return "propertyNames" }
      if let keyword = refusal(of: value, named: name, by: check) { return keyword }
    }
    return nil
  }

  private func refusal(of value: JSONValue, named name: JSONString, by check: ObjectCheck) -> String? {
    var isDeclared = false
    if let property = check.properties.first(where: { $0.name == name }) {
      isDeclared = true
      if let keyword = refusal(of: value, by: property.schema) { return keyword }
    }
    for (pattern, schema) in check.patternProperties where pattern.matcher.verdict(name.bytes) != .differs {
      if pattern.matcher.verdict(name.bytes) == .tooExpensive { return "patternProperties" }
      isDeclared = true
      if let keyword = refusal(of: value, by: schema) { return keyword }
    }
    if isDeclared { return nil }
    switch check.additional {
    case .open: return nil
    case .closed: return "additionalProperties"
    case .schema(let schema): return refusal(of: value, by: schema)
    }
  }

  private func refusal(of elements: [JSONValue], by check: ArrayCheck) -> String? {
    if elements.count < check.count.minimum { return "minItems" }
    if elements.count > check.count.maximum { return "maxItems" }
    if check.uniqueItems, Set(elements).count < elements.count { return "uniqueItems" }
    for (index, element) in elements.enumerated() {
      let schema = index < check.prefixItems.count ? check.prefixItems[index] : check.items
      if let schema, let keyword = refusal(of: element, by: schema) { return keyword }
    }
    return nil
  }
}

import JSONCore
import SchemaRuntime

/// Follows every default of a program through the schemas it is a value of, as a decoder that fills it in would.
struct DefaultSurvey {
  private let nodes: [SchemaNode]
  private let annotations: [SchemaNodeID: SchemaAnnotations]
  private let conformance: Conformance
  private var exactNumbers: Set<SchemaNodeID> = []
  /// By schema with a default: the schemas whose defaults are filled into that value.
  private var fills: [SchemaNodeID: Set<SchemaNodeID>] = [:]

  init(nodes: [SchemaNode], annotations: [SchemaNodeID: SchemaAnnotations]) {
    self.nodes = nodes
    self.annotations = annotations
    conformance = Conformance(nodes: nodes)
  }

  mutating func filling() -> DefaultFilling {
    for (id, annotation) in annotations {
      guard let value = annotation.defaultValue else { continue }
      fills[id] = []
      follow(value, id, from: id)
    }
    var filling = DefaultFilling()
    filling.exactNumbers = exactNumbers
    filling.endless = Set(fills.keys.filter(comesBack))
    return filling
  }

  /// Whether filling in the default of a schema leads to the same default.
  private func comesBack(_ start: SchemaNodeID) -> Bool {
    var found: Set<SchemaNodeID> = []
    var pending = Array(fills[start] ?? [])
    while let id = pending.popLast() {
      if id == start { return true }
      if found.insert(id).inserted { pending += fills[id] ?? [] }
    }
    return false
  }

  // MARK: values

  /// A value and all schemas that its type may come from.
  private mutating func follow(_ value: JSONValue, _ id: SchemaNodeID, from origin: SchemaNodeID) {
    var seen: Set<SchemaNodeID> = []
    var pending = [id]
    while let next = pending.popLast() {
      guard seen.insert(next).inserted else { continue }
      for check in nodes[next].checks { inspect(check, next, value, origin, &pending) }
    }
  }

  private mutating func inspect(
    _ check: SchemaCheck, _ id: SchemaNodeID, _ value: JSONValue, _ origin: SchemaNodeID,
    _ pending: inout [SchemaNodeID]
  ) {
    switch check {
    case .type(let types):
      if case .number(let number) = value, !number.fits(types) { exactNumbers.insert(id) }
    case .object(let object):
      if case .object(let members) = value { follow(members, object, of: id, from: origin) }
    case .array(let array):
      guard case .array(let elements) = value else { return }
      for (index, element) in elements.enumerated() {
        let schema = index < array.prefixItems.count ? array.prefixItems[index] : array.items
        if let schema { follow(element, schema, from: origin) }
      }
    case .reference(let target), .dynamicReference(let target, _): pending.append(target)
    case .allOf(let branches): pending += branches
    case .anyOf(let alternatives), .oneOf(let alternatives):
      pending += alternatives.branches.filter { conformance.refusal(of: value, by: $0) == nil }
    case .never, .integerNotation, .const, .enumeration, .range, .multipleOf, .length, .pattern, .format, .contains,
      .dependent, .not, .conditional, .unevaluatedProperties, .unevaluatedItems:
      break
    }
  }

  private mutating func follow(
    _ members: [JSONString: JSONValue], _ object: ObjectCheck, of id: SchemaNodeID, from origin: SchemaNodeID
  ) {
    let rest = members.filter { name, _ in !object.properties.contains { $0.name == name } }
    for property in object.properties {
      if let value = members[property.name] {
        follow(value, property.schema, from: origin)
      } else if !object.required.contains(property.name), !presenceMatters(property.name, in: id),
        let source = source(of: property.schema)
      {
        fills[origin]?.insert(source)
      }
    }
    for (name, value) in rest {
      let patterns = object.patternProperties.filter { $0.pattern.matcher.verdict(name.bytes) == .matches }
      for entry in patterns { follow(value, entry.schema, from: origin) }
      if patterns.isEmpty, case .schema(let schema) = object.additional { follow(value, schema, from: origin) }
    }
  }

  /// Whether the schema asks more of objects that have the member: its default is not filled in.
  private func presenceMatters(_ name: JSONString, in id: SchemaNodeID) -> Bool {
    nodes[id].checks.contains { check in
      if case .dependent(let check) = check { check.entries.contains { $0.name == name } } else { false }
    }
  }

  /// The schema whose default a member gets: its own, or the one it refers to.
  private func source(of id: SchemaNodeID) -> SchemaNodeID? {
    var seen: Set<SchemaNodeID> = []
    var current = id
    while seen.insert(current).inserted {
      if annotations[current]?.defaultValue != nil { return current }
      guard nodes[current].checks.count == 1 else { return nil }
      switch nodes[current].checks[0] {
      case .reference(let target), .dynamicReference(let target, _): current = target
      default: return nil
      }
    }
    return nil
  }
}

extension JSONDecimal {
  /// Whether the Swift type for a schema of these types has the value.
  fileprivate func fits(_ types: JSONTypeSet) -> Bool {
    if types.contains(.number) { return isDouble }
    return !types.contains(.integer) || int != nil
  }

  /// Whether a double is written as just this number.
  private var isDouble: Bool {
    if isPlainDouble { return true }
    guard let double = Double(text), double.isFinite else { return false }
    return JSONDecimal(text: "\(double)") == self
  }
}

extension SchemaLowering {
  /// What filling in the defaults takes. In strict mode a default that cannot be is an error.
  mutating func surveyDefaults(_ used: Int) -> DefaultFilling {
    guard declared.contains(where: { $0.keyword == .default }) else { return DefaultFilling() }
    var survey = DefaultSurvey(nodes: Array(nodes[..<used]), annotations: annotations.filter { $0.key < used })
    let filling = survey.filling()
    guard rules.isStrict else { return filling }
    for value in declared where value.keyword == .default && filling.endless.contains(value.schema) {
      diagnostics.append(
        places[value.schema].document.diagnostic(
          at: value.node, "filling in this default would never end: what it makes gets the same default again",
          mend: "give the default every member that has one (null, or an empty array, ends it), or take it off"))
    }
    return filling
  }
}

import JSONCore
import SchemaRuntime

/// Follows every default of a program through the schemas it is a value of, as a decoder that fills it in would. The
/// emitter takes the result (`DefaultFilling`) to choose number types and to leave out infinite defaults; without
/// it, recursive types and numbers beyond 64 bits would have no defaults at all.
struct DefaultSurvey {
  private let nodes: [SchemaNode]
  private let annotations: [SchemaNodeID: SchemaAnnotations]
  private let conformance: Conformance
  /// Schemas of numbers that some default needs more exactly than `Int` or `Double` are.
  private var exactNumbers: Set<SchemaNodeID> = []
  /// By schema with a default: the schemas whose defaults are filled into that value. A cycle in this graph is a
  /// default that never ends.
  private var fills: [SchemaNodeID: Set<SchemaNodeID>] = [:]

  init(nodes: [SchemaNode], annotations: [SchemaNodeID: SchemaAnnotations]) {
    self.nodes = nodes
    self.annotations = annotations
    conformance = Conformance(nodes: nodes)
  }

  /// The survey as a whole. Precondition: references do not loop, and declared defaults have been checked.
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

  /// Whether filling in the default of a schema leads to the same default. One search for each default, over those that
  /// are reached from it.
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

  /// Visits a value with all schemas that its type may come from: the schema, what it refers to, its `allOf`, and the
  /// branches that accept the value. Recursion goes into the value only, whose depth the parser bounds at 256.
  private mutating func follow(_ value: JSONValue, _ id: SchemaNodeID, from origin: SchemaNodeID) {
    var seen: Set<SchemaNodeID> = []
    var pending = [id]
    while let next = pending.popLast() {
      guard seen.insert(next).inserted else { continue }
      for check in nodes[next].checks { inspect(check, next, value, origin, &pending) }
    }
  }

  /// What one check means for the default: a number type, values to go into, or further schemas for the same value.
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
      // Only the branches that accept the value would decode it.
      pending += alternatives.branches.filter { conformance.refusal(of: value, by: $0) == nil }
    case .never, .integerNotation, .const, .enumeration, .range, .multipleOf, .length, .pattern, .format, .contains,
      .dependent, .not, .conditional, .unevaluatedProperties, .unevaluatedItems:
      break
    }
  }

  /// Goes into the members the value has, and notes the defaults that a decoder fills in for those it lacks.
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
      let patterns = object.patternProperties.filter { $0.pattern.matcher.outcome(name.bytes) == .matches }
      for entry in patterns { follow(value, entry.schema, from: origin) }
      if patterns.isEmpty, case .schema(let schema) = object.additional { follow(value, schema, from: origin) }
    }
  }

  /// Whether the schema asks more of objects that have the member: its default is not filled in, since that would make
  /// a valid object invalid.
  private func presenceMatters(_ name: JSONString, in id: SchemaNodeID) -> Bool {
    nodes[id].checks.contains { check in
      if case .dependent(let check) = check { check.entries.contains { $0.name == name } } else { false }
    }
  }

  /// The schema whose default a member gets: its own, or the one it refers to. Only nodes that are a reference and
  /// nothing else are passed through.
  private func source(of id: SchemaNodeID) -> SchemaNodeID? {
    var seen: Set<SchemaNodeID> = []
    var current = id
    // Loops were excluded before; the set keeps the function total all the same.
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
  /// Whether the Swift type for a schema of these types has the value: `Double` where `number` is allowed, `Int` where
  /// only `integer` is.
  fileprivate func fits(_ types: JSONTypeSet) -> Bool {
    if types.contains(.number) { return isDouble }
    return !types.contains(.integer) || int != nil
  }

  /// Whether a double is written as just this number. The shortest digits of the double are compared, since `0.1` is no
  /// double exactly and still comes back as `0.1`.
  private var isDouble: Bool {
    if isPlainDouble { return true }
    guard let double = Double(text), double.isFinite else { return false }
    return JSONDecimal(text: "\(double)") == self
  }
}

extension SchemaLowering {
  /// What filling in the defaults takes. In strict mode a default that cannot be filled in is an error. Only nodes in
  /// use are surveyed: definitions that nothing refers to become no types.
  mutating func surveyDefaults(_ used: Int) -> DefaultFilling {
    guard declared.contains(where: { $0.keyword == .default }) else { return DefaultFilling() }
    var survey = DefaultSurvey(nodes: Array(nodes[..<used]), annotations: annotations.filter { $0.key < used })
    let filling = survey.filling()
    guard rules.isStrict else { return filling }
    for value in declared where value.keyword == .default && filling.endless.contains(value.schema) {
      diagnostics.append(
        locations[value.schema].document.diagnostic(
          at: value.node, "filling in this default would never end: the filled-in value gets the same default again",
          hint: "give the default every member that has one (null, or an empty array, ends it), or remove it"))
    }
    return filling
  }
}

import JSONCore
import SchemaRuntime

/// Schemas that put together what nothing satisfies: each part is sound, so that only the whole shows it.
///
/// Only `allOf` and references are followed, and only types and closed objects compared. That is the mistake people
/// make, taking `allOf` for inheritance (JSON Schema has none: `additionalProperties` sees the `properties` beside it
/// and no others); whether a schema accepts anything at all takes exponential time in general.
struct Contradictions {
  enum Kind {
    /// The schemas that hold together have no type in common; from this one on, when it is a branch.
    case types(branch: SchemaNodeID?)
    /// One of them requires a member that a closed one among them refuses.
    case required(JSONString, by: SchemaNodeID, closed: SchemaNodeID)
    /// The same for a member that is only declared.
    case declared(JSONString, by: SchemaNodeID, closed: SchemaNodeID)
  }

  /// Schemas that hold together, beyond which a node is not looked at: chains would take the square of their length.
  private static let mostParts = 1024

  private let nodes: [SchemaNode]
  private var found: [SchemaNodeID: Kind] = [:]

  init(_ nodes: [SchemaNode]) { self.nodes = nodes }

  /// By node, without those that only hold because a part of them does.
  mutating func find() -> [SchemaNodeID: Kind] {
    for id in nodes.indices where Self.isCombined(nodes[id]) {
      if let kind = kind(of: id) { found[id] = kind }
    }
    return found.filter { id, _ in !parts(of: id).dropFirst().contains { found[$0] != nil } }
  }

  private static func isCombined(_ node: SchemaNode) -> Bool {
    node.checks.contains { check in
      switch check {
      case .allOf: true
      case .reference, .dynamicReference: node.checks.count > 1
      default: false
      }
    }
  }

  private func kind(of id: SchemaNodeID) -> Kind? {
    let parts = parts(of: id)
    guard parts.count > 1, parts.count <= Self.mostParts else { return nil }
    if common(parts).isEmpty, parts.allSatisfy({ !types(of: $0).isEmpty }) { return .types(branch: branch(of: id)) }
    return member(of: parts, isRequired: true) ?? member(of: parts, isRequired: false)
  }

  /// The node and every schema that must hold where it does, the node first.
  private func parts(of id: SchemaNodeID) -> [SchemaNodeID] {
    var parts = [id]
    var seen: Set<SchemaNodeID> = [id]
    var next = 0
    while next < parts.count, parts.count <= Self.mostParts {
      for check in nodes[parts[next]].checks {
        switch check {
        case .reference(let target), .dynamicReference(let target, _):
          if seen.insert(target).inserted { parts.append(target) }
        case .allOf(let branches): parts += branches.filter { seen.insert($0).inserted }
        case .never, .type, .integerNotation, .const, .enumeration, .range, .multipleOf, .length, .pattern, .format,
          .object, .array, .contains, .dependent, .anyOf, .oneOf, .not, .conditional, .unevaluatedProperties,
          .unevaluatedItems:
          break
        }
      }
      next += 1
    }
    return parts
  }

  // MARK: types

  /// What a node's own keywords admit; an integer is a number as well.
  private func types(of id: SchemaNodeID) -> JSONTypeSet {
    nodes[id].checks.reduce(JSONTypeSet(rawValue: 0x7F)) { types, check in
      switch check {
      case .type(let named): types.intersection(Self.numbers(named))
      case .const(let value): types.intersection(Self.numbers(value.types))
      case .enumeration(let values):
        types.intersection(values.reduce(JSONTypeSet()) { $0.union(Self.numbers($1.types)) })
      case .never, .integerNotation, .range, .multipleOf, .length, .pattern, .format, .object, .array, .contains,
        .dependent, .reference, .dynamicReference, .allOf, .anyOf, .oneOf, .not, .conditional,
        .unevaluatedProperties, .unevaluatedItems:
        types
      }
    }
  }

  /// `5.0` is an integer, so that the two types always have values in common.
  private static func numbers(_ types: JSONTypeSet) -> JSONTypeSet {
    types.isDisjoint(with: [.integer, .number]) ? types : types.union([.integer, .number])
  }

  private func common(_ parts: [SchemaNodeID]) -> JSONTypeSet {
    parts.reduce(JSONTypeSet(rawValue: 0x7F)) { $0.intersection(types(of: $1)) }
  }

  /// The first branch of `allOf` that has no type in common with what is before it.
  private func branch(of id: SchemaNodeID) -> SchemaNodeID? {
    var known = types(of: id)
    for case .allOf(let branches) in nodes[id].checks {
      for branch in branches {
        known.formIntersection(common(parts(of: branch)))
        if known.isEmpty { return branch }
      }
    }
    return nil
  }

  // MARK: members

  private func member(of parts: [SchemaNodeID], isRequired: Bool) -> Kind? {
    guard common(parts).contains(.object) else { return nil }
    for closed in parts {
      for object in objects(of: closed) where object.isClosed {
        for other in parts where other != closed {
          let names = objects(of: other).flatMap { isRequired ? $0.required : declaredNames($0) }
          guard let name = names.first(where: object.refuses) else { continue }
          return isRequired
            ? .required(name, by: other, closed: closed) : .declared(name, by: other, closed: closed)
        }
      }
    }
    return nil
  }

  private func objects(of id: SchemaNodeID) -> [ObjectCheck] {
    nodes[id].checks.compactMap { if case .object(let object) = $0 { object } else { nil } }
  }

  /// Without those that are declared to be forbidden.
  private func declaredNames(_ object: ObjectCheck) -> [JSONString] {
    object.properties.filter { property in
      !nodes[property.schema].checks.contains { if case .never = $0 { true } else { false } }
    }.map(\.name)
  }
}

extension ObjectCheck {
  fileprivate var isClosed: Bool { if case .closed = additional { true } else { false } }

  /// Whether a closed object does not admit the member.
  fileprivate func refuses(_ name: JSONString) -> Bool {
    !properties.contains { $0.name == name }
      && patternProperties.allSatisfy { $0.pattern.matcher.outcome(name.bytes) == .differs }
  }
}

extension SchemaLowering {
  /// Where nothing that the schema describes exists. Precondition: no loops.
  mutating func reportContradictions() {
    var contradictions = Contradictions(nodes)
    for (id, kind) in contradictions.find() { diagnostics.append(diagnostic(of: kind, at: id)) }
  }

  private func diagnostic(of kind: Contradictions.Kind, at id: SchemaNodeID) -> Diagnostic {
    var diagnostic: Diagnostic
    switch kind {
    case .types(let branch):
      let location = locations[branch ?? id]
      diagnostic = location.document.diagnostic(
        at: location.node, "no value has the types of this schema and of what is beside it: nothing is valid",
        hint: "write \"anyOf\" instead of \"allOf\", or correct the types")
      diagnostic.finding = .disjointTypes
    case .required(let name, let other, let closed):
      diagnostic = members(
        id, "no object is valid: \"\(name)\" is required by one schema here and refused by another, which is closed",
        [(other, "required"), (closed, "refused")])
      diagnostic.finding = .closedBranches
    case .declared(let name, let other, let closed):
      diagnostic = members(
        id, "\"\(name)\" can never be given: one schema here declares it, another one, which is closed, refuses it",
        [(other, "declared"), (closed, "refused")])
      diagnostic.finding = .refusedMember
    }
    diagnostic.severity = rules.isStrict ? .error : .warning
    return diagnostic
  }

  private func members(
    _ id: SchemaNodeID, _ message: String, _ parts: [(id: SchemaNodeID, role: String)]
  ) -> Diagnostic {
    locations[id].document.diagnostic(
      at: locations[id].node, message,
      details: ["pointer \(locations[id].node.pointer.isEmpty ? "\"\"" : locations[id].node.pointer)"]
        + parts.map { "\($0.role) by \(location(of: $0.id, seenFrom: id))" },
      hint: "declare all members in one schema and close that one, or remove \"additionalProperties\" from the parts:\n"
        + "it only sees the \"properties\" beside it")
  }

  /// Without the file where it is the same: that one is named at the beginning of the diagnostic.
  private func location(of id: SchemaNodeID, seenFrom other: SchemaNodeID) -> String {
    let isSame = locations[id].document.path.utf8.elementsEqual(locations[other].document.path.utf8)
    return isSame ? "#" + locations[id].node.pointer : nodes[id].location
  }
}

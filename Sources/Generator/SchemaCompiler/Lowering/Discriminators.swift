import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// Gives each `anyOf` and `oneOf` what distinguishes its branches, where there is something. Validation, the decoder
  /// and the interpreter all choose the branch by it, where they would otherwise try each in turn, and decode the right
  /// one a second time. Precondition: no loops.
  mutating func findDiscriminators() {
    for id in nodes.indices {
      for (index, check) in nodes[id].checks.enumerated() {
        switch check {
        case .anyOf(let check): replaceCheck(index, of: id, with: .anyOf(discriminated(check)))
        case .oneOf(let check): replaceCheck(index, of: id, with: .oneOf(discriminated(check)))
        case .never, .type, .integerNotation, .const, .enumeration, .range, .multipleOf, .length, .pattern, .format,
          .object, .array, .contains, .dependent, .reference, .dynamicReference, .allOf, .not, .conditional,
          .unevaluatedProperties, .unevaluatedItems:
          break
        }
      }
    }
  }

  /// A tag is preferred to members: one value decides, where members are looked for one by one.
  private func discriminated(_ check: AlternativesCheck) -> AlternativesCheck {
    let branches = check.branches.map { Branch(conjuncts($0), never: isNever) }
    // With one branch for objects there is nothing to choose: values of other kinds are tried in turn as before.
    guard branches.count(where: \.takesObjects) > 1 else { return check }
    return AlternativesCheck(branches: check.branches, discriminator: tag(branches) ?? member(branches))
  }

  // MARK: values

  /// The first member, in the order of the first branch, that all branches require and fix to values of their own. A
  /// value in two branches would leave both, so the member is no tag then.
  private func tag(_ branches: [Branch]) -> AlternativesCheck.Discriminator? {
    guard let first = branches.first(where: \.takesObjects) else { return nil }
    for property in first.objects.flatMap(\.properties) {
      let values = branches.map { $0.takesObjects ? fixedValues($0, property.name) : [] }
      // As many distinct values as values: none is in two branches.
      if let values = values.allOrNil(), Set(values.joined()).count == values.reduce(0, { $0 + $1.count }) {
        return .tag(property.name, values: values)
      }
    }
    return nil
  }

  /// The values that a required member may have, when they are scalars; nil when it is not required or may be anything.
  private func fixedValues(_ branch: Branch, _ name: JSONString) -> [JSONValue]? {
    guard branch.required.contains(name) else { return nil }
    for case .object(let object) in branch.checks {
      for property in object.properties where property.name == name {
        if let values = fixedValues(property.schema) { return values }
      }
    }
    return nil
  }

  /// The values of `const` or `enum` behind references and `allOf`; the first of them is enough, since others could
  /// only narrow it.
  private func fixedValues(_ id: SchemaNodeID) -> [JSONValue]? {
    for check in conjuncts(id) {
      switch check {
      case .const(let value) where value.isTag: return [value]
      case .enumeration(let values) where values.allSatisfy(\.isTag): return values.distinct
      default: break
      }
    }
    return nil
  }

  // MARK: members

  /// By branch the first member that it requires and all others refuse, which closed branches without a tag have. One
  /// branch may be without: it is what remains when no such member is there.
  private func member(_ branches: [Branch]) -> AlternativesCheck.Discriminator? {
    var names: [JSONString?] = []
    var rest: Int?
    for (index, branch) in branches.enumerated() {
      let others = branches.enumerated().filter { $0.offset != index && $0.element.takesObjects }
      let own = branch.required.first { name in others.allSatisfy { $0.element.refuses(name) } }
      names.append(branch.takesObjects ? own : nil)
      guard branch.takesObjects, own == nil else { continue }
      if rest != nil { return nil }
      rest = index
    }
    return .member(names, rest: rest)
  }

  /// Whether a property is declared with `false`, by itself or through a reference.
  private func isNever(_ id: SchemaNodeID) -> Bool {
    conjuncts(id).contains { if case .never = $0 { true } else { false } }
  }

  /// Every check that must hold: those of the node, of what it refers to and of its `allOf`. What is inside `anyOf`,
  /// `oneOf`, `not` or `if` need not hold and is left out, which errs on the side of no discriminator.
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

/// What a branch says of objects, gathered once: `member` asks each branch about the names of all others.
private struct Branch {
  let checks: [SchemaCheck]
  let objects: [ObjectCheck]
  /// Whether an object may match at all. True when in doubt: a branch wrongly taken for one without objects would be
  /// skipped.
  let takesObjects: Bool
  /// Names in the order of the schema, so that the choice of a discriminator is stable.
  let required: [JSONString]
  /// By object check: the names it declares, and whether with `false`.
  private let declared: [[JSONString: Bool]]

  init(_ checks: [SchemaCheck], never: (SchemaNodeID) -> Bool) {
    self.checks = checks
    objects = checks.compactMap { if case .object(let check) = $0 { check } else { nil } }
    takesObjects = checks.allSatisfy(Self.admitsObjects)
    required = objects.flatMap(\.required)
    declared = objects.map { object in
      Dictionary(object.properties.map { ($0.name, never($0.schema)) }, uniquingKeysWith: { $0 || $1 })
    }
  }

  /// Whether a check by itself leaves room for objects.
  private static func admitsObjects(_ check: SchemaCheck) -> Bool {
    switch check {
    case .never: false
    case .type(let types): types.contains(.object)
    case .const(let value): value.types == .object
    case .enumeration(let values): values.contains { $0.types == .object }
    case .integerNotation, .range, .multipleOf, .length, .pattern, .format, .object, .array, .contains, .dependent,
      .reference, .dynamicReference, .allOf, .anyOf, .oneOf, .not, .conditional, .unevaluatedProperties,
      .unevaluatedItems:
      true
    }
  }

  /// Whether no object with a member of that name matches: the member is declared `false`, or the object is closed and
  /// neither declares nor matches it. A pattern that gives up counts as one that might match.
  func refuses(_ name: JSONString) -> Bool {
    zip(objects, declared).contains { object, declared in
      if let isRefused = declared[name] { return isRefused }
      guard case .closed = object.additional else { return false }
      return object.patternProperties.allSatisfy { $0.pattern.matcher.outcome(name.bytes) == .differs }
    }
  }
}

extension JSONValue {
  /// Whether generated code can switch over the value: fractions and numbers beyond 64 bits are no tags, as they have
  /// no integer literal.
  fileprivate var isTag: Bool {
    switch self {
    case .null, .boolean, .string: true
    case .number(let number): number.int != nil
    case .array, .object: false
    }
  }
}

extension [JSONValue] {
  /// The values in their order, each once: an `enum` may repeat one in standard mode.
  fileprivate var distinct: [JSONValue] {
    var seen: Set<JSONValue> = []
    return filter { seen.insert($0).inserted }
  }
}

extension Array {
  /// The elements, when none is nil.
  fileprivate func allOrNil<Wrapped>() -> [Wrapped]? where Element == Wrapped? {
    let present = compactMap(\.self)
    return present.count == count ? present : nil
  }
}

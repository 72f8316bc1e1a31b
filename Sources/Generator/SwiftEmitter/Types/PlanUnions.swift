import JSONCore
import SchemaCompiler
import SchemaRuntime

extension TypePlanner {
  /// The type that `anyOf` and `oneOf` give; nil when the node's own keywords give a better one.
  ///
  /// From the best type to the weakest: an enumeration, the type of the node itself, an optional, a union, text.
  /// Authors write `oneOf` for all of them.
  mutating func branchPlan(_ facts: NodeFacts, named name: String) -> TypePlan? {
    let check = facts.any.first ?? facts.one[0]
    let branches = check.branches
    if facts.any.count + facts.one.count > 1 { prechecked.insert(facts.id) }
    let possible = branches.filter { !self.facts(resolved($0)).isNever && admits($0, facts.types) }
    let values = possible.filter { admittedTypes($0) != .null }
    if let plan = enumerationOfBranches(values, facts.id, name) {
      if facts.hasSiblings(of: values.map(admittedTypes)) { prechecked.insert(facts.id) }
      return possible.count > values.count ? .optional(plan) : plan
    }
    if facts.hasOwnShape { return nil }
    if wideUnions.contains(facts.id) { return .raw }
    guard !values.isEmpty, values.allSatisfy({ conjuncts(resolved($0)).contains(where: \.saysType) }) else {
      return .raw
    }
    if facts.hasSiblings(of: possible.map(admittedTypes)) { prechecked.insert(facts.id) }
    // Null twice is once too often for oneOf.
    if facts.any.isEmpty, possible.count(where: { admittedTypes($0).contains(.null) }) > 1 {
      prechecked.insert(facts.id)
    }
    let plan: TypePlan
    if values.count == 1 {
      if facts.any.isEmpty, possible.count < branches.count { prechecked.insert(facts.id) }
      adopted[facts.id] = values[0]
      plan = self.plan(values[0], named: nameOfContent(facts.id, name))
    } else {
      plan = union(facts, values, check, named: name)
    }
    return possible.count > values.count && !plan.isOptional ? .optional(plan) : plan
  }

  private func admits(_ branch: SchemaNodeID, _ types: JSONTypeSet) -> Bool {
    !admittedTypes(branch).isDisjoint(with: types)
  }

  /// The types that a branch and everything it must match admit.
  func admittedTypes(_ branch: SchemaNodeID) -> JSONTypeSet {
    conjuncts(resolved(branch)).reduce(JSONTypeSet(rawValue: 0x7F)) { $0.intersection($1.admittedTypes) }
  }

  /// Branches that are constants, as a way to describe each; or constants beside any other string.
  ///
  /// A frequent way to document each value. As a union it would be one case with one constant for each, which nobody
  /// could use.
  private mutating func enumerationOfBranches(_ branches: [SchemaNodeID], _ node: SchemaNodeID, _ name: String)
    -> TypePlan?
  {
    let facts = branches.map { self.facts(resolved($0)) }
    let constants = facts.filter { $0.constants != nil && !$0.hasApplicators }
    let values = constants.flatMap { $0.constants ?? [] }
    guard !values.isEmpty, Set(values).count == values.count, !values.contains(.null) else { return nil }
    if constants.count == facts.count {
      // Each value is in one branch only; its length or pattern is checked there.
      if constants.contains(where: \.hasStringChecks) { prechecked.insert(node) }
      return enumeration(values, node, name)
    }
    let others = facts.filter { $0.constants == nil }
    guard others.count == 1, others[0].types == .string, others[0].hasType, !others[0].hasApplicators,
      !self.facts(node).any.isEmpty, constants.allSatisfy({ !$0.hasStringChecks })
    else { return nil }
    guard values.allSatisfy({ if case .string = $0 { true } else { false } }) else { return nil }
    return enumeration(values, node, name, others: others[0].id)
  }

  /// How the cases are distinguished is decided once, here; reading, writing and the default values follow it.
  private mutating func union(
    _ facts: NodeFacts, _ branches: [SchemaNodeID], _ check: AlternativesCheck, named name: String
  ) -> TypePlan {
    let typeName = declare(facts.id, name)
    let selector: UnionPlan.Selector
    if check.discriminator != nil, branches.allSatisfy({ admittedTypes($0) == .object }) {
      selector = .choice
    } else if haveKindsOfTheirOwn(branches) {
      selector = .kind
    } else {
      selector = .first
      // Only the check knows whether a second branch accepts the value, too.
      if facts.any.isEmpty { prechecked.insert(facts.id) }
    }
    let placeholder = UnionPlan(name: typeName, node: facts.id, selector: selector, cases: [])
    return whileOpen(facts.id, .union(placeholder)) { planner in
      var identifiers = Namer(reserved: ["schemaLocation"])
      let numbers = branches.map { check.branches.firstIndex(of: $0) ?? 0 }
      let labels = planner.labels(branches, numbers.compactMap { check.discriminator?.soleText(of: $0) }, selector)
      let cases = branches.indices.map { index -> UnionPlan.Case in
        let branch = branches[index]
        planner.planCase(branch, of: facts.id, named: typeName + labels[index].type)
        return UnionPlan.Case(
          identifier: identifiers.member(labels[index].label), schema: branch, branch: numbers[index],
          kinds: JSONKind.kinds(of: planner.admittedTypes(branch)), own: nil)
      }
      return .union(UnionPlan(name: typeName, node: facts.id, selector: selector, cases: cases))
    }
  }

  /// A payload that is the union itself, or a type around it, goes behind a reference.
  ///
  /// Enums have no room for themselves either, and unlike structs they can say so: `indirect`.
  private mutating func planCase(_ branch: SchemaNodeID, of union: SchemaNodeID, named name: String) {
    var plan = plan(branch, named: name)
    if case .optional(let wrapped) = plan { plan = wrapped }
    if let node = plan.declaringNode, open.contains(node) { indirect.insert(union) }
  }

  private func haveKindsOfTheirOwn(_ branches: [SchemaNodeID]) -> Bool {
    let kinds = branches.map { JSONKind.kinds(of: admittedTypes($0)) }
    return kinds.reduce(0) { $0 + $1.count } == Set(kinds.joined()).count
  }

  // MARK: names

  /// What each case is called, and the end of its type's name.
  ///
  /// Names come from what the author sees: the tag, the kind of value, the definition. Numbers are the last resort,
  /// since they change when a branch is added.
  private func labels(_ branches: [SchemaNodeID], _ tags: [JSONString], _ selector: UnionPlan.Selector)
    -> [(label: String, type: String)]
  {
    let kinds = branches.map { JSONKind.kinds(of: admittedTypes($0)) }
    let labels: [String]
    switch selector {
    case .choice where tags.count == branches.count: labels = tags.map { String($0) }
    case .kind:
      labels = kinds.map { kinds in
        kinds.sorted { $0.rawValue < $1.rawValue }.map { "\($0)" }.joined(separator: " or ")
      }
    case .choice, .first: labels = ownLabels(branches, kinds)
    }
    return labels.map { label in
      var scratch = Namer()
      return (label, scratch.type(label))
    }
  }

  /// The definition's name, a member that only this branch requires, the kind of value, or the number.
  ///
  /// Whatever distinguishes the branches for a reader also names the cases; a title only where it is short enough for a
  /// name.
  private func ownLabels(_ branches: [SchemaNodeID], _ kinds: [Set<JSONKind>]) -> [String] {
    let required = branches.map { branch in conjuncts(resolved(branch)).flatMap { $0.object?.required ?? [] } }
    let requiring = Self.occurrences(required.map { Set($0) })
    let admitting = Self.occurrences(kinds)
    return branches.indices.map { index in
      let annotations = schema.annotations[resolved(branches[index])]
      if let name = annotations?.definitionName { return name }
      if let own = required[index].first(where: { requiring[$0] == 1 }) { return String(own) }
      if let title = annotations?.title, title.utf8.count <= 40 { return title }
      guard kinds[index].count == 1, let kind = kinds[index].first, admitting[kind] == 1 else {
        return "option \(index + 1)"
      }
      return "\(kind)"
    }
  }

  /// In how many of the sets each element is.
  private static func occurrences<Element>(_ sets: [Set<Element>]) -> [Element: Int] {
    Dictionary(sets.joined().map { ($0, 1) }, uniquingKeysWith: +)
  }

  // MARK: several types

  /// Several types in one `type` keyword: one case each, with the checks that speak about that type.
  ///
  /// `type: ["string", "integer"]` says in one node what others say with two branches.
  mutating func kindUnion(_ facts: NodeFacts, _ types: JSONTypeSet, named name: String) -> TypePlan? {
    guard facts.constants == nil else { return .raw }
    let typeName = declare(facts.id, name)
    let placeholder = UnionPlan(name: typeName, node: facts.id, selector: .kind, cases: [])
    let numeric: JSONTypeSet = types.contains(.number) ? [.number, .integer] : .integer
    let parts: [(String, JSONTypeSet, JSONKind)] = [
      ("boolean", .boolean, .boolean), (numeric == .integer ? "integer" : "number", numeric, .number),
      ("string", .string, .string), ("array", .array, .array), ("object", .object, .object),
    ]
    return whileOpen(facts.id, .union(placeholder)) { planner in
      let cases = parts.filter { !types.isDisjoint(with: $0.1) }.map { label, _, kind in
        UnionPlan.Case(
          identifier: label, schema: facts.id, branch: 0, kinds: [kind],
          own: planner.ownCase(facts, kind, whole: numeric == .integer, named: typeName))
      }
      return .union(UnionPlan(name: typeName, node: facts.id, selector: .kind, cases: cases))
    }
  }

  /// Objects with declared members would need a second name for the same schema: they stay text.
  private mutating func ownCase(_ facts: NodeFacts, _ kind: JSONKind, whole: Bool, named name: String) -> TypePlan {
    switch kind {
    case .boolean: return .boolean
    case .number: return numberPlan(facts, whole: whole)
    case .string: return stringPlan(facts)
    case .array:
      guard facts.array?.prefixItems.isEmpty == true, let items = facts.array?.items else { return .raw }
      planContained(items, named: name + "Item")
      return .array(element: items)
    case .null, .object: return .raw
    }
  }
}

extension NodeFacts {
  /// Whether anything speaks about the value that branches of these types do not say themselves.
  fileprivate func hasSiblings(of branches: [JSONTypeSet]) -> Bool {
    hasStringChecks || object != nil || array != nil || range != nil || !divisors.isEmpty
      || !branches.allSatisfy(types.isSuperset)
  }

  /// Whether a string must be more than one of a list.
  fileprivate var hasStringChecks: Bool { length != nil || !patterns.isEmpty || !formats.isEmpty }
}

extension AlternativesCheck.Discriminator {
  /// The one string that the tag of a branch may be.
  fileprivate func soleText(of branch: Int) -> JSONString? {
    guard case .tag(_, let values) = self, values[branch].count == 1, case .string(let text) = values[branch][0] else {
      return nil
    }
    return text
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

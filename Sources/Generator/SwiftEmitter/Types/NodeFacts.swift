import JSONCore
import SchemaRuntime

/// The checks of one node sorted by what they speak about, references followed as long as nothing is beside them.
///
/// A node is a list of checks in the order of the schema; who plans a type or prints a check asks for one kind at a
/// time. So they are sorted once, and nobody walks the list again.
struct NodeFacts {
  var id: SchemaNodeID
  var types = JSONTypeSet(rawValue: 0x7F)
  var hasType = false
  var isNever = false
  var constants: [JSONValue]?
  var range: NumberRange?
  var divisors: [JSONDecimal] = []
  var length: CountRange?
  var patterns: [PatternCheck] = []
  var formats: [Format] = []
  var object: ObjectCheck?
  var array: ArrayCheck?
  var references: [SchemaNodeID] = []
  var all: [SchemaNodeID] = []
  var any: [AlternativesCheck] = []
  var one: [AlternativesCheck] = []
  var not: [SchemaNodeID] = []
  var conditionals: [ConditionalCheck] = []
  var contains: [ContainsCheck] = []
  var dependents: [DependentCheck] = []
  /// The node asks what its other keywords have looked at, or how a number is written: the interpreter validates it.
  var isInterpreted = false
  /// The schema of members that nothing else has looked at.
  var unevaluatedProperties: SchemaNodeID?

  init(_ id: SchemaNodeID, in program: SchemaProgram) {
    self.id = id
    for check in program.nodes[id].checks { add(check) }
  }

  /// No default case: a check that is added to the compiler must say here where it belongs, or nothing compiles.
  private mutating func add(_ check: SchemaCheck) {
    switch check {
    case .never: isNever = true
    case .type(let set):
      types = set.contains(.number) ? set.union(.integer) : set
      hasType = true
    case .const(let value): constants = narrowed(to: [value])
    case .enumeration(let values): constants = narrowed(to: values)
    case .range(let value): range = value
    case .multipleOf(let value): divisors.append(value)
    case .length(let value): length = value
    case .pattern(let value): patterns.append(value)
    case .format(let value): formats.append(value)
    case .object(let value): object = value
    case .array(let value): array = value
    case .contains(let value): contains.append(value)
    case .dependent(let value): dependents.append(value)
    case .conditional(let value): conditionals.append(value)
    case .integerNotation, .unevaluatedItems: isInterpreted = true
    case .unevaluatedProperties(let target):
      unevaluatedProperties = target
      isInterpreted = true
    case .dynamicReference(let target, _): references.append(target)
    case .reference(let target): references.append(target)
    case .allOf(let branches): all += branches
    case .anyOf(let value): any.append(value)
    case .oneOf(let value): one.append(value)
    case .not(let target): not.append(target)
    }
  }

  private func narrowed(to values: [JSONValue]) -> [JSONValue] {
    guard let constants else { return values }
    return constants.filter { values.contains($0) }
  }

  /// Whether other subschemas validate the same value.
  ///
  /// Such a node is never decided by its own keywords alone.
  var hasApplicators: Bool {
    !references.isEmpty || !all.isEmpty || !any.isEmpty || !one.isEmpty || !not.isEmpty || hasConditions
  }

  /// Whether checks that no Swift type expresses speak about the value.
  var hasConditions: Bool { !conditionals.isEmpty || !contains.isEmpty || !dependents.isEmpty || isInterpreted }

  /// The node is a reference and nothing else.
  ///
  /// Nodes like this are followed everywhere, so that `$ref` costs neither a function nor a type.
  var soleReference: SchemaNodeID? {
    guard references.count == 1, checksBesidesReferences == 0 else { return nil }
    return references[0]
  }

  private var checksBesidesReferences: Int {
    let assertions = [
      hasConditions, hasType, isNever, constants != nil, range != nil, length != nil, object != nil, array != nil,
    ]
    let lists = [divisors.count, patterns.count, formats.count, all.count, any.count, one.count, not.count]
    return assertions.count { $0 } + lists.reduce(0, +)
  }

  /// The strings of an enumeration that is closed over strings, with or without null.
  ///
  /// Null beside them is no string and no reason to give up the enumeration: the type is then optional.
  var stringConstants: [JSONString]? {
    guard let constants else { return nil }
    let strings = constants.compactMap { if case .string(let text) = $0 { text } else { nil } }
    let others = constants.count - strings.count
    guard !strings.isEmpty, others == (constants.contains(.null) ? 1 : 0) else { return nil }
    return strings
  }

  /// The types that values of the enumeration have, or the declared ones.
  var admittedTypes: JSONTypeSet {
    guard let constants else { return types }
    return constants.reduce(JSONTypeSet()) { $0.union($1.types) }.intersection(types)
  }
}

extension NodeFacts {
  /// The nodes this one refers to.
  var children: [SchemaNodeID] {
    var children = references + all + (any + one).flatMap(\.branches) + not
    if let object {
      children += object.properties.map(\.schema) + object.patternProperties.map(\.schema)
      if let names = object.propertyNames { children.append(names) }
      if case .schema(let node) = object.additional { children.append(node) }
    }
    for check in conditionals {
      children += [check.condition, check.consequence, check.alternative].compactMap { $0 }
    }
    children += contains.map(\.schema) + dependents.flatMap(\.entries).compactMap(\.schema)
    if let array { children += array.prefixItems + (array.items.map { [$0] } ?? []) }
    return children
  }
}

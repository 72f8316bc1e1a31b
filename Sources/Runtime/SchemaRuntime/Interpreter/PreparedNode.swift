import JSONCore

/// A node as the interpreter runs it: checks sorted by the kind of value they speak about, names in hash tables,
/// bounds as machine integers where they fit.
final class PreparedNode: Sendable {
  let location: String
  /// The same as an absolute URI, when the schema has one.
  let uri: String?
  /// Keywords that only describe.
  let annotations: [SchemaAnnotation]
  let isNever: Bool
  /// All types unless the schema narrows them.
  let types: JSONTypeSet
  let values: [AllowedValues]
  let number: NumberChecks
  let string: StringChecks
  let objects: [PreparedObject]
  let arrays: [ArrayCheck]
  let contains: [ContainsCheck]
  let unevaluatedProperties: SchemaNodeID?
  let unevaluatedItems: SchemaNodeID?
  let applicators: [Applicator]
  /// Whether the node asserts anything beside its applicators.
  let hasAssertions: Bool
  /// Whether the value is read more than once.
  let rereads: Bool
  /// Whether the node leads back to itself without descending into the value.
  let isEndless: Bool

  /// A check that runs other nodes over the same value.
  enum Applicator: Sendable {
    case reference(SchemaNodeID, keyword: String)
    case allOf([SchemaNodeID])
    case anyOf([SchemaNodeID])
    case oneOf(PreparedOneOf)
    case not(SchemaNodeID)
    case conditional(ConditionalCheck)
    case dependents(PreparedDependents)
  }

  /// Whether the node asks what its other keywords have looked at.
  var tracks: Bool { unevaluatedProperties != nil || unevaluatedItems != nil }

  var isEmptyBesideUnevaluated: Bool { !hasAssertions && applicators.isEmpty }

  private init(_ node: SchemaNode, isEndless: Bool) {
    var parts = Parts()
    for check in node.checks { parts.add(check) }
    location = node.location
    uri = node.uri
    annotations = node.annotations
    isNever = parts.isNever
    types = parts.types
    values = parts.values
    number = parts.number
    string = parts.string
    objects = parts.objects
    arrays = parts.arrays
    contains = parts.contains
    unevaluatedProperties = parts.unevaluatedProperties
    unevaluatedItems = parts.unevaluatedItems
    applicators = parts.applicators
    let asserts = parts.asserts
    hasAssertions = asserts
    let passes = (asserts ? 1 : 0) + node.checks.reduce(0) { $0 + $1.nodesInPlace.count }
    let tracks = parts.unevaluatedProperties != nil || parts.unevaluatedItems != nil
    rereads = passes + parts.contains.count + (tracks ? 1 : 0) > 1
    self.isEndless = isEndless
  }

  /// Where a keyword of this node stands.
  func location(of keyword: String) -> String {
    location.utf8.contains(UInt8(ascii: "#")) ? location + "/" + keyword : location + "#/" + keyword
  }

  static func prepare(_ program: SchemaProgram) -> [PreparedNode] {
    let endless = EndlessNodes.find(in: program)
    return program.nodes.enumerated().map { PreparedNode($0.element, isEndless: endless.contains($0.offset)) }
  }
}

/// The checks of a node while they are being sorted.
private struct Parts {
  var isNever = false
  var types = JSONTypeSet(rawValue: 0x7F)
  var values: [AllowedValues] = []
  var number = NumberChecks()
  var string = StringChecks()
  var objects: [PreparedObject] = []
  var arrays: [ArrayCheck] = []
  var contains: [ContainsCheck] = []
  var unevaluatedProperties: SchemaNodeID?
  var unevaluatedItems: SchemaNodeID?
  var applicators: [PreparedNode.Applicator] = []
  var asserts = false

  mutating func add(_ check: SchemaCheck) {
    switch check {
    case .never: isNever = true
    case .type(let types): self.types.formIntersection(types.contains(.number) ? types.union(.integer) : types)
    case .const(let value): values.append(AllowedValues([value], keyword: "const"))
    case .enumeration(let allowed): values.append(AllowedValues(allowed, keyword: "enum"))
    case .range(let range): number.ranges.append(PreparedRange(range))
    case .multipleOf(let divisor): number.divisors.append(divisor)
    case .length(let range): string.lengths.append(range)
    case .pattern(let pattern): string.patterns.append(pattern)
    case .format(let format): string.formats.append(format)
    case .object(let object): objects.append(PreparedObject(object))
    case .array(let array): arrays.append(array)
    case .contains(let check): contains.append(check)
    case .integerNotation: number.needsNotation = true
    case .reference(let target): return applicators.append(.reference(target, keyword: "$ref"))
    case .dynamicReference(let target, let keyword):
      return applicators.append(.reference(target, keyword: keyword.rawValue))
    case .allOf(let branches): return applicators.append(.allOf(branches))
    case .anyOf(let branches): return applicators.append(.anyOf(branches))
    case .oneOf(let check): return applicators.append(.oneOf(PreparedOneOf(check)))
    case .not(let target): return applicators.append(.not(target))
    case .conditional(let check): return applicators.append(.conditional(check))
    case .dependent(let check): return applicators.append(.dependents(PreparedDependents(check)))
    case .unevaluatedProperties(let schema): return unevaluatedProperties = schema
    case .unevaluatedItems(let schema): return unevaluatedItems = schema
    }
    asserts = true
  }
}

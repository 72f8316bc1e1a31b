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
  let arrays: [PreparedArray]
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
  /// What the node refers to when it is a reference and nothing else, followed to the end; -1 otherwise.
  let target: SchemaNodeID
  /// Short ways: the one check there is for values of a kind, when there is exactly one.
  let soleObject: PreparedObject?
  let soleArray: PreparedArray?
  let soleRange: PreparedRange?
  let isAnyString: Bool

  /// A check that runs other nodes over the same value.
  enum Applicator: Sendable {
    case reference(SchemaNodeID, keyword: String)
    case allOf([SchemaNodeID])
    case anyOf(PreparedAlternatives)
    case oneOf(PreparedAlternatives)
    case not(SchemaNodeID)
    case conditional(ConditionalCheck)
    case dependents(PreparedDependents)
  }

  /// Whether the node asks what its other keywords have looked at.
  var tracks: Bool { unevaluatedProperties != nil || unevaluatedItems != nil }

  var isEmptyBesideUnevaluated: Bool { !hasAssertions && applicators.isEmpty }

  private init(_ node: SchemaNode, isEndless: Bool, _ admitted: AdmittedTypes, target: SchemaNodeID) {
    var parts = Parts()
    for check in node.checks { parts.add(check, admitted) }
    self.target = target
    location = node.location
    uri = node.uri
    annotations = node.annotations
    isNever = parts.isNever
    types = parts.types
    values = parts.values
    number = parts.number
    string = StringChecks(lengths: parts.lengths, patterns: parts.patterns, formats: parts.formats)
    objects = parts.objects
    arrays = parts.arrays
    contains = parts.contains
    unevaluatedProperties = parts.unevaluatedProperties
    unevaluatedItems = parts.unevaluatedItems
    applicators = parts.applicators
    let asserts = parts.asserts
    hasAssertions = asserts
    let isFree = parts.values.isEmpty
    soleObject = isFree && parts.objects.count == 1 ? parts.objects[0] : nil
    soleArray = isFree && parts.arrays.count == 1 && parts.contains.isEmpty ? parts.arrays[0] : nil
    let needsInteger = parts.types.contains(.integer) && !parts.types.contains(.number)
    let isSoleRange = isFree && parts.number.ranges.count == 1 && parts.number.divisors.isEmpty && !needsInteger
    soleRange = isSoleRange ? parts.number.ranges[0] : nil
    isAnyString = isFree && parts.lengths.isEmpty && parts.patterns.isEmpty && parts.formats.isEmpty
    let passes = (asserts ? 1 : 0) + node.checks.reduce(0) { $0 + Self.passes($1) }
    let tracks = parts.unevaluatedProperties != nil || parts.unevaluatedItems != nil
    rereads = passes + parts.contains.count + (tracks ? 1 : 0) > 1
    self.isEndless = isEndless
  }

  /// How often a check reads the value; of alternatives that are told apart only one is tried.
  private static func passes(_ check: SchemaCheck) -> Int {
    switch check {
    case .anyOf(let alternatives) where alternatives.discriminator != nil: 1
    case .oneOf(let alternatives) where alternatives.discriminator != nil: 1
    default: check.nodesInPlace.count
    }
  }

  /// Where a keyword of this node stands.
  func location(of keyword: String) -> String {
    location.utf8.contains(UInt8(ascii: "#")) ? location + "/" + keyword : location + "#/" + keyword
  }

  static func prepare(_ program: SchemaProgram) -> [PreparedNode] {
    let endless = EndlessNodes.find(in: program)
    let admitted = AdmittedTypes(program)
    return program.nodes.enumerated().map { id, node in
      PreparedNode(
        node, isEndless: endless.contains(id), admitted, target: target(of: id, in: program, endless))
    }
  }

  /// Chains of bare references lead to one node; a chain of many is followed a bounded way, which is right as well.
  private static func target(
    of id: SchemaNodeID, in program: SchemaProgram, _ endless: Set<SchemaNodeID>
  ) -> SchemaNodeID {
    var current = id
    for _ in 0..<32 {
      let checks = program.nodes[current].checks
      guard checks.count == 1, !endless.contains(current) else { break }
      switch checks[0] {
      case .reference(let next), .dynamicReference(let next, _): current = next
      default: return current == id ? -1 : current
      }
    }
    return current == id ? -1 : current
  }
}

/// The checks of a node while they are being sorted.
private struct Parts {
  var isNever = false
  var types = JSONTypeSet(rawValue: 0x7F)
  var values: [AllowedValues] = []
  var number = NumberChecks()
  var lengths: [CountRange] = []
  var patterns: [PatternCheck] = []
  var formats: [Format] = []
  var objects: [PreparedObject] = []
  var arrays: [PreparedArray] = []
  var contains: [ContainsCheck] = []
  var unevaluatedProperties: SchemaNodeID?
  var unevaluatedItems: SchemaNodeID?
  var applicators: [PreparedNode.Applicator] = []
  var asserts = false

  mutating func add(_ check: SchemaCheck, _ admitted: AdmittedTypes) {
    switch check {
    case .never: isNever = true
    case .type(let types): self.types.formIntersection(types.contains(.number) ? types.union(.integer) : types)
    case .const(let value): values.append(AllowedValues([value], keyword: "const"))
    case .enumeration(let allowed): values.append(AllowedValues(allowed, keyword: "enum"))
    case .range(let range): number.ranges.append(PreparedRange(range))
    case .multipleOf(let divisor): number.divisors.append(divisor)
    case .length(let range): lengths.append(range)
    case .pattern(let pattern): patterns.append(pattern)
    case .format(let format): formats.append(format)
    case .object(let object): objects.append(PreparedObject(object))
    case .array(let array): arrays.append(PreparedArray(array))
    case .contains(let check): contains.append(check)
    case .integerNotation: number.needsNotation = true
    case .reference(let target): return applicators.append(.reference(target, keyword: "$ref"))
    case .dynamicReference(let target, let keyword):
      return applicators.append(.reference(target, keyword: keyword.rawValue))
    case .allOf(let branches): return applicators.append(.allOf(branches))
    case .anyOf(let check):
      let types = check.branches.map(admitted.types)
      return applicators.append(.anyOf(PreparedAlternatives(check, keyword: "anyOf", types: types)))
    case .oneOf(let check):
      let types = check.branches.map(admitted.types)
      return applicators.append(.oneOf(PreparedAlternatives(check, keyword: "oneOf", types: types)))
    case .not(let target): return applicators.append(.not(target))
    case .conditional(let check): return applicators.append(.conditional(check))
    case .dependent(let check): return applicators.append(.dependents(PreparedDependents(check)))
    case .unevaluatedProperties(let schema): return unevaluatedProperties = schema
    case .unevaluatedItems(let schema): return unevaluatedItems = schema
    }
    asserts = true
  }
}

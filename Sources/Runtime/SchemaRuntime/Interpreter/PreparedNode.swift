import JSONCore

/// A node as the interpreter runs it: checks sorted by the kind of value they speak about, names in hash tables, bounds
/// as machine integers where they fit. Made once by `SchemaInterpreter.init`, immutable from then on.
///
/// A class, because a node is handed to every `interpret…`: that is one reference instead of twenty-two properties.
final class PreparedNode: Sendable {
  /// File and JSON pointer, as in `SchemaNode.location`: what violations name. Units of a trace name `uri`.
  let location: String
  /// The same as an absolute URI, when the schema has one.
  let uri: String?
  /// Keywords that only describe; read by traces alone.
  let annotations: [SchemaAnnotation]
  /// The schema `false`, or one that has it among its checks: nothing is valid.
  let isNever: Bool
  /// All types unless the schema narrows them. `number` always brings `integer` along.
  let types: JSONTypeSet
  /// Each `const` and `enum`; a value must be in all of them.
  let values: [AllowedValues]
  let number: NumberChecks
  let string: StringChecks
  let objects: [PreparedObject]
  let arrays: [PreparedArray]
  let contains: [ContainsCheck]
  let unevaluatedProperties: SchemaNodeID?
  let unevaluatedItems: SchemaNodeID?
  let applicators: [Applicator]
  /// Whether the node asserts anything beside its applicators; without, the pass over the value is left out.
  let hasAssertions: Bool
  /// Whether the value is read more than once: what `Interpretation.rereads` counts.
  let rereads: Bool
  /// Whether the node leads back to itself without descending into the value.
  let isEndless: Bool
  /// What the node refers to when it is a reference and nothing else, followed to the end; -1 otherwise. An `Int` with
  /// a sentinel, since it is compared at every step of every run.
  let target: SchemaNodeID
  /// Short ways: the one check there is for values of a kind, when there is exactly one.
  let soleObject: PreparedObject?
  let soleArray: PreparedArray?
  let soleRange: PreparedRange?
  /// Nothing is asked of strings: they are skipped, which does not resolve their escapes.
  let isAnyString: Bool

  /// A check that runs other nodes over the same value: the in-place applicators of Core, 10.2, and references.
  enum Applicator: Sendable {
    case reference(SchemaNodeID, keyword: String)
    case allOf([SchemaNodeID])
    case anyOf(PreparedAlternatives)
    case oneOf(PreparedAlternatives)
    case not(SchemaNodeID)
    case conditional(ConditionalCheck)
    case dependents(PreparedDependents)
  }

  /// Whether the node asks what its other keywords have looked at. Decided by the schema, not by the value.
  var tracks: Bool { unevaluatedProperties != nil || unevaluatedItems != nil }

  /// Then the node's own pass is left out, and the value is read once.
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
    // No `const` and no `enum`: these are looked at outside the short ways.
    let isFree = parts.values.isEmpty
    soleObject = isFree && parts.objects.count == 1 ? parts.objects[0] : nil
    soleArray = isFree && parts.arrays.count == 1 && parts.contains.isEmpty ? parts.arrays[0] : nil
    // `number` includes the integers (Validation, 6.1.1), so an integer is only asked for where `number` is not
    // allowed.
    let needsInteger = parts.types.contains(.integer) && !parts.types.contains(.number)
    let isSoleRange = isFree && parts.number.ranges.count == 1 && parts.number.divisors.isEmpty && !needsInteger
    soleRange = isSoleRange ? parts.number.ranges[0] : nil
    isAnyString = isFree && parts.lengths.isEmpty && parts.patterns.isEmpty && parts.formats.isEmpty
    // One for the assertions, one for each subschema on the same value, one for each `contains`, one for
    // `unevaluated…`.
    let passes = (asserts ? 1 : 0) + node.checks.reduce(0) { $0 + Self.passes($1) }
    let tracks = parts.unevaluatedProperties != nil || parts.unevaluatedItems != nil
    rereads = passes + parts.contains.count + (tracks ? 1 : 0) > 1
    self.isEndless = isEndless
  }

  /// How often a check reads the value; of alternatives with a discriminator only one is tried.
  private static func passes(_ check: SchemaCheck) -> Int {
    switch check {
    case .anyOf(let alternatives) where alternatives.discriminator != nil: 1
    case .oneOf(let alternatives) where alternatives.discriminator != nil: 1
    default: check.sameInstanceNodes.count
    }
  }

  /// The reference that the node is, for a report about it.
  var referenceKeyword: String {
    for case .reference(_, let keyword) in applicators { return keyword }
    return "$ref"
  }

  /// The location of a keyword of this node.
  func location(of keyword: String) -> String {
    location.utf8.contains(UInt8(ascii: "#")) ? location + "/" + keyword : location + "#/" + keyword
  }

  /// All nodes of a program, in its order: a `SchemaNodeID` is an index into either. One pass over the program, and a
  /// walk along the references for each of the two analyses.
  static func prepare(_ program: SchemaProgram) -> [PreparedNode] {
    let endless = EndlessNodes.find(in: program)
    let admitted = AdmittedTypes(program)
    return program.nodes.enumerated().map { id, node in
      PreparedNode(
        node, isEndless: endless.contains(id), admitted, target: target(of: id, in: program, endless))
    }
  }

  /// Chains of bare references lead to one node. At most 32 links are followed, so that preparing stays linear; a
  /// longer chain goes on from where this ends, which is right as well. An endless node is never passed over: it must
  /// be refused.
  private static func target(
    of id: SchemaNodeID, in program: SchemaProgram, _ endless: Set<SchemaNodeID>
  ) -> SchemaNodeID {
    // A node with a second check stops the chain: that check must be run, too.
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

/// The checks of a node while they are being sorted: `PreparedNode` has constants only.
private struct Parts {
  var isNever = false
  /// All seven types; every `type` takes some away.
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

  /// Checks with tables of their own are prepared here. Applicators return before `asserts` is set: they alone need no
  /// pass of the node itself.
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

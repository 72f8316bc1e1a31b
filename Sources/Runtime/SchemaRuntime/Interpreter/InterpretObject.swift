import JSONCore

/// An object check with its names in one table.
final class PreparedObject: Sendable {
  /// The declared members, then those that are only required.
  let names: NameTable
  /// By name; -1 for a name that is only required.
  let schemas: [SchemaNodeID]
  /// Indexes into `names`, in the order of `required`.
  let required: [Int]
  /// The same as bits, for the first 64 names.
  let requiredBits: UInt64
  let check: ObjectCheck
  /// Whether a member's name decides by itself which one schema its value is held against.
  let isPlain: Bool
  /// Whether every member counts as evaluated.
  let evaluatesAll: Bool

  init(_ check: ObjectCheck) {
    var places: [JSONString: Int] = [:]
    var names: [JSONString] = []
    var required: [Int] = []
    for property in check.properties where places[property.name] == nil {
      places[property.name] = names.count
      names.append(property.name)
    }
    let declared = names.count
    for name in check.required {
      let place = places[name] ?? names.count
      if place == names.count {
        places[name] = place
        names.append(name)
      }
      required.append(place)
    }
    var schemas = [SchemaNodeID](repeating: -1, count: names.count)
    for property in check.properties.reversed() {
      if let place = places[property.name] { schemas[place] = property.schema }
    }
    self.names = NameTable(names)
    self.schemas = schemas
    self.required = required
    requiredBits = required.reduce(0) { $1 < 64 ? $0 | 1 << UInt64($1) : $0 }
    self.check = check
    declaredCount = declared
    switch check.additional {
    case .open: evaluatesAll = check.declaresOpen
    case .closed, .schema: evaluatesAll = true
    }
    isPlain = check.patternProperties.isEmpty && check.propertyNames == nil
  }

  private let declaredCount: Int
  var declaredNames: ArraySlice<JSONString> { names.names.prefix(declaredCount) }
}

/// Which of the known names an object has had: bits of one word, further words for schemas with more names.
struct SeenNames {
  private(set) var low: UInt64 = 0
  private var high: [UInt64] = []

  init(count: Int) { if count > 64 { high = [UInt64](repeating: 0, count: (count - 1) / 64) } }

  /// False when the name has been there before.
  @inline(__always)
  mutating func insert(_ index: Int) -> Bool {
    let bit: UInt64 = 1 << UInt64(index & 63)
    if index < 64 {
      defer { low |= bit }
      return low & bit == 0
    }
    defer { high[index / 64 - 1] |= bit }
    return high[index / 64 - 1] & bit == 0
  }

  @inline(__always)
  func contains(_ index: Int) -> Bool {
    let word = index < 64 ? low : high[index / 64 - 1]
    return word >> UInt64(index & 63) & 1 == 1
  }
}

extension Interpretation {
  /// All that a node asserts of an object.
  mutating func interpretObjects(_ node: PreparedNode) -> Bool {
    if let object = node.soleObject {
      _ = reader.peek()
      return interpret(object, node, at: reader.offset)
    }
    let mark = reader.mark
    guard !node.objects.isEmpty else {
      return reader.skipValue() && interpretAllowedComposites(node, from: mark)
    }
    var valid = true
    for (index, object) in node.objects.enumerated() {
      if index > 0 { reader.reset(to: mark) }
      if !interpret(object, node, at: mark.offset) {
        if !report.isCollecting { return false }
        valid = false
      }
    }
    return interpretAllowedComposites(node, from: mark) && valid
  }

  private mutating func interpret(_ object: PreparedObject, _ node: PreparedNode, at start: Int) -> Bool {
    let tracking = isTracking
    isTracking = false
    guard reader.beginObject() else { return false }
    var count = 0
    var valid = true
    var expected = 0
    var seen = SeenNames(count: object.schemas.count)
    if !reader.emptyObject() {
      let level = reader.beginKeys()
      repeat {
        if !interpretMember(object, node, &seen, &expected, level, position: tracking ? count : -1) {
          if !report.isCollecting { return false }
          valid = false
        }
        count += 1
      } while reader.comma()
      reader.endKeys(level)
      guard reader.endObject() else { return false }
    }
    isTracking = tracking
    if tracking, object.evaluatesAll { evaluated.insertAll() }
    if seen.low & object.requiredBits != object.requiredBits || object.schemas.count > 64 {
      valid = interpretRequired(object, node, seen, at: start) && valid
    }
    if !object.check.count.contains(count) {
      let keyword = count < object.check.count.minimum ? "minProperties" : "maxProperties"
      valid = refuse(node, keyword, at: start, Wording.count(object.check.count, keyword, "member", "members"))
    }
    return valid
  }

  private mutating func interpretRequired(
    _ object: PreparedObject, _ node: PreparedNode, _ seen: SeenNames, at start: Int
  ) -> Bool {
    var valid = true
    for index in object.required where !seen.contains(index) {
      let name = object.names.names[index]
      valid = refuse(node, "required", at: start, "must have the member \(Wording.quoted(name))")
    }
    return valid
  }

  private mutating func interpretMember(
    _ object: PreparedObject, _ node: PreparedNode, _ seen: inout SeenNames, _ expected: inout Int, _ level: Int,
    position: Int
  ) -> Bool {
    _ = reader.peek()
    let keyOffset = reader.offset
    guard reader.key() else { return false }
    let index = object.names.find(in: &reader, expecting: expected)
    if index >= 0 { expected = index + 1 }
    // While faults are collected the first pass has seen to duplicates.
    let isNew = index >= 0 ? seen.insert(index) : report.isCollecting || reader.noteKey(level)
    guard isNew || report.isCollecting else { return false }
    let declared = index >= 0 ? object.schemas[index] : -1
    if position >= 0, declared >= 0 { evaluated.insert(position) }
    guard report.isCollecting else {
      return object.isPlain
        ? interpretPlainValue(object, node, declared, keyOffset)
        : interpretPatternedValue(object, node, declared, keyOffset, position: position)
    }
    report.instance.append(.name(reader.takeString()))
    let valid =
      object.isPlain
      ? interpretPlainValue(object, node, declared, keyOffset)
      : interpretPatternedValue(object, node, declared, keyOffset, position: position)
    report.instance.removeLast()
    return valid
  }

  private mutating func interpretPlainValue(
    _ object: PreparedObject, _ node: PreparedNode, _ declared: SchemaNodeID, _ keyOffset: Int
  ) -> Bool {
    declared >= 0 ? evaluateDeclared(declared) : interpretAdditional(object, node, keyOffset)
  }

  /// A member's value under its own schema.
  mutating func evaluateDeclared(_ schema: SchemaNodeID) -> Bool {
    guard report.isCollecting, let name = report.instance.last else { return evaluate(schema) }
    if report.isTracing, case .name(let name) = name { report.trace.note("properties", .names([name])) }
    return evaluate(schema, by: [.keyword("properties"), name])
  }

  /// A member that nothing declares; the token is its name.
  mutating func interpretAdditional(_ object: PreparedObject, _ node: PreparedNode, _ keyOffset: Int) -> Bool {
    switch object.check.additional {
    case .open: return reader.skipValue()
    case .schema(let schema):
      if report.isTracing, case .name(let name)? = report.instance.last {
        report.trace.note("additionalProperties", .names([name]))
      }
      return evaluate(schema, by: [.keyword("additionalProperties")])
    case .closed:
      guard report.isCollecting else { return false }
      let name = reader.takeString()
      let refused = refuse(
        node, "additionalProperties", at: keyOffset, Wording.undeclared(name, among: object.declaredNames))
      return reader.skipValue() && refused
    }
  }
}

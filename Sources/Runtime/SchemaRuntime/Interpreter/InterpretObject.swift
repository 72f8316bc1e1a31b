import JSONCore

/// An object check with its names in one table. Names are numbered: the declared members first, in the order of the
/// schema, so that a text in that order is found by comparing one name at a time.
final class PreparedObject: Sendable {
  /// The declared members, then those that are only required.
  let names: NameTable
  /// By name; -1 for a name that is only required. Of two declarations of a name the first counts.
  let schemas: [SchemaNodeID]
  /// Indexes into `names`, in the order of `required`, which is the order of the violations.
  let required: [Int]
  /// The same as bits, for the first 64 names: one comparison shows that all are there.
  let requiredBits: UInt64
  /// What has no faster form here: patterns, `propertyNames`, additional members and the counts.
  let check: ObjectCheck
  /// Whether a member's name decides by itself which one schema validates its value: no patterns, no `propertyNames`.
  let isPlain: Bool
  /// Whether every member counts as evaluated: `additionalProperties` is written, whatever it says.
  let evaluatesAll: Bool

  init(_ check: ObjectCheck) {
    var positions: [JSONString: Int] = [:]
    var names: [JSONString] = []
    var required: [Int] = []
    for property in check.properties where positions[property.name] == nil {
      positions[property.name] = names.count
      names.append(property.name)
    }
    let declared = names.count
    // A name that is required and not declared gets a number as well, so that it is found while members are read.
    for name in check.required {
      let position = positions[name] ?? names.count
      if position == names.count {
        positions[name] = position
        names.append(name)
      }
      required.append(position)
    }
    var schemas = [SchemaNodeID](repeating: -1, count: names.count)
    // Backwards, so that the first declaration is the one that stays.
    for property in check.properties.reversed() {
      if let position = positions[property.name] { schemas[position] = property.schema }
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

  /// How many of `names` are declared, for "did you mean".
  private let declaredCount: Int
  var declaredNames: ArraySlice<JSONString> { names.names.prefix(declaredCount) }
}

/// Which of the known names an object has had: bits of one word, further words for schemas with more names. It also
/// finds duplicates of known names, without comparing any.
struct SeenNames {
  private(set) var low: UInt64 = 0
  private var high: [UInt64] = []

  /// `count`: the names there are; up to 64 need no allocation.
  init(count: Int) { if count > 64 { high = [UInt64](repeating: 0, count: (count - 1) / 64) } }

  /// False when the name has been there before. Precondition: `index` is below the count.
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
  /// All that a node asserts of an object: its object checks, then `const` and `enum`. One check and nothing else is
  /// the usual node, and one pass.
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

  /// One pass over the members, counting them; `required` and the counts are known at the end. Members are values of
  /// their own, so tracking is off for them and comes back for this object.
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
    // With more than 64 names the bits say too little: then each required name is looked up.
    if seen.low & object.requiredBits != object.requiredBits || object.schemas.count > 64 {
      valid = interpretRequired(object, node, seen, at: start) && valid
    }
    if !object.check.count.contains(count) {
      // Members are counted as they are written, duplicates included: those have been reported as such.
      let keyword = count < object.check.count.minimum ? "minProperties" : "maxProperties"
      valid = refuse(node, keyword, at: start, Wording.count(object.check.count, keyword, "member", "members"))
    }
    return valid
  }

  /// A violation for each member that is missing, at the object.
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

  /// A name and its value. `expected` is the name after the last one that was known: texts mostly follow the schema's
  /// order. `level` is the reader's set of names, `position` that of the member, -1 when nobody asks for it.
  private mutating func interpretMember(
    _ object: PreparedObject, _ node: PreparedNode, _ seen: inout SeenNames, _ expected: inout Int, _ level: Int,
    position: Int
  ) -> Bool {
    _ = reader.peek()
    let keyOffset = reader.offset
    // The token is the name from here until something else is read.
    guard reader.key() else { return false }
    let index = object.names.find(in: &reader, expecting: expected)
    if index >= 0 { expected = index + 1 }
    // While violations are collected the first pass (`SyntaxCheck`) has found the duplicates.
    let isNew = index >= 0 ? seen.insert(index) : report.isCollecting || reader.noteKey(level)
    guard isNew || report.isCollecting else { return false }
    // -1, too, for a name that is required only: it counts as additional.
    let declared = index >= 0 ? object.schemas[index] : -1
    if position >= 0, declared >= 0 { evaluated.insert(position) }
    guard report.isCollecting else {
      return object.isPlain
        ? interpretPlainValue(object, node, declared, keyOffset)
        : interpretPatternedValue(object, node, declared, keyOffset, position: position)
    }
    // The name is only made into a value where a path is kept: it may be as long as the text.
    report.instance.append(.name(reader.takeString()))
    let valid =
      object.isPlain
      ? interpretPlainValue(object, node, declared, keyOffset)
      : interpretPatternedValue(object, node, declared, keyOffset, position: position)
    report.instance.removeLast()
    return valid
  }

  /// The value under the one schema that its name selects.
  private mutating func interpretPlainValue(
    _ object: PreparedObject, _ node: PreparedNode, _ declared: SchemaNodeID, _ keyOffset: Int
  ) -> Bool {
    declared >= 0 ? evaluateDeclared(declared) : interpretAdditional(object, node, keyOffset)
  }

  /// A member's value under its own schema; the path has the member's name already.
  mutating func evaluateDeclared(_ schema: SchemaNodeID) -> Bool {
    guard report.isCollecting, let name = report.instance.last else { return evaluate(schema) }
    if report.isTracing, case .name(let name) = name { report.trace.note("properties", .names([name])) }
    return evaluate(schema, by: [.keyword("properties"), name])
  }

  /// A member that nothing declares; the token is its name. In a closed object the violation is at the name, with the
  /// declared name that comes nearest.
  mutating func interpretAdditional(_ object: PreparedObject, _ node: PreparedNode, _ keyOffset: Int) -> Bool {
    switch object.check.additional {
    // Checks syntax and duplicates below.
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

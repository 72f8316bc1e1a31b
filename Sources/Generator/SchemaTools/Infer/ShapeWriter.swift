import JSONCore
import SchemaRuntime

/// Writes the schema that a shape's samples have in common.
/// Writes nothing of the samples but names, short plain words that repeat, and numbers where bounds are asked for: a
/// schema is handed on, samples often must not be.
struct ShapeWriter {
  /// Levels of schema for which the shape is written out; below, anything is accepted.
  /// Levels of schema; the compiler reads 256 levels of JSON, and each level of schema takes two or more of them.
  private static let deepest = 40

  let bounds: Bool

  /// The schema of a shape. `isSecret`: whether its values may be secrets, so that none is written down.
  /// In one order whatever the samples' order was, so that two runs give the same text.
  func schema(_ shape: Shape, depth: Int = 0, isSecret: Bool = false) -> [UInt8] {
    guard depth < Self.deepest else { return SchemaText.anything }
    var kinds: [[UInt8]] = []
    if shape.booleans > 0 { kinds.append(typed("boolean")) }
    if shape.numbers.count > 0 { kinds.append(number(shape.numbers)) }
    if shape.strings.count > 0 { kinds.append(string(shape.strings, isSecret: isSecret)) }
    if shape.arrays.count > 0 { kinds.append(array(shape.arrays, depth, isSecret: isSecret)) }
    if let objects = shape.objects { kinds.append(object(objects, depth)) }
    if shape.nulls > 0 { return nullable(kinds, shape, isSecret: isSecret) }
    return union(kinds)
  }

  /// `anyOf` and not `oneOf`: the kinds exclude each other, and the former stops at the first that holds.
  private func union(_ kinds: [[UInt8]]) -> [UInt8] {
    if kinds.count <= 1 { return kinds.first ?? SchemaText.anything }
    var text = SchemaText()
    text.add("anyOf", list: kinds)
    return text.bytes
  }

  private func typed(_ type: String) -> [UInt8] {
    var text = SchemaText()
    text.add("type", type)
    return text.bytes
  }

  /// One kind of scalar without a list of values takes null into its `type`; everything else is an alternative.
  /// `["string", "null"]` becomes an optional in generated code, an `anyOf` of the two a union.
  private func nullable(_ kinds: [[UInt8]], _ shape: Shape, isSecret: Bool) -> [UInt8] {
    if kinds.count == 1, shape.booleans > 0 { return types("boolean") { _ in } }
    if kinds.count == 1, shape.numbers.count > 0 {
      return types(typeName(shape.numbers)) { addBounds(shape.numbers, to: &$0) }
    }
    if kinds.count == 1, shape.strings.count > 0, isSecret || shape.strings.enumeration == nil {
      return types("string") { addLengths(shape.strings, to: &$0) }
    }
    return union([typed("null")] + kinds)
  }

  private func types(_ name: String, _ body: (inout SchemaText) -> Void) -> [UInt8] {
    var text = SchemaText()
    text.add("type", list: [JSONText.quoted(JSONString(name)), JSONText.quoted("null")])
    body(&text)
    return text.bytes
  }

  // MARK: scalars

  private func typeName(_ facts: NumberFacts) -> String { facts.isInteger ? "integer" : "number" }

  /// `integer` as long as no sample has a fraction: prices that happen to be whole in all samples give one, which
  /// somebody who reads the schema can correct.
  private func number(_ facts: NumberFacts) -> [UInt8] {
    var text = SchemaText()
    text.add("type", typeName(facts))
    addBounds(facts, to: &text)
    return text.bytes
  }

  /// Only when asked for: the largest order so far is no rule about orders.
  private func addBounds(_ facts: NumberFacts, to text: inout SchemaText) {
    guard bounds, let least = facts.least, let greatest = facts.greatest else { return }
    text.add("minimum", Array(least.text.utf8))
    text.add("maximum", Array(greatest.text.utf8))
  }

  /// An enumeration says more than a length, and makes the length superfluous.
  private func string(_ facts: StringFacts, isSecret: Bool) -> [UInt8] {
    var text = SchemaText()
    text.add("type", "string")
    if !isSecret, let values = facts.enumeration {
      text.add("enum", list: values.map { JSONText.quoted($0) })
    } else {
      addLengths(facts, to: &text)
    }
    return text.bytes
  }

  /// An upper length is always written: strict mode wants one, and a service without any takes what it is sent.
  private func addLengths(_ facts: StringFacts, to text: inout SchemaText) {
    if let format = facts.format { text.add("format", format.rawValue) }
    if bounds, facts.shortest > 0 { text.add("minLength", facts.shortest) }
    text.add("maxLength", Self.headroom(facts.longest))
  }

  /// Twice what was seen, as a power of two, 16 at least.
  static func headroom(_ seen: Int) -> Int {
    var room = 16
    while room < seen * 2, room < 1 << 40 { room *= 2 }
    return room
  }

  // MARK: arrays

  private func array(_ facts: ArrayFacts, _ depth: Int, isSecret: Bool) -> [UInt8] {
    var text = SchemaText()
    text.add("type", "array")
    if isTuple(facts) {
      text.add("prefixItems", list: facts.positions.map { schema($0, depth: depth + 2, isSecret: isSecret) })
      text.add("items", Array("false".utf8))
      text.add("minItems", facts.positions.count)
      return text.bytes
    }
    text.add(
      "items", facts.items.map { schema($0, depth: depth + 1, isSecret: isSecret) } ?? SchemaText.anything)
    if bounds, facts.shortest > 0 { text.add("minItems", facts.shortest) }
    text.add("maxItems", Self.headroom(facts.longest))
    return text.bytes
  }

  /// Always the same length, seen more than once, and positions that differ in kind.
  /// One array alone says nothing about others, and positions of one kind are a vector, which `items` describes better.
  private func isTuple(_ facts: ArrayFacts) -> Bool {
    guard facts.count > 1, facts.shortest == facts.longest, (2...ArrayFacts.longestTuple).contains(facts.longest),
      facts.positions.count == facts.longest
    else { return false }
    let kinds = Set(facts.positions.map(\.kinds))
    return kinds.count > 1 && facts.positions.allSatisfy { !$0.kinds.isEmpty }
  }

  // MARK: objects

  /// In this order: a map has no members that could be a tag, and a tag says more than a structure.
  private func object(_ facts: ObjectFacts, _ depth: Int) -> [UInt8] {
    if facts.isMap { return map(facts, depth) }
    if let tag = facts.tags?.first(where: { $0.distinguishes(of: facts.count) }) { return variants(tag, depth) }
    return structure(facts, depth, tag: nil)
  }

  /// `tag`: the member that has one value only, and the value.
  /// Members in the order in which they were met first, which is mostly the order of the program that writes them.
  private func structure(_ facts: ObjectFacts, _ depth: Int, tag: (name: JSONString, value: JSONString)?) -> [UInt8] {
    var text = SchemaText()
    text.add("type", "object")
    let required = facts.members.filter { $0.count == facts.count }
    if !required.isEmpty { text.add("required", list: required.map { JSONText.quoted($0.name) }) }
    text.add(
      "properties",
      map: facts.members.map { member in
        if let tag, tag.name == member.name { return (member.name, constant(tag.value)) }
        let isSecret = Identifier.isSecretName(member.name)
        return (member.name, schema(member.shape, depth: depth + 2, isSecret: isSecret))
      })
    // Closed, because the samples show what there is: opening a schema is one word, and nobody notices that it should
    // be closed.
    text.add("additionalProperties", Array("false".utf8))
    return text.bytes
  }

  private func constant(_ value: JSONString) -> [UInt8] {
    var text = SchemaText()
    text.add("const", JSONText.quoted(value))
    return text.bytes
  }

  /// `oneOf` with a constant in each branch: generated code has a case for each, and errors name the one that was
  /// meant.
  private func variants(_ tag: ObjectFacts.Tag, _ depth: Int) -> [UInt8] {
    let sorted = tag.variants.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
    var text = SchemaText()
    text.add("oneOf", list: sorted.map { structure($0.value, depth + 2, tag: (tag.name, $0.key)) })
    return text.bytes
  }

  /// The values of all names together: keys come and go, what is under them has one shape.
  private func map(_ facts: ObjectFacts, _ depth: Int) -> [UInt8] {
    let names = StringFacts.lengths(facts.members.map(\.name))
    let values = Shape()
    for member in facts.members { values.merge(member.shape) }
    if let rest = facts.rest { values.merge(rest) }
    var text = SchemaText()
    text.add("type", "object")
    // Names beyond those that are kept may have any length.
    if facts.rest == nil {
      var name = SchemaText()
      name.add("maxLength", Self.headroom(names))
      text.add("propertyNames", name.bytes)
    }
    text.add("additionalProperties", schema(values, depth: depth + 1))
    text.add("maxProperties", Self.headroom(facts.most))
    return text.bytes
  }
}

extension StringFacts {
  /// The greatest length, in code points.
  fileprivate static func lengths(_ names: [JSONString]) -> Int { names.map(\.codePointCount).max() ?? 0 }
}

extension Shape {
  /// The kinds of values that were seen.
  fileprivate var kinds: JSONTypeSet {
    var kinds: JSONTypeSet = []
    if nulls > 0 { kinds.insert(.null) }
    if booleans > 0 { kinds.insert(.boolean) }
    if numbers.count > 0 { kinds.insert(.number) }
    if strings.count > 0 { kinds.insert(.string) }
    if arrays.count > 0 { kinds.insert(.array) }
    if objects != nil { kinds.insert(.object) }
    return kinds
  }
}

extension ObjectFacts {
  /// Whether the names are keys rather than members: too many to keep; or many, of which none is in every object and
  /// each in few; or many that all look like keys.
  var isMap: Bool {
    if rest != nil { return true }
    guard members.count >= 8 else { return false }
    if members.allSatisfy({ Identifier.isKeyLike($0.name) }) { return true }
    let uses = members.reduce(0) { $0 + $1.count }
    return members.count >= 12 && uses * 3 <= members.count * count
  }
}

extension ObjectFacts.Tag {
  /// Whether the values go with different members: several of them, each seen more than once on average.
  /// Where all values go with the same members the word is a property like any other: its values are an enumeration.
  fileprivate func distinguishes(of total: Int) -> Bool {
    guard (2...ObjectFacts.mostVariants).contains(variants.count), variants.count * 2 <= total else { return false }
    guard variants.values.allSatisfy({ $0.rest == nil }) else { return false }
    return Set(variants.values.map { facts in Set(facts.members.map(\.name)) }).count > 1
  }
}

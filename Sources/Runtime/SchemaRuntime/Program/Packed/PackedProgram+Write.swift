import JSONCore

/// A program as one JSON text, which is how generated code holds it: a string costs the Swift compiler nothing, where
/// the same data as nested calls was a quarter of the time that a generated file took.
///
/// `[root, [location, check…], …]`, a check being `["name", argument…]`. Matchers of patterns are beside the text,
/// in the order in which the text names them: generated code shares them with its own checks.
package struct PackedProgram: ~Copyable {
  private var writer = JSONWriter()
  private var matcherCount = 0
  private var needsComma = false

  /// Not for people and not stable: the compiler that writes it and the runtime that reads it are of one version
  /// (`GeneratedCodeVersion1`).
  package static func text(_ program: SchemaProgram) -> String {
    var packed = PackedProgram()
    packed.write(program)
    return String(decoding: packed.writer.bytes, as: UTF8.self)
  }

  private mutating func write(_ program: SchemaProgram) {
    list { packed in
      packed.item(program.root)
      for node in program.nodes { packed.item(node) }
    }
  }

  /// The location and the checks. URI and annotations are left out: generated code reports neither.
  private mutating func item(_ node: SchemaNode) {
    list { packed in
      packed.item(JSONString(node.location))
      for check in node.checks { packed.list { $0.write(check) } }
    }
  }

  /// A switch without `default:`, so that a new check does not compile until it can be packed.
  private mutating func write(_ check: SchemaCheck) {
    switch check {
    case .never: name("never")
    case .type(let set): name("type", Int(set.rawValue))
    case .integerNotation: name("integerNotation")
    case .const(let value): name("const", values: [value])
    case .enumeration(let values): name("enumeration", values: values)
    case .range(let range):
      name("range", decimals: [range.minimum, range.maximum, range.exclusiveMinimum, range.exclusiveMaximum])
    case .multipleOf(let value): name("multipleOf", decimals: [value])
    case .length(let count): name("length", count.minimum, upper(count))
    case .pattern(let check): write(check)
    case .format(let format):
      name("format")
      item(JSONString(format.rawValue))
    case .object(let check): write(check)
    case .array(let check): write(check)
    case .contains(let check):
      name("contains", check.schema, check.count.minimum, upper(check.count), check.evaluates ? 1 : 0)
    case .dependent(let check): write(check)
    case .reference(let target): name("reference", target)
    case .dynamicReference(let target, let keyword):
      name("dynamicReference", target)
      item(JSONString(keyword.rawValue))
    case .allOf(let branches):
      name("allOf")
      item(branches)
    case .anyOf(let check): write("anyOf", check)
    case .oneOf(let check): write("oneOf", check)
    case .not(let target): name("not", target)
    case .conditional(let check): name("conditional", check.condition, check.consequence, check.alternative)
    case .unevaluatedProperties(let target): name("unevaluatedProperties", target)
    case .unevaluatedItems(let target): name("unevaluatedItems", target)
    }
  }

  /// The source, for messages, the number of the matcher, and the description if there is one.
  private mutating func write(_ check: PatternCheck) {
    name("pattern")
    item(JSONString(check.source))
    item(nextMatcher())
    if let description = check.description { item(JSONString(description)) }
  }

  private mutating func write(_ check: ObjectCheck) {
    name("object", check.propertyNames, check.count.minimum, upper(check.count), check.declaresOpen ? 1 : 0)
    switch check.additional {
    case .open: item(Self.open)
    case .closed: item(Self.closed)
    case .schema(let target): item(target)
    }
    list { for property in check.properties { $0.pair(property.name, property.schema) } }
    list { for name in check.required { $0.item(name) } }
    list { packed in
      for entry in check.patternProperties {
        packed.list { packed in
          packed.item(JSONString(entry.pattern.source))
          packed.item(packed.nextMatcher())
          packed.item(entry.schema)
        }
      }
    }
  }

  private mutating func write(_ check: ArrayCheck) {
    name(
      "array", check.items, check.count.minimum, upper(check.count), check.uniqueItems ? 1 : 0,
      check.isItemsArray ? 1 : 0)
    item(check.prefixItems)
  }

  private mutating func write(_ check: DependentCheck) {
    name("dependent")
    item(JSONString(check.keyword.rawValue))
    for entry in check.entries {
      list { packed in
        packed.item(entry.name)
        packed.item(entry.schema)
        packed.list { for name in entry.required { $0.item(name) } }
      }
    }
  }

  /// Behind the branches: the tag and its values by branch; or null, the members by branch and the branch that is left.
  private mutating func write(_ keyword: JSONString, _ check: AlternativesCheck) {
    name(keyword)
    item(check.branches)
    switch check.discriminator {
    case .tag(let property, let values):
      item(property)
      list { for branch in values { $0.list { $0.items(branch) } } }
    case .member(let names, let rest):
      item(JSONString?.none)
      list { for name in names { $0.item(name) } }
      item(rest)
    case nil: break
    }
  }

  // MARK: parts

  /// What represents no schema under `additionalProperties`.
  static let open = -2
  /// No node has a negative number.
  static let closed = -1

  /// Null for no upper bound: `Int.max` would be 19 digits in every count.
  private func upper(_ count: CountRange) -> Int? { count.maximum == .max ? nil : count.maximum }

  /// Patterns are numbered in the order they are written, which is the order that the emitter lists their matchers in.
  private mutating func nextMatcher() -> Int {
    defer { matcherCount += 1 }
    return matcherCount
  }

  /// `[`, what `body` adds with commas between, `]`.
  private mutating func list(_ body: (inout PackedProgram) -> Void) {
    separate()
    writer.byte(0x5B)
    needsComma = false
    body(&self)
    writer.byte(0x5D)
    needsComma = true
  }

  /// A comma, unless a list has just begun.
  private mutating func separate() {
    if needsComma { writer.byte(0x2C) }
    needsComma = true
  }

  private mutating func name(_ name: JSONString, _ arguments: Int?...) {
    item(name)
    for argument in arguments { item(argument) }
  }

  /// Constants as JSON inside the JSON: no escaping, and they are read back by the same reader.
  private mutating func name(_ name: JSONString, values: [JSONValue]) {
    item(name)
    items(values)
  }

  private mutating func items(_ values: [JSONValue]) {
    for value in values {
      separate()
      value.write(to: &writer)
    }
  }

  /// Written as they are kept, digit by digit: `JSONWriter.double` would round them.
  private mutating func name(_ name: JSONString, decimals: [JSONDecimal?]) {
    item(name)
    for value in decimals {
      separate()
      if let value { writer.raw(Array(value.text.utf8)) } else { writer.null() }
    }
  }

  private mutating func item(_ text: JSONString?) {
    separate()
    if let text { writer.string(text) } else { writer.null() }
  }

  private mutating func item(_ number: Int?) {
    separate()
    if let number { writer.integer(number) } else { writer.null() }
  }

  private mutating func item(_ numbers: [Int]) { list { for number in numbers { $0.item(number) } } }

  private mutating func pair(_ name: JSONString, _ number: Int) {
    list { packed in
      packed.item(name)
      packed.item(number)
    }
  }
}

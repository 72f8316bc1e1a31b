import JSONCore
import SchemaRuntime

/// What each draft says about a keyword.
/// About text and not about meaning: the compiler's `Keyword` knows what it compiles, this table also what earlier
/// drafts had and what a linter says of it.
struct KeywordFacts: Sendable {
  enum Shape: Sendable {
    case value
    case schema
    /// An array of schemas.
    case schemaList
    /// A schema, or an array of them.
    case schemaOrList
    case schemaMap
    /// An object of schemas or arrays of names.
    case dependencies
  }

  let shape: Shape
  /// The drafts in which it means something.
  let drafts: ClosedRange<Dialect>
  /// The kind of value it speaks about; nil for every kind.
  let speaksOf: JSONTypeSet?
  /// Whether it can refuse a value.
  let asserts: Bool
}

enum KeywordTable {
  private static let all = Dialect.draft4...Dialect.draft2020

  /// Every keyword of five drafts in one table, so that the rules of `lint` and the steps of `upgrade` cannot know
  /// different ones.
  static let facts: [JSONString: KeywordFacts] = {
    var table: [JSONString: KeywordFacts] = [:]
    func add(
      _ names: [JSONString], _ shape: KeywordFacts.Shape = .value, _ drafts: ClosedRange<Dialect> = all,
      of types: JSONTypeSet? = nil, asserts: Bool = true
    ) {
      for name in names { table[name] = KeywordFacts(shape: shape, drafts: drafts, speaksOf: types, asserts: asserts) }
    }
    let number: JSONTypeSet = [.number, .integer]
    let since6 = Dialect.draft6...Dialect.draft2020
    let since7 = Dialect.draft7...Dialect.draft2020
    let since2019 = Dialect.draft2019...Dialect.draft2020
    let only2020 = Dialect.draft2020...Dialect.draft2020
    add(["type", "enum"])
    add(["const"], .value, since6)
    add(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"], of: number)
    add(["minLength", "maxLength", "pattern"], of: .string)
    add(["format"])
    add(["contentEncoding", "contentMediaType"], .value, since7, of: .string, asserts: false)
    add(["contentSchema"], .schema, since2019, of: .string, asserts: false)
    add(["required", "minProperties", "maxProperties"], of: .object)
    add(["dependentRequired"], .value, since2019, of: .object)
    add(["properties", "patternProperties"], .schemaMap, of: .object)
    add(["additionalProperties"], .schema, of: .object)
    add(["propertyNames"], .schema, since6, of: .object)
    add(["unevaluatedProperties"], .schema, since2019, of: .object)
    add(["dependentSchemas"], .schemaMap, since2019, of: .object)
    add(["dependencies"], .dependencies, .draft4...Dialect.draft7, of: .object)
    add(["items"], .schemaOrList, of: .array)
    add(["prefixItems"], .schemaList, only2020, of: .array)
    add(["additionalItems"], .schema, .draft4...Dialect.draft2019, of: .array)
    add(["unevaluatedItems"], .schema, since2019, of: .array)
    add(["contains"], .schema, since6, of: .array)
    add(["minContains", "maxContains"], .value, since2019, of: .array)
    add(["minItems", "maxItems", "uniqueItems"], of: .array)
    add(["allOf", "anyOf", "oneOf"], .schemaList)
    add(["not"], .schema)
    add(["if", "then", "else"], .schema, since7)
    add(["$ref"])
    add(["$dynamicRef"], .value, only2020)
    add(["$recursiveRef"], .value, .draft2019...Dialect.draft2019)
    add(["definitions"], .schemaMap, asserts: false)
    add(["$defs"], .schemaMap, since2019, asserts: false)
    add(["$schema", "title", "description", "default"], asserts: false)
    add(["id"], .value, .draft4...Dialect.draft4, asserts: false)
    add(["$id", "examples"], .value, since6, asserts: false)
    add(["$comment", "readOnly", "writeOnly"], .value, since7, asserts: false)
    add(["$anchor", "$vocabulary", "deprecated"], .value, since2019, asserts: false)
    add(["$dynamicAnchor"], .value, only2020, asserts: false)
    add(["$recursiveAnchor"], .value, .draft2019...Dialect.draft2019, asserts: false)
    add(["x-secret", "x-path"], asserts: false)
    return table
  }()

  /// Keywords whose value holds schemas in this draft. `dependencies` and `definitions` are still read after the draft
  /// that dropped them: every implementation does.
  static func shape(_ name: JSONString, in dialect: Dialect) -> KeywordFacts.Shape {
    guard let facts = facts[name] else { return .value }
    if facts.shape == .dependencies { return .dependencies }
    return facts.drafts.contains(dialect) ? facts.shape : .value
  }
}

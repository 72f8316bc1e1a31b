import JSONCore

/// What a value in a schema file is, as far as its layout goes.
/// Apart from the keyword's own table because a text is formatted that may be in any draft, or not be a schema at all.
enum SchemaRole {
  case value
  case schema
  /// An object of schemas under names of the author's.
  case schemaMap
  /// An array of schemas, or one schema.
  case schemas

  private static let roles: [JSONString: SchemaRole] = Dictionary(
    uniqueKeysWithValues: ([
      "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "additionalItems", "propertyNames",
      "contains", "not", "if", "then", "else", "contentSchema",
    ] as [JSONString]).map { ($0, SchemaRole.schema) }
      + (["items", "prefixItems", "allOf", "anyOf", "oneOf"] as [JSONString]).map { ($0, .schemas) }
      + (["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"]
      as [JSONString]).map { ($0, .schemaMap) })

  /// The role of a member's value.
  /// Names under `properties` are the author's: one that is called `enum` is a property like any other.
  func member(_ name: JSONString) -> SchemaRole {
    switch self {
    case .value: .value
    case .schema, .schemas: Self.roles[name] ?? .value
    case .schemaMap: .schema
    }
  }

  /// The role of an array's elements.
  /// An array of values has no schemas in it, whatever its objects look like: `enum` and `examples` stay as they are.
  var element: SchemaRole {
    switch self {
    case .schemas: .schema
    case .value, .schema, .schemaMap: .value
    }
  }

  /// Whether the members of an object in this role are keywords.
  var hasKeywords: Bool {
    switch self {
    case .schema, .schemas: true
    case .value, .schemaMap: false
    }
  }
}

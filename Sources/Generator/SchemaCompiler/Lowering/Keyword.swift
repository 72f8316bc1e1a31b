import JSONCore

/// The keywords that are understood.
enum Keyword: String, CaseIterable, Sendable {
  case type, const, `enum`
  case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
  case minLength, maxLength, pattern, format
  case properties, required, additionalProperties, patternProperties, propertyNames, minProperties, maxProperties
  case items, prefixItems, minItems, maxItems, uniqueItems
  case allOf, anyOf, oneOf, not
  case ref = "$ref"
  case defs = "$defs"
  case definitions
  case id = "$id"
  case schema = "$schema"
  case comment = "$comment"
  case title, description, `default`, examples, deprecated, readOnly, writeOnly
  case secret = "x-secret"

  /// What the keyword's value is made of.
  enum Shape {
    case value
    case schema
    case schemaList
    /// An object whose member names are the author's.
    case schemaMap
  }

  var shape: Shape {
    switch self {
    case .additionalProperties, .propertyNames, .items, .not: .schema
    case .prefixItems, .allOf, .anyOf, .oneOf: .schemaList
    case .properties, .patternProperties, .defs, .definitions: .schemaMap
    case .type, .const, .enum, .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf, .minLength,
      .maxLength, .pattern, .format, .required, .minProperties, .maxProperties, .minItems, .maxItems, .uniqueItems,
      .ref, .id, .schema, .comment, .title, .description, .default, .examples, .deprecated, .readOnly, .writeOnly,
      .secret:
      .value
    }
  }

  /// Whether the keyword says nothing about which values are valid.
  var isAnnotation: Bool {
    switch self {
    case .defs, .definitions, .id, .schema, .comment, .title, .description, .default, .examples, .deprecated,
      .readOnly, .writeOnly, .secret:
      true
    case .type, .const, .enum, .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf, .minLength,
      .maxLength, .pattern, .format, .properties, .required, .additionalProperties, .patternProperties,
      .propertyNames, .minProperties, .maxProperties, .items, .prefixItems, .minItems, .maxItems, .uniqueItems,
      .allOf, .anyOf, .oneOf, .not, .ref:
      false
    }
  }

  /// Names are compared byte by byte.
  private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { (JSONString($0.rawValue), $0) })

  init?(name: JSONString) {
    guard let keyword = Self.byName[name] else { return nil }
    self = keyword
  }

  /// Keywords of the specification that assert something and are not implemented: never passed over.
  static let unsupported: Set<JSONString> = [
    "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef", "additionalItems", "contains",
    "dependencies", "dependentRequired", "dependentSchemas", "else", "if", "maxContains", "minContains", "then",
    "unevaluatedItems", "unevaluatedProperties",
  ]
}

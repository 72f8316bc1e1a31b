import JSONCore

/// The keywords that are understood, of all drafts together, and this compiler's own (`x-secret`, `x-path`). What is
/// not here is an annotation in standard mode and an error in strict mode.
///
/// Every property below is a switch without `default:`, so a new keyword does not compile until shape, drafts,
/// vocabularies and strictness have been decided for it.
enum Keyword: String, CaseIterable, Sendable {
  case type, const, `enum`
  case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
  case minLength, maxLength, pattern, format
  case properties, required, additionalProperties, patternProperties, propertyNames, minProperties, maxProperties
  case items, prefixItems, additionalItems, minItems, maxItems, uniqueItems, contains, minContains, maxContains
  case allOf, anyOf, oneOf, not, `if`, then, `else`
  case dependentRequired, dependentSchemas, dependencies
  case unevaluatedProperties, unevaluatedItems
  case ref = "$ref"
  case dynamicRef = "$dynamicRef"
  case recursiveRef = "$recursiveRef"
  case anchor = "$anchor"
  case dynamicAnchor = "$dynamicAnchor"
  case recursiveAnchor = "$recursiveAnchor"
  case vocabulary = "$vocabulary"
  case defs = "$defs"
  case definitions
  case id = "$id"
  case draft4ID = "id"
  case schema = "$schema"
  case comment = "$comment"
  case title, description, `default`, examples, deprecated, readOnly, writeOnly
  case contentEncoding, contentMediaType, contentSchema
  case secret = "x-secret"
  case path = "x-path"

  /// What the keyword's value is made of: where subschemas are to be looked for.
  enum Shape {
    case value
    case schema
    case schemaList
    /// An object whose member names are the author's, so none of them is a keyword.
    case schemaMap
    /// `items`: a schema, or up to draft 2019-09 a list of them.
    case schemaOrList
  }

  /// `dependencies` is a map of schemas or of lists of names; `subschemas` passes over the lists.
  var shape: Shape {
    switch self {
    case .additionalProperties, .propertyNames, .not, .additionalItems, .contains, .if, .then, .else,
      .unevaluatedProperties, .unevaluatedItems, .contentSchema:
      .schema
    case .items: .schemaOrList
    case .prefixItems, .allOf, .anyOf, .oneOf: .schemaList
    case .properties, .patternProperties, .defs, .definitions, .dependentSchemas, .dependencies: .schemaMap
    case .type, .const, .enum, .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf, .minLength,
      .maxLength, .pattern, .format, .required, .minProperties, .maxProperties, .minItems, .maxItems, .uniqueItems,
      .minContains, .maxContains, .dependentRequired, .ref, .dynamicRef, .recursiveRef, .anchor, .dynamicAnchor,
      .recursiveAnchor, .vocabulary, .id, .draft4ID, .schema, .comment, .title, .description, .default, .examples,
      .deprecated, .readOnly, .writeOnly, .contentEncoding, .contentMediaType, .secret, .path:
      .value
    }
  }

  /// Whether the keyword says nothing about which values are valid. `format` is not among them: whether it asserts
  /// depends on mode and vocabulary.
  var isAnnotation: Bool {
    switch self {
    case .defs, .definitions, .id, .draft4ID, .schema, .comment, .title, .description, .default, .examples,
      .deprecated, .readOnly, .writeOnly, .secret, .path, .anchor, .dynamicAnchor, .recursiveAnchor, .vocabulary,
      .contentEncoding, .contentMediaType, .contentSchema:
      true
    case .type, .const, .enum, .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf, .minLength,
      .maxLength, .pattern, .format, .properties, .required, .additionalProperties, .patternProperties,
      .propertyNames, .minProperties, .maxProperties, .items, .prefixItems, .additionalItems, .minItems, .maxItems,
      .uniqueItems, .contains, .minContains, .maxContains, .allOf, .anyOf, .oneOf, .not, .if, .then, .else,
      .dependentRequired, .dependentSchemas, .dependencies, .unevaluatedProperties, .unevaluatedItems, .ref,
      .dynamicRef, .recursiveRef:
      false
    }
  }

  /// The drafts that have the keyword. `dependencies` and `definitions` are kept in the later ones, as their
  /// meta-schemas keep them; the keywords of this compiler work in all.
  var drafts: ClosedRange<Draft> {
    switch self {
    case .type, .enum, .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf, .minLength, .maxLength,
      .pattern, .format, .properties, .required, .additionalProperties, .patternProperties, .minProperties,
      .maxProperties, .items, .minItems, .maxItems, .uniqueItems, .allOf, .anyOf, .oneOf, .not, .dependencies, .ref,
      .definitions, .schema, .title, .description, .default, .secret, .path:
      .draft4 ... .draft2020
    case .draft4ID: .draft4 ... .draft4
    case .id, .const, .propertyNames, .contains, .examples: .draft6 ... .draft2020
    case .if, .then, .else, .comment, .readOnly, .writeOnly, .contentEncoding, .contentMediaType:
      .draft7 ... .draft2020
    case .additionalItems: .draft4 ... .draft2019
    case .recursiveRef, .recursiveAnchor: .draft2019 ... .draft2019
    case .anchor, .vocabulary, .defs, .deprecated, .minContains, .maxContains, .dependentRequired, .dependentSchemas,
      .unevaluatedProperties, .unevaluatedItems, .contentSchema:
      .draft2019 ... .draft2020
    case .prefixItems, .dynamicRef, .dynamicAnchor: .draft2020 ... .draft2020
    }
  }

  /// The vocabularies of draft 2019-09 and later that the keyword is in; any of them switches it on. Own keywords are
  /// in `core`, which cannot be switched off.
  var vocabularies: Vocabularies {
    switch self {
    case .ref, .dynamicRef, .recursiveRef, .anchor, .dynamicAnchor, .recursiveAnchor, .vocabulary, .defs,
      .definitions, .id, .draft4ID, .schema, .comment, .secret, .path:
      .core
    case .properties, .additionalProperties, .patternProperties, .propertyNames, .items, .prefixItems,
      .additionalItems, .contains, .allOf, .anyOf, .oneOf, .not, .if, .then, .else, .dependentSchemas, .dependencies:
      .applicator
    case .unevaluatedProperties, .unevaluatedItems: .unevaluated
    case .type, .const, .enum, .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf, .minLength,
      .maxLength, .pattern, .required, .minProperties, .maxProperties, .minItems, .maxItems, .uniqueItems,
      .minContains, .maxContains, .dependentRequired:
      .validation
    case .format: [.formatAnnotation, .formatAssertion]
    case .contentEncoding, .contentMediaType, .contentSchema: .content
    case .title, .description, .default, .examples, .deprecated, .readOnly, .writeOnly: .metaData
    }
  }

  /// Keywords that strict mode refuses although the specification has them: what they say depends on schemas elsewhere
  /// and would not be in generated types, or 2020-12 has a plainer keyword for it.
  var isRefusedInStrictMode: Bool {
    switch self {
    case .unevaluatedProperties, .unevaluatedItems, .dynamicRef, .dynamicAnchor, .recursiveRef, .recursiveAnchor,
      .vocabulary, .dependencies, .additionalItems, .draft4ID:
      true
    case .type, .const, .enum, .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf, .minLength,
      .maxLength, .pattern, .format, .properties, .required, .additionalProperties, .patternProperties,
      .propertyNames, .minProperties, .maxProperties, .items, .prefixItems, .minItems, .maxItems, .uniqueItems,
      .contains, .minContains, .maxContains, .allOf, .anyOf, .oneOf, .not, .if, .then, .else, .dependentRequired,
      .dependentSchemas, .ref, .anchor, .defs, .definitions, .id, .schema, .comment, .title, .description, .default,
      .examples, .deprecated, .readOnly, .writeOnly, .contentEncoding, .contentMediaType, .contentSchema, .secret,
      .path:
      false
    }
  }

  /// Names are compared byte by byte: a name that only normalizes to a keyword is not that keyword.
  private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { (JSONString($0.rawValue), $0) })

  init?(name: JSONString) {
    guard let keyword = Self.byName[name] else { return nil }
    self = keyword
  }

  /// The schemas directly below the keyword's value. Values of another kind are passed over: the lowering of the
  /// keyword reports them, and this is also asked about schemas that are never lowered.
  func subschemas(_ value: DocumentNode) -> [DocumentNode] {
    let isSchema = { (node: DocumentNode) in node.kind == .object || node.kind == .boolean }
    switch shape {
    case .value: return []
    case .schema: return [value].filter(isSchema)
    case .schemaList: return (value.elements ?? []).filter(isSchema)
    case .schemaMap: return (value.members ?? []).map(\.value).filter(isSchema)
    case .schemaOrList: return (value.elements ?? [value]).filter(isSchema)
    }
  }
}

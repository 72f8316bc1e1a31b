import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// The keywords of `ObjectCheck`; the dependent ones are checks of their own.
  private static let objectKeywords: [Keyword] = [
    .properties, .required, .additionalProperties, .patternProperties, .propertyNames, .minProperties, .maxProperties,
  ]

  /// One check for all keywords about members: generated code and the interpreter decide them in a single pass, member
  /// by member. Properties keep the order of the schema.
  mutating func lowerObject(_ schema: Subschema) -> [SchemaCheck] {
    if rules.isStrict, rules.requireBounds { inspectOpenness(schema) }
    guard schema.hasAny(Self.objectKeywords) else { return [] }
    let properties = schemaMap(.properties, in: schema).map {
      ObjectCheck.Property(name: $0.name, schema: child($0.value, of: schema))
    }
    let required = names(.required, in: schema)
    let check = ObjectCheck(
      properties: properties, required: required.compactMap(\.string), patternProperties: patternProperties(schema),
      additional: additional(schema),
      propertyNames: schema[.propertyNames].map { child($0.value, of: schema) },
      count: counts(.minProperties, .maxProperties, in: schema) ?? .any,
      declaresOpen: schema[.additionalProperties]?.value.boolean == true)
    if rules.isStrict { inspect(required, check, in: schema) }
    return [.object(check)]
  }

  /// Entries with a pattern that does not compile are left out, after their schema got its node and the pattern its
  /// error.
  private mutating func patternProperties(
    _ schema: Subschema
  ) -> [(pattern: PatternCheck, schema: SchemaNodeID)] {
    schemaMap(.patternProperties, in: schema).compactMap { member in
      let id = child(member.value, of: schema)
      return pattern(named: member, in: schema).map {
        (PatternCheck(source: String(member.name), matcher: $0.matcher), id)
      }
    }
  }

  /// Booleans become cases of their own: closed objects are the common case, and neither back end should call a schema
  /// for them.
  private mutating func additional(_ schema: Subschema) -> ObjectCheck.Additional {
    guard let member = schema[.additionalProperties] else { return .open }
    switch member.value.boolean {
    case true?: return .open
    case false?: return .closed
    case nil: return .schema(child(member.value, of: schema))
    }
  }

  /// Strict mode: a required member that a closed object refuses can never be given, so no object is valid.
  private mutating func inspect(_ required: [DocumentNode], _ check: ObjectCheck, in schema: Subschema) {
    guard case .closed = check.additional else { return }
    // A pattern that did not compile may have been meant to allow the name.
    if let patterns = schema[.patternProperties]?.value.members, patterns.count > check.patternProperties.count {
      return
    }
    for node in required {
      guard let name = node.string, !check.properties.contains(where: { $0.name == name }),
        !check.patternProperties.contains(where: { $0.pattern.matcher.outcome(name.bytes) != .differs })
      else { continue }
      let hint = ClosestName.hint(String(name), among: check.properties.map { String($0.name) })
      report(
        node, in: schema, "\"required\" names \"\(name)\", which this closed object does not declare\(hint)",
        hint: "declare it under \"properties\", or remove it from \"required\"")
    }
  }

  /// Strict mode: an object says whether it is open or closed. JSON Schema's default is open, and who forgets the
  /// keyword has accepted members that nobody checks.
  private mutating func inspectOpenness(_ schema: Subschema) {
    let keywords = Self.objectKeywords.filter { schema.has($0) }
    if schema.has(.additionalProperties) || isListed(schema) { return }
    let types = declaredTypes(schema)
    // Without `type`, `properties` alone shows that objects are meant.
    guard types.contains(.object) || (types.isEmpty && schema.has(.properties)) else { return }
    // What only narrows another schema leaves it to that one.
    if keywords.isEmpty, schema.hasAny([.ref, .allOf, .anyOf, .oneOf]) { return }
    guard let location = schema[types.contains(.object) ? .type : .properties] else { return }
    report(
      keyword: location, in: schema, "an object that does not say whether it is open or closed",
      hint: "add \"additionalProperties\": false, or true, or a schema for further members")
  }
}

import JSONCore
import SchemaRuntime

extension SchemaLowering {
  private static let arrayKeywords: [Keyword] = [
    .items, .prefixItems, .additionalItems, .minItems, .maxItems, .uniqueItems,
  ]

  mutating func lowerArray(_ schema: Subschema) -> [SchemaCheck] {
    if rules.isStrict, rules.requireBounds { inspectElements(schema) }
    let contains = contains(schema)
    guard schema.hasAny(Self.arrayKeywords) else { return contains }
    var check = ArrayCheck(
      prefixItems: schemas(.prefixItems, in: schema) ?? [],
      count: counts(.minItems, .maxItems, in: schema) ?? .any,
      uniqueItems: boolean(.uniqueItems, in: schema) ?? false)
    lowerItems(schema, into: &check)
    return [.array(check)] + contains
  }

  /// Up to draft 2019-09 `items` may be a list, and then `additionalItems` is about the rest.
  private mutating func lowerItems(_ schema: Subschema, into check: inout ArrayCheck) {
    guard let member = schema[.items] else { return }
    guard let elements = member.value.elements else {
      check.items = child(member.value, of: schema)
      return
    }
    guard schema.dialect.has(.additionalItems) else {
      return report(
        member, in: schema, "\"items\" must be a schema in draft 2020-12, not an array of them",
        mend: "rename it to \"prefixItems\", and \"additionalItems\" to \"items\"")
    }
    check.isItemsArray = true
    check.prefixItems = elements.map { child($0, of: schema) }
    check.items = schema[.additionalItems].map { child($0.value, of: schema) }
  }

  private mutating func contains(_ schema: Subschema) -> [SchemaCheck] {
    let minimum = count(.minContains, in: schema)
    let maximum = count(.maxContains, in: schema)
    guard let member = schema[.contains] else { return [] }
    let range = CountRange(minimum: minimum ?? 1, maximum: maximum ?? .max)
    if rules.isStrict, range.minimum > range.maximum, let bound = schema[.maxContains] {
      report(
        bound, in: schema,
        "\"maxContains\" \(range.maximum) is below \"minContains\" \(range.minimum): nothing is valid",
        mend: "raise the one or lower the other")
    }
    return [
      .contains(
        ContainsCheck(
          schema: child(member.value, of: schema), count: range, evaluates: schema.dialect.draft >= .draft2020))
    ]
  }

  private mutating func inspectElements(_ schema: Subschema) {
    guard let type = schema[.type], declaredTypes(schema).contains(.array), !isListed(schema) else { return }
    if !schema.hasAny(Self.arrayKeywords), schema.hasAny([.ref, .allOf, .anyOf, .oneOf]) { return }
    if !schema.has(.items) {
      report(
        keyword: type, in: schema, "an array that does not say what its elements are",
        mend: schema.has(.prefixItems)
          ? "add \"items\": false, or a schema for the elements behind \"prefixItems\""
          : "add \"items\": a schema, or true for elements of any kind")
    }
    // A closed tuple is bounded by its parts.
    let isTuple = schema.has(.prefixItems) && schema[.items]?.value.boolean == false
    if !schema.has(.maxItems), !isTuple {
      report(keyword: type, in: schema, "an array without an upper length", mend: "add \"maxItems\"")
    }
  }
}

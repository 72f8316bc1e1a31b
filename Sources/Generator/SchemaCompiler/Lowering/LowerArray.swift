import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// The keywords of `ArrayCheck`; `contains` is a check of its own.
  private static let arrayKeywords: [Keyword] = [
    .items, .prefixItems, .additionalItems, .minItems, .maxItems, .uniqueItems,
  ]

  /// One check for all keywords about elements by position and number, so that one pass over the array can decide them.
  /// `contains` is a check of its own: what it matches counts as evaluated in 2020-12 and not before.
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

  /// Up to draft 2019-09 `items` may be a list, and then `additionalItems` is about the rest; without a list
  /// `additionalItems` says nothing. Both forms become prefix and rest, so only the names in reports differ
  /// (`isItemsArray`).
  private mutating func lowerItems(_ schema: Subschema, into check: inout ArrayCheck) {
    guard let member = schema[.items] else { return }
    guard let elements = member.value.elements else {
      check.items = child(member.value, of: schema)
      return
    }
    guard schema.dialect.has(.additionalItems) else {
      return report(
        member, in: schema, "\"items\" must be a schema in draft 2020-12, not an array of them",
        hint: "rename it to \"prefixItems\", and \"additionalItems\" to \"items\"")
    }
    check.isItemsArray = true
    check.prefixItems = elements.map { child($0, of: schema) }
    check.items = schema[.additionalItems].map { child($0.value, of: schema) }
  }

  /// `minContains` and `maxContains` are read for their kinds first: without `contains` they say nothing, but a wrong
  /// value is an error all the same.
  private mutating func contains(_ schema: Subschema) -> [SchemaCheck] {
    let minimum = count(.minContains, in: schema)
    let maximum = count(.maxContains, in: schema)
    guard let member = schema[.contains] else { return [] }
    // The default of `minContains` is 1 (validation, 6.4.5); with 0 only `maxContains` is left. Whether matching
    // elements count as evaluated is the difference between 2019-09 (core, 9.3.1.3) and 2020-12.
    let range = CountRange(minimum: minimum ?? 1, maximum: maximum ?? .max)
    if rules.isStrict, range.minimum > range.maximum, let bound = schema[.maxContains] {
      report(
        bound, in: schema,
        "\"maxContains\" \(range.maximum) is below \"minContains\" \(range.minimum): nothing is valid",
        hint: "raise the one or lower the other")
    }
    return [
      .contains(
        ContainsCheck(
          schema: child(member.value, of: schema), count: range, evaluates: schema.dialect.draft >= .draft2020))
    ]
  }

  /// Strict mode: an array says what its elements are and how many there may be. Without both, a request of any size
  /// and content passes the schema, and the elements of the generated array have no type.
  private mutating func inspectElements(_ schema: Subschema) {
    guard let type = schema[.type], declaredTypes(schema).contains(.array), !isListed(schema) else { return }
    // What only refers to another schema leaves it to that one.
    if !schema.hasAny(Self.arrayKeywords), schema.hasAny([.ref, .allOf, .anyOf, .oneOf]) { return }
    // `prefixItems` says nothing about the elements behind it, so `items` is needed beside it as well.
    if !schema.has(.items) {
      report(
        keyword: type, in: schema, "an array that does not say what its elements are",
        hint: schema.has(.prefixItems)
          ? "add \"items\": false, or a schema for the elements behind \"prefixItems\""
          : "add \"items\": a schema, or true for elements of any kind")
    }
    // A closed tuple is bounded by its parts.
    let isTuple = schema.has(.prefixItems) && schema[.items]?.value.boolean == false
    if !schema.has(.maxItems), !isTuple {
      report(keyword: type, in: schema, "an array without a maximum length", hint: "add \"maxItems\"")
    }
  }
}

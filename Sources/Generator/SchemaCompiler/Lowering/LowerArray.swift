import JSONCore
import SchemaRuntime

extension SchemaLowering {
  private static let arrayKeywords: [Keyword] = [.items, .prefixItems, .minItems, .maxItems, .uniqueItems]

  mutating func lowerArray(_ schema: Subschema) -> [SchemaCheck] {
    if rules.isStrict, rules.requireBounds { inspectElements(schema) }
    guard schema.hasAny(Self.arrayKeywords) else { return [] }
    let check = ArrayCheck(
      prefixItems: schemas(.prefixItems, in: schema) ?? [], items: items(schema),
      count: counts(.minItems, .maxItems, in: schema) ?? .any,
      uniqueItems: boolean(.uniqueItems, in: schema) ?? false)
    return [.array(check)]
  }

  private mutating func items(_ schema: Subschema) -> SchemaNodeID? {
    guard let member = schema[.items] else { return nil }
    guard member.value.kind == .array else { return node(at: schema.place(member.value)) }
    report(
      member, in: schema, "an array of schemas under \"items\" is not supported yet by this version",
      mend: "rename it to \"prefixItems\", as in draft 2020-12")
    return nil
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

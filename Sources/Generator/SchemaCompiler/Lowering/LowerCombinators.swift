import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// The branches become nodes of their own; what distinguishes them is found later, by `findDiscriminators`, when all
  /// of them have been lowered.
  mutating func lowerCombinators(_ schema: Subschema) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    if let branches = schemas(.allOf, in: schema) { checks.append(.allOf(branches)) }
    if let branches = schemas(.anyOf, in: schema) { checks.append(.anyOf(AlternativesCheck(branches: branches))) }
    if let branches = schemas(.oneOf, in: schema) { checks.append(.oneOf(AlternativesCheck(branches: branches))) }
    if let member = schema[.not] { checks.append(.not(child(member.value, of: schema))) }
    return checks
  }

  /// `if` with `then` and `else`, and the keywords that ask for more when a member is there.
  mutating func lowerConditions(_ schema: Subschema) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    // Without `if` the other two say nothing, but what is there must be a schema all the same.
    let consequence = schema[.then].map { child($0.value, of: schema) }
    let alternative = schema[.else].map { child($0.value, of: schema) }
    if let member = schema[.if] {
      checks.append(
        .conditional(
          ConditionalCheck(
            condition: child(member.value, of: schema), consequence: consequence, alternative: alternative)))
    }
    // Three keywords with one meaning: `dependencies` of the older drafts was divided in two by 2019-09. The check
    // remembers which one it was, for reports.
    for (keyword, kind) in [
      (Keyword.dependentRequired, DependentCheck.Keyword.dependentRequired), (.dependentSchemas, .dependentSchemas),
      (.dependencies, .dependencies),
    ] where schema.has(keyword) {
      let entries = schemaMap(keyword, in: schema).compactMap { dependent($0, kind, in: schema) }
      checks.append(.dependent(DependentCheck(keyword: kind, entries: entries)))
    }
    return checks
  }

  /// One entry, with names or with a schema. An array under `dependencies` is a list of names; any other value is taken
  /// for a schema, and refused when its node is lowered if it is none.
  private mutating func dependent(
    _ member: DocumentMember, _ keyword: DependentCheck.Keyword, in schema: Subschema
  ) -> DependentCheck.Entry? {
    let takesNames = keyword == .dependentRequired || (keyword == .dependencies && member.value.kind == .array)
    guard takesNames else {
      return DependentCheck.Entry(name: member.name, schema: child(member.value, of: schema))
    }
    return DependentCheck.Entry(name: member.name, required: names(member, in: schema).compactMap(\.string))
  }

  /// Last among the checks of a schema: they are about what all others, those of references and branches included, have
  /// left over. Strict mode refuses both.
  mutating func lowerUnevaluated(_ schema: Subschema) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    if let member = schema[.unevaluatedProperties] {
      checks.append(.unevaluatedProperties(child(member.value, of: schema)))
    }
    if let member = schema[.unevaluatedItems] { checks.append(.unevaluatedItems(child(member.value, of: schema))) }
    return checks
  }
}

import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// Up to four bounds are one check, so a number is compared in one pass over its digits; `multipleOf` follows as
  /// another, as division costs more than comparing.
  mutating func lowerNumber(_ schema: Subschema) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    if schema.hasAny([.minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum]) {
      let range = numberRange(schema)
      // Nothing is left when all bounds were of the wrong kind.
      if range != NumberRange() { checks.append(.range(range)) }
      if rules.isStrict { inspect(range, in: schema) }
    }
    if let divisor = divisor(schema) { checks.append(.multipleOf(divisor)) }
    return checks
  }

  /// From draft 6 on the exclusive keywords are bounds themselves, and all four may be present at once.
  private mutating func numberRange(_ schema: Subschema) -> NumberRange {
    if schema.dialect.draft == .draft4 { return draft4Range(schema) }
    return NumberRange(
      minimum: number(.minimum, in: schema), maximum: number(.maximum, in: schema),
      exclusiveMinimum: number(.exclusiveMinimum, in: schema), exclusiveMaximum: number(.exclusiveMaximum, in: schema))
  }

  /// Draft 4: the exclusive keywords are booleans beside the bounds; here they become the bounds of later drafts, so
  /// the IR has one form. Without a bound beside it, an exclusive keyword says nothing.
  private mutating func draft4Range(_ schema: Subschema) -> NumberRange {
    let (minimum, maximum) = (number(.minimum, in: schema), number(.maximum, in: schema))
    let isAbove = boolean(.exclusiveMinimum, in: schema) ?? false
    let isBelow = boolean(.exclusiveMaximum, in: schema) ?? false
    return NumberRange(
      minimum: isAbove ? nil : minimum, maximum: isBelow ? nil : maximum, exclusiveMinimum: isAbove ? minimum : nil,
      exclusiveMaximum: isBelow ? maximum : nil)
  }

  /// Strict mode: bounds that no number satisfies. Every lower one is compared with every upper one, and the first
  /// contradiction is reported at the upper bound; a second one would only repeat it.
  private mutating func inspect(_ range: NumberRange, in schema: Subschema) {
    let lower: [(keyword: Keyword, bound: JSONDecimal?)] = [
      (.minimum, range.minimum), (.exclusiveMinimum, range.exclusiveMinimum),
    ]
    let upper: [(keyword: Keyword, bound: JSONDecimal?)] = [
      (.maximum, range.maximum), (.exclusiveMaximum, range.exclusiveMaximum),
    ]
    for (low, least) in lower {
      for (high, most) in upper {
        guard let least, let most, let member = schema[high] else { continue }
        let excludes = low == .exclusiveMinimum || high == .exclusiveMaximum
        guard most < least || (most == least && excludes) else { continue }
        let relation = most < least ? "is below" : "leaves nothing above"
        report(
          member, in: schema,
          "\"\(high.rawValue)\" \(most.text) \(relation) \"\(low.rawValue)\" \(least.text): nothing is valid",
          hint: "raise one or lower the other")
        return
      }
    }
  }

  /// The divisor must be above 0 (validation, 6.2.1): by 0 nothing could be decided, so the keyword is dropped with an
  /// error.
  private mutating func divisor(_ schema: Subschema) -> JSONDecimal? {
    guard let member = schema[.multipleOf], let value = number(.multipleOf, in: schema) else { return nil }
    guard value > JSONDecimal(0) else {
      mustBe("a number above 0", member, in: schema)
      return nil
    }
    return value
  }
}

import JSONCore
import SchemaRuntime

extension SchemaLowering {
  mutating func lowerNumber(_ schema: Subschema) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    if schema.hasAny([.minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum]) {
      let range = numberRange(schema)
      if range != NumberRange() { checks.append(.range(range)) }
      if rules.isStrict { inspect(range, in: schema) }
    }
    if let divisor = divisor(schema) { checks.append(.multipleOf(divisor)) }
    return checks
  }

  private mutating func numberRange(_ schema: Subschema) -> NumberRange {
    NumberRange(
      minimum: number(.minimum, in: schema), maximum: number(.maximum, in: schema),
      exclusiveMinimum: number(.exclusiveMinimum, in: schema), exclusiveMaximum: number(.exclusiveMaximum, in: schema))
  }

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
          mend: "raise the one or lower the other")
        return
      }
    }
  }

  private mutating func divisor(_ schema: Subschema) -> JSONDecimal? {
    guard let member = schema[.multipleOf], let value = number(.multipleOf, in: schema) else { return nil }
    guard value > JSONDecimal(0) else {
      mustBe("a number above 0", member, in: schema)
      return nil
    }
    guard value.significand != nil else {
      report(
        member, in: schema, "\"multipleOf\" has more than 18 significant digits",
        mend: "write a divisor of at most 18 digits")
      return nil
    }
    return value
  }
}

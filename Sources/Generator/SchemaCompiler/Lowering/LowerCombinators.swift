import JSONCore
import SchemaRuntime

extension SchemaLowering {
  mutating func lowerCombinators(_ schema: Subschema) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    if let branches = schemas(.allOf, in: schema) { checks.append(.allOf(branches)) }
    if let branches = schemas(.anyOf, in: schema) { checks.append(.anyOf(branches)) }
    if let branches = schemas(.oneOf, in: schema) { checks.append(.oneOf(OneOfCheck(branches: branches))) }
    if let member = schema[.not] { checks.append(.not(node(at: schema.place(member.value)))) }
    return checks
  }
}

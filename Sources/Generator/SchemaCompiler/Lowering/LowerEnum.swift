import JSONCore
import SchemaRuntime

extension SchemaLowering {
  mutating func lowerEnum(_ schema: Subschema, _ id: SchemaNodeID) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    if let member = schema[.const] {
      checks.append(.const(member.value.jsonValue))
      declared.append(DeclaredValue(keyword: .const, node: member.value, schema: id))
    }
    if let member = schema[.enum], let values = enumeration(member, in: schema) {
      checks.append(.enumeration(values))
      for element in member.value.elements ?? [] {
        declared.append(DeclaredValue(keyword: .enum, node: element, schema: id))
      }
    }
    return checks
  }

  private mutating func enumeration(_ member: DocumentMember, in schema: Subschema) -> [JSONValue]? {
    guard let elements = member.value.elements else {
      mustBe("an array of values", member, in: schema)
      return nil
    }
    guard rules.isStrict else { return elements.map(\.jsonValue) }
    if elements.isEmpty {
      report(member, in: schema, "an empty \"enum\" accepts nothing", mend: "list the values, or remove the keyword")
    }
    var seen: [JSONValue: DocumentNode] = [:]
    for element in elements {
      guard let first = seen.updateValue(element, forKey: element.jsonValue) else { continue }
      report(
        element, in: schema, "this value of \"enum\" is the same as the one at \(first.pointer)",
        mend: "remove one of the two")
    }
    return elements.map(\.jsonValue)
  }
}

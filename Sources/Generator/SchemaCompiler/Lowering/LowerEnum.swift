import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// Two checks, although `const` is an `enum` of one: reports name the keyword. Each value is also noted as declared,
  /// to be checked against the other keywords beside it.
  mutating func lowerEnum(_ schema: Subschema, _ id: SchemaNodeID) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    if let member = schema[.const] {
      checks.append(.const(member.value.jsonValue))
      declared.append(DeclaredValue(keyword: .const, node: member.value, schema: id))
    }
    if let member = schema[.enum], let values = enumeration(member, in: schema) {
      checks.append(.enumeration(values))
      // One entry for each value, so that an error is at the value and not at the list.
      for element in member.value.elements ?? [] {
        declared.append(DeclaredValue(keyword: .enum, node: element, schema: id))
      }
    }
    return checks
  }

  /// The values in the order of the file. From draft 6 on the specification only advises against empty lists and
  /// repeated values, so they are errors in strict mode alone.
  private mutating func enumeration(_ member: DocumentMember, in schema: Subschema) -> [JSONValue]? {
    guard let elements = member.value.elements else {
      mustBe("an array of values", member, in: schema)
      return nil
    }
    guard rules.isStrict else { return elements.map(\.jsonValue) }
    if elements.isEmpty {
      report(member, in: schema, "an empty \"enum\" accepts nothing", hint: "list the values, or remove the keyword")
    }
    // Equality is that of JSON Schema: `1` and `1.0` are one value, and would be one case.
    var seen: [JSONValue: DocumentNode] = [:]
    for element in elements {
      guard let first = seen.updateValue(element, forKey: element.jsonValue) else { continue }
      report(
        element, in: schema, "this value of \"enum\" is the same as the one at \(first.pointer)",
        hint: "remove one of the two")
    }
    return elements.map(\.jsonValue)
  }
}

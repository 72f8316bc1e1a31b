import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// Type names as a set of bits. In draft 4 `1.0` is no integer, which is about how a number is written: that is a
  /// second check, which both back ends apply to the text.
  mutating func lowerType(_ schema: Subschema) -> [SchemaCheck] {
    guard let member = schema[.type] else { return [] }
    guard let types = typeSet(member, in: schema) else { return [] }
    // Beside `number` the notation does not matter: `1.0` is admitted as a number.
    let isDraft4Integer =
      schema.dialect.draft == .draft4 && types.contains(.integer) && !types.contains(.number)
    return [.type(types)] + (isDraft4Integer ? [.integerNotation] : [])
  }

  /// Nil after an error, so that a schema with a misspelled type is not also reported for values that do not fit it. A
  /// type named twice is an error in every draft.
  private mutating func typeSet(_ member: DocumentMember, in schema: Subschema) -> JSONTypeSet? {
    let names: [DocumentNode]
    switch member.value.value {
    case .string: names = [member.value]
    case .array(let elements) where !elements.isEmpty: names = elements
    case .array, .null, .boolean, .number, .object:
      mustBe("a type name or an array of type names", member, in: schema)
      return nil
    }
    var types: JSONTypeSet = []
    for name in names {
      guard let type = typeNamed(name, in: schema) else { return nil }
      if !types.insert(type).inserted {
        report(name, in: schema, "\"type\" names this type twice", hint: "remove one of the two")
      }
    }
    return types
  }

  /// The type of a name; reports any other value.
  private mutating func typeNamed(_ node: DocumentNode, in schema: Subschema) -> JSONTypeSet? {
    let known = JSONTypeSet.names
    if let name = node.string, let type = known.first(where: { JSONString($0.name) == name }) { return type.type }
    let hint = node.string.map { ClosestName.hint(String($0), among: known.map(\.name)) } ?? ""
    report(
      node, in: schema, "this is not a type name\(hint)",
      hint: "write one of " + known.map { "\"\($0.name)\"" }.joined(separator: ", "))
    return nil
  }

  /// The types that `type` names; empty when it is absent or wrong. Reports nothing: for the checks of strict mode,
  /// which run beside `lowerType`.
  func declaredTypes(_ schema: Subschema) -> JSONTypeSet {
    guard let value = schema[.type]?.value else { return [] }
    let names = value.elements ?? [value]
    return names.reduce(into: []) { types, node in
      if let found = JSONTypeSet.names.first(where: { JSONString($0.name) == node.string }) { types.insert(found.type) }
    }
  }

  /// Whether the values are listed one by one, so that no bound is missing.
  func isListed(_ schema: Subschema) -> Bool { schema.hasAny([.enum, .const]) }
}

import JSONCore
import SchemaCompiler
import SchemaRuntime

/// What a member that may be absent gets.
enum DefaultPlan {
  /// The schema says nothing about it.
  case none
  case filled(JSONValue)
  /// It has a default, which stays an annotation.
  case kept(JSONValue, reason: String)

  var value: JSONValue? { if case .filled(let value) = self { value } else { nil } }
}

extension TypePlanner {
  /// The first default of the schemas of a member.
  mutating func defaultPlan(_ name: JSONString, _ schemas: [SchemaNodeID]) -> DefaultPlan {
    for schema in schemas {
      guard let source = chain(schema).first(where: { defaultValue($0) != nil }), let value = defaultValue(source)
      else { continue }
      if presenceMatters(name) { return .kept(value, reason: "other members depend on whether this one is there") }
      if self.schema.filling.endless.contains(source) {
        return .kept(value, reason: "the filled-in value would get the same default again, endlessly")
      }
      // The compiler has asked the schema itself.
      let isRefused = schemas.contains { $0 != schema && refuses($0, value) }
      return isRefused ? .kept(value, reason: "another schema of the member refuses it") : .filled(value)
    }
    return .none
  }

  private func defaultValue(_ id: SchemaNodeID) -> JSONValue? { schema.annotations[id]?.defaultValue }

  /// The schemas that are joined to the one which says the default were never asked about it.
  private mutating func refuses(_ id: SchemaNodeID, _ value: JSONValue) -> Bool {
    let checker = conformance ?? Conformance(nodes: schema.program.nodes)
    conformance = checker
    return checker.refusal(of: value, by: id) != nil
  }

  /// Whether the struct being planned asks more of an object that has the member: a filled in default would make a
  /// valid object one that is not.
  private func presenceMatters(_ name: JSONString) -> Bool {
    guard let node = open.last else { return false }
    return facts(node).dependents.contains { $0.entries.contains { $0.name == name } }
  }
}

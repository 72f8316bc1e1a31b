import JSONCore
import SchemaRuntime

extension TypePlanner {
  /// Whether the struct being planned asks more of an object that has the member: a filled in default would make a valid
  /// object one that is not.
  func presenceMatters(_ name: JSONString) -> Bool {
    guard let node = open.last else { return false }
    return facts(node).dependents.contains { $0.entries.contains { $0.name == name } }
  }

  /// Whether filling in a default would not end: it makes a struct whose members have defaults that make it again, as
  /// `{}` in a schema of schemas. Such a default stays an annotation.
  func fillsItselfEndlessly(_ value: JSONValue, _ id: SchemaNodeID) -> Bool {
    guard value.holdsObject else { return false }
    let start = resolved(id)
    if facts(start).object?.properties.isEmpty == true, value == .object([:]) { return false }
    var found: Set<SchemaNodeID> = []
    var pending = facts(start).children.map(resolved)
    while let node = pending.popLast() {
      if node == start { return true }
      if found.insert(node).inserted { pending += facts(node).children.map(resolved) }
    }
    return false
  }
}

extension JSONValue {
  fileprivate var holdsObject: Bool {
    switch self {
    case .object: true
    case .array(let elements): elements.contains(where: \.holdsObject)
    case .null, .boolean, .number, .string: false
    }
  }
}

import JSONCore

extension SchemaInterpreter {
  /// Schemas looked at below one alternative: a hint is not worth more.
  private static let mostSchemas = 64

  /// Whether an alternative of the `anyOf` or `oneOf` at a location has a `format` that is an annotation here. Authors
  /// count on it to tell the alternatives apart: `oneOf` of a few words and of `format: uri` takes each of the words
  /// twice when nothing checks the format.
  package func leavesFormatUnchecked(at schemaLocation: String) -> Bool {
    let step = schemaLocation.utf8.lastIndex(of: UInt8(ascii: "/")) ?? schemaLocation.endIndex
    let keyword = String(schemaLocation[step...].dropFirst())
    return nodes.contains { node in
      guard node.location(of: keyword).utf8.elementsEqual(schemaLocation.utf8) else { return false }
      return node.applicators.contains { applicator in
        switch applicator {
        case .anyOf(let check), .oneOf(let check): check.branches.contains(where: hasUncheckedFormat)
        case .reference, .allOf, .not, .conditional, .dependents: false
        }
      }
    }
  }

  /// In the schema itself or in what must hold with it.
  private func hasUncheckedFormat(_ id: SchemaNodeID) -> Bool {
    var pending = [id]
    var seen: Set<SchemaNodeID> = [id]
    while let next = pending.popLast(), seen.count <= Self.mostSchemas {
      let node = nodes[next]
      let isAnnotated = node.annotations.contains { $0.keyword.isEqual(to: "format") }
      if isAnnotated, node.string.formats.isEmpty { return true }
      for applicator in node.applicators {
        switch applicator {
        case .reference(let target, _): if seen.insert(target).inserted { pending.append(target) }
        case .allOf(let branches): pending += branches.filter { seen.insert($0).inserted }
        case .anyOf(let check), .oneOf(let check): pending += check.branches.filter { seen.insert($0).inserted }
        case .not, .conditional, .dependents: break
        }
      }
    }
    return false
  }
}

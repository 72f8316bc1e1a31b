import JSONCore

/// Which types a node may take at all, by what it says at its top: alternatives that cannot match need not be tried.
/// Computed once for each branch while a program is prepared. Only a filter: a set that is too large costs time, one
/// that is too small would be wrong, so everything that is not looked into counts as "all types".
struct AdmittedTypes {
  /// References followed from one node; also what ends at a reference that leads back to itself.
  private static let deepest = 8

  private let nodes: [SchemaNode]

  init(_ program: SchemaProgram) { nodes = program.nodes }

  /// A superset of the types that the node accepts; a number that may be an integer has both names. Empty for `false`.
  func types(_ id: SchemaNodeID) -> JSONTypeSet { types(id, depth: 0) }

  private func types(_ id: SchemaNodeID, depth: Int) -> JSONTypeSet {
    var result = JSONTypeSet(rawValue: 0x7F)
    // Deeper down, or round in a circle: nothing is known.
    guard depth < Self.deepest else { return result }
    for check in nodes[id].checks {
      switch check {
      case .never: return []
      case .type(let types): result.formIntersection(Self.numbers(types))
      case .const(let value): result.formIntersection(Self.numbers(value.types))
      case .enumeration(let values):
        result.formIntersection(values.reduce([]) { $0.union(Self.numbers($1.types)) })
      case .reference(let target), .dynamicReference(let target, _):
        result.formIntersection(types(target, depth: depth + 1))
      // Combinators are not followed: their branches would make this a search.
      case .integerNotation, .range, .multipleOf, .length, .pattern, .format, .object, .array, .contains, .dependent,
        .allOf, .anyOf, .oneOf, .not, .conditional, .unevaluatedProperties, .unevaluatedItems:
        break
      }
    }
    return result
  }

  /// Both names or none: the first byte does not show whether a number is an integer (`1.0` is one).
  private static func numbers(_ types: JSONTypeSet) -> JSONTypeSet {
    types.isDisjoint(with: [.integer, .number]) ? types : types.union([.integer, .number])
  }
}

extension JSONReader {
  /// The types that the next value may have, by its first byte; all of them where no value begins: then each branch is
  /// tried, and the reader reports what is wrong with the text.
  var kindsAhead: JSONTypeSet {
    mutating get {
      switch peek() {
      case 0x22: .string
      case 0x7B: .object
      case 0x5B: .array
      case 0x74, 0x66: .boolean
      case 0x6E: .null
      case 0x2D, 0x30...0x39: [.number, .integer]
      default: JSONTypeSet(rawValue: 0x7F)
      }
    }
  }
}

import JSONCore
import SchemaRuntime

/// The Swift type that a subschema becomes.
indirect enum TypePlan {
  case string
  case integer
  case double
  case boolean
  /// A value whose type the schema leaves open: kept as checked JSON text.
  case raw
  case array(element: SchemaNodeID)
  case structure(StructurePlan)
  case enumeration(EnumerationPlan)
  case union(UnionPlan)
  /// The same, or null.
  case optional(TypePlan)

  /// The declared type's name, nil for types of the standard library and the runtime.
  var declaredName: String? {
    switch self {
    case .structure(let plan): plan.name
    case .enumeration(let plan): plan.name
    case .union(let plan): plan.name
    case .optional(let plan): plan.declaredName
    case .string, .integer, .double, .boolean, .raw, .array: nil
    }
  }
}

/// An object with declared members.
struct StructurePlan {
  struct Member {
    /// Name in JSON.
    let name: JSONString
    let identifier: String
    let schema: SchemaNodeID
    let isRequired: Bool
    /// The value an absent member gets.
    let defaultValue: JSONValue?
    /// The type contains itself here by value, which has no size: the member stays JSON text.
    let isRecursive: Bool

    /// Whether the Swift property is optional because the member may be absent.
    var isOptional: Bool { !isRequired && defaultValue == nil }
  }

  /// Members that `properties` does not name.
  enum Additional {
    case none
    case raw
    case typed(SchemaNodeID)
  }

  let name: String
  let node: SchemaNodeID
  let members: [Member]
  let additional: Additional
  let count: CountRange
}

/// A closed set of strings.
struct EnumerationPlan {
  let name: String
  let node: SchemaNodeID
  let cases: [(identifier: String, value: JSONString)]
}

/// One of several types, told apart by a tag member or by the kind of value.
struct UnionPlan {
  enum Selector {
    case tag(JSONString)
    case kind
  }

  struct Case {
    let identifier: String
    let schema: SchemaNodeID
    /// With `.tag`: its value. With `.kind`: unused.
    let tag: JSONString?
    /// With `.kind`: the kinds that choose this case.
    let kinds: Set<JSONKind>
    /// With `.kind`: the one type, when the case is a scalar of the union's own node.
    let restrictedTo: JSONTypeSet?
  }

  let name: String
  let node: SchemaNodeID
  let selector: Selector
  let cases: [Case]
}

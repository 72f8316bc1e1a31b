import JSONCore
import SchemaRuntime

/// The Swift type that a subschema becomes.
indirect enum TypePlan {
  case string
  case integer
  case double
  case boolean
  /// A number that `Int` or `Double` may not hold exactly: kept as its text.
  case number
  /// A string whose `format` has a type of its own.
  case text(TextType)
  /// A value whose type the schema leaves open: kept as checked JSON text.
  case raw
  case array(element: SchemaNodeID)
  /// An object without declared members; nil: its values are open.
  case map(value: SchemaNodeID?)
  case structure(StructurePlan)
  case tuple(TuplePlan)
  case enumeration(EnumerationPlan)
  case union(UnionPlan)
  /// A declared type of another file.
  case foreign(ForeignType)
  /// The same, or null.
  case optional(TypePlan)

  /// The node whose declaration this type is; nil for types of the standard library, of the runtime and of other files.
  var declaringNode: SchemaNodeID? {
    switch self {
    case .structure(let plan): plan.node
    case .tuple(let plan): plan.node
    case .enumeration(let plan): plan.node
    case .union(let plan): plan.node
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .foreign, .optional: nil
    }
  }

  var isOptional: Bool { if case .optional = self { true } else { false } }

  /// The enumeration that the type is, wherever it is declared.
  var enumeration: EnumerationPlan? {
    switch self {
    case .enumeration(let plan): plan
    case .foreign(let type): type.plan.enumeration
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .structure, .tuple, .union,
      .optional:
      nil
    }
  }

  /// Whether the value is kept as checked JSON text.
  var isRaw: Bool { if case .raw = self { true } else { false } }
}

/// Formats whose strings are values of a type of the runtime; the text stays as it came.
enum TextType: String {
  case dateTime = "JSONDateTime"
  case date = "JSONDate"
  case time = "JSONTime"
  case uuid = "JSONUUID"
  case uri = "JSONURI"

  private static let formats: [Format: TextType] = [
    .dateTime: .dateTime, .date: .date, .time: .time, .uuid: .uuid, .uri: .uri,
  ]

  init?(_ format: Format) {
    guard let type = Self.formats[format] else { return nil }
    self = type
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
    let defaultPlan: DefaultPlan
    /// How a value of the type finds room in itself.
    let storage: Storage
    /// `deprecated`: whoever uses the property is warned.
    let isDeprecated: Bool
    /// `x-secret`: the value is not shown.
    let isSecret: Bool

    /// The value an absent member gets.
    var defaultValue: JSONValue? { defaultPlan.value }

    /// The variable that a decoder keeps the value in: no other name of generated code begins like it.
    var local: String { "_" + identifier.filter { $0 != "`" } }

    /// The label of its argument: only `inout` needs its backticks there; elsewhere they are a warning.
    var label: String { identifier == "`inout`" ? identifier : identifier.filter { $0 != "`" } }

    /// What generated code calls the property: using a deprecated one would warn about every generated file.
    var stored: String { isDeprecated ? "_deprecated" + local : identifier }

    /// Whether the Swift property is optional because the member may be absent.
    var isOptional: Bool { !isRequired && defaultValue == nil }
  }

  enum Storage {
    case plain
    /// The type contains itself here by value: behind a reference.
    case boxed
    /// No Swift type is right: JSON text, checked by the member's schema.
    case raw
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

/// An array whose first elements have schemas of their own.
struct TuplePlan {
  let name: String
  let node: SchemaNodeID
  /// Named by position; those that may be missing are not required.
  let elements: [StructurePlan.Member]
  /// The elements behind them.
  let rest: StructurePlan.Additional
}

/// A set of strings or of integers.
struct EnumerationPlan {
  let name: String
  let node: SchemaNodeID
  /// Strings, or integers that fit an `Int`: all of one kind.
  let cases: [(identifier: String, value: JSONValue)]
  /// The schema that other strings must match, when there may be any.
  let others: SchemaNodeID?

  /// The texts of the cases; empty for integers.
  var texts: [JSONString] {
    cases.compactMap { if case .string(let text) = $0.value { text } else { nil } }
  }

  /// The text, when there is only one.
  var constant: JSONString? { cases.count == 1 && others == nil ? texts.first : nil }

  /// The numbers of the cases; empty for strings.
  var numbers: [Int] {
    cases.compactMap { if case .number(let number) = $0.value { number.int } else { nil } }
  }
}

/// One of several types, distinguished by a member, by the kind of value, or by asking each in turn.
///
/// The plan says how a value finds its case; what the payloads are is in the plans of their nodes, which other
/// types share.
struct UnionPlan {
  enum Selector {
    /// What the check's discriminator says of objects.
    case choice
    case kind
    /// The first schema that accepts the value.
    case first
  }

  struct Case {
    let identifier: String
    let schema: SchemaNodeID
    /// With `.choice`: the number of the branch. Otherwise unused.
    let branch: Int
    /// With `.kind`: the kinds that choose this case.
    let kinds: Set<JSONKind>
    /// With `.kind`: the type, when the case is one of several types of the union's own node.
    let own: TypePlan?
  }

  let name: String
  let node: SchemaNodeID
  let selector: Selector
  let cases: [Case]
}

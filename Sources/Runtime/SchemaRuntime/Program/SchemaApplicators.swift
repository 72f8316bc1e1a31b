public import JSONCore

/// `contains`: how many elements of an array must match a schema.
public struct ContainsCheck: Sendable {
  public var schema: SchemaNodeID
  /// `minContains` (1 unless written) and `maxContains`.
  public var count: CountRange
  /// Whether elements that match count as evaluated: from draft 2020-12 on.
  public var evaluates: Bool

  public init(schema: SchemaNodeID, count: CountRange = CountRange(minimum: 1), evaluates: Bool = true) {
    self.schema = schema
    self.count = count
    self.evaluates = evaluates
  }
}

/// What the presence of a member asks of the object it is in.
public struct DependentCheck: Sendable {
  public enum Keyword: String, Sendable {
    case dependentRequired, dependentSchemas
    /// Up to draft 7 one keyword for both.
    case dependencies
  }

  public struct Entry: Sendable {
    /// The member that must be there for the rest to matter.
    public let name: JSONString
    /// Members that must then be there, too.
    public let required: [JSONString]
    /// The schema that the object must then match.
    public let schema: SchemaNodeID?

    public init(name: JSONString, required: [JSONString] = [], schema: SchemaNodeID? = nil) {
      self.name = name
      self.required = required
      self.schema = schema
    }
  }

  /// For paths alone: all three mean what the entries say.
  public let keyword: Keyword
  /// In the order of the schema, names distinct.
  public var entries: [Entry]

  public init(keyword: Keyword, entries: [Entry]) {
    self.keyword = keyword
    self.entries = entries
  }
}

/// `if`, `then`, `else`. Without the two latter it asserts nothing, but `if` may still evaluate members. `then` and
/// `else` without an `if` have no check at all (Core, 10.2.2).
public struct ConditionalCheck: Sendable {
  public var condition: SchemaNodeID
  public var consequence: SchemaNodeID?
  public var alternative: SchemaNodeID?

  public init(condition: SchemaNodeID, consequence: SchemaNodeID? = nil, alternative: SchemaNodeID? = nil) {
    self.condition = condition
    self.consequence = consequence
    self.alternative = alternative
  }
}

/// The keyword behind a reference that depended on the dynamic scope.
public enum DynamicKeyword: String, Sendable {
  case dynamicRef = "$dynamicRef"
  case recursiveRef = "$recursiveRef"
}

extension SchemaCheck {
  /// The nodes that are run over the same value: what leads to a loop without reading anything (`EndlessNodes`), and
  /// what makes a value be read more than once.
  public var sameInstanceNodes: [SchemaNodeID] {
    switch self {
    case .reference(let target), .dynamicReference(let target, _), .not(let target): [target]
    case .allOf(let branches): branches
    case .anyOf(let check), .oneOf(let check): check.branches
    case .dependent(let check): check.entries.compactMap(\.schema)
    case .conditional(let check): [check.condition, check.consequence, check.alternative].compactMap { $0 }
    case .never, .type, .integerNotation, .const, .enumeration, .range, .multipleOf, .length, .pattern, .format,
      .object, .array, .contains, .unevaluatedProperties, .unevaluatedItems:
      []
    }
  }
}

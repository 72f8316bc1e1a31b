public import JSONCore

/// Index of a node in `SchemaProgram.nodes`.
public typealias SchemaNodeID = Int

/// A compiled schema: the form that the Swift emitter prints and the interpreter runs. The schema compiler makes it;
/// nothing of the schema's text is needed afterwards.
///
/// Nodes refer to each other by index, so recursive schemas are plain data. Precondition of every user: the indexes are
/// those of nodes.
public struct SchemaProgram: Sendable {
  public var nodes: [SchemaNode]
  public var root: SchemaNodeID

  public init(nodes: [SchemaNode], root: SchemaNodeID) {
    self.nodes = nodes
    self.root = root
  }
}

/// One subschema: all of its checks must hold. No checks accept everything.
public struct SchemaNode: Sendable {
  /// Where the subschema is: `tools/git/log.json#/inputSchema/properties/limit`.
  public let location: String
  public var checks: [SchemaCheck]
  /// The location as an absolute URI, for reports; nil when the schema has no URI and `location` is all there is.
  public var uri: String?
  /// Keywords that assert nothing, for reports that list annotations; generated code carries none.
  public var annotations: [SchemaAnnotation]

  public init(location: String, checks: [SchemaCheck], uri: String? = nil, annotations: [SchemaAnnotation] = []) {
    self.location = location
    self.checks = checks
    self.uri = uri
    self.annotations = annotations
  }
}

/// A keyword that a report shows beside the values it describes: `title`, `format`, a name that nobody knows.
public struct SchemaAnnotation: Sendable {
  public let keyword: JSONString
  /// The keyword's value, as it is written in the schema.
  public let value: JSONSlice
  /// `contentMediaType` and its siblings say nothing about values of other types (validation, 8.3 to 8.5).
  public let isForStringsOnly: Bool

  public init(keyword: JSONString, value: JSONSlice, isForStringsOnly: Bool = false) {
    self.keyword = keyword
    self.value = value
    self.isForStringsOnly = isForStringsOnly
  }
}

/// What a subschema asserts. Closed: a case added here does not compile until every back end handles it.
///
/// Checks speak about values of their own kind and hold for all others, as JSON Schema has it: `length` is true of a
/// number.
public enum SchemaCheck: Sendable {
  /// The schema `false`.
  case never
  /// At least one type. A number without a fraction is an integer however it is written (Validation, 6.1.1).
  case type(JSONTypeSet)
  /// Draft 4: a number is an integer only when it is written without fraction and exponent.
  case integerNotation
  /// The value itself, of any kind (Validation, 6.1.3).
  case const(JSONValue)
  /// Possibly empty, and then nothing is valid.
  case enumeration([JSONValue])
  /// `minimum`, `maximum` and the exclusive ones, which are numbers in all drafts here: draft 4 has its booleans
  /// translated.
  case range(NumberRange)
  /// Greater than zero; exact, however many digits it has.
  case multipleOf(JSONDecimal)
  /// Of strings, in code points and not in bytes or UTF-16 units (Validation, 6.3).
  case length(CountRange)
  case pattern(PatternCheck)
  case format(Format)
  /// `properties`, `patternProperties`, `additionalProperties`, `required` and the counts together: they share the pass
  /// over the members.
  case object(ObjectCheck)
  /// `prefixItems`, `items`, `uniqueItems` and the counts together, for the same reason.
  case array(ArrayCheck)
  /// Apart from `array`: it has a schema and counts of its own, and what it matches may count as evaluated.
  case contains(ContainsCheck)
  case dependent(DependentCheck)
  case reference(SchemaNodeID)
  /// A `$dynamicRef` or `$recursiveRef`. The compiler makes a node for each dynamic scope a schema is reached in, so
  /// what it leads to is as fixed as for a plain reference.
  case dynamicReference(SchemaNodeID, DynamicKeyword)
  /// Nodes run over the same value; the order is that of the schema.
  case allOf([SchemaNodeID])
  case anyOf(AlternativesCheck)
  case oneOf(AlternativesCheck)
  /// Holds when the node refuses the value; what the node looked at does not count.
  case not(SchemaNodeID)
  case conditional(ConditionalCheck)
  /// The schema of members that nothing else in the node has looked at; evaluated after all other checks.
  case unevaluatedProperties(SchemaNodeID)
  /// The schema of elements that nothing else in the node has looked at; evaluated after all other checks.
  case unevaluatedItems(SchemaNodeID)
}

/// A set of the seven JSON Schema type names; `number` includes integers, as in the specification.
public struct JSONTypeSet: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let null = JSONTypeSet(rawValue: 1)
  public static let boolean = JSONTypeSet(rawValue: 2)
  public static let integer = JSONTypeSet(rawValue: 4)
  public static let number = JSONTypeSet(rawValue: 8)
  public static let string = JSONTypeSet(rawValue: 16)
  public static let array = JSONTypeSet(rawValue: 32)
  public static let object = JSONTypeSet(rawValue: 64)

  /// The keyword's names, in the order of JSON's kinds.
  public static let names: [(name: String, type: JSONTypeSet)] = [
    ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .number), ("string", .string),
    ("array", .array), ("object", .object),
  ]

  /// The names in the set: `["integer", "null"]`.
  public var names: [String] { Self.names.filter { contains($0.type) }.map(\.name) }
}

/// `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`; nil where absent. All four may be there, and all must
/// hold.
public struct NumberRange: Sendable, Hashable {
  public var minimum: JSONDecimal?
  public var maximum: JSONDecimal?
  public var exclusiveMinimum: JSONDecimal?
  public var exclusiveMaximum: JSONDecimal?

  public init(
    minimum: JSONDecimal? = nil, maximum: JSONDecimal? = nil, exclusiveMinimum: JSONDecimal? = nil,
    exclusiveMaximum: JSONDecimal? = nil
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.exclusiveMinimum = exclusiveMinimum
    self.exclusiveMaximum = exclusiveMaximum
  }
}

/// A pair of `min…`/`max…` counts; `Int.max` where there is no upper one. An empty range is legal and accepts nothing.
public struct CountRange: Sendable, Hashable {
  public var minimum: Int
  public var maximum: Int

  public init(minimum: Int = 0, maximum: Int = .max) {
    self.minimum = minimum
    self.maximum = maximum
  }

  public static let any = CountRange()

  @inlinable public func contains(_ count: Int) -> Bool { count >= minimum && count <= maximum }
}

/// A `pattern`: its source for messages, its matcher for the check.
public struct PatternCheck: Sendable {
  public let source: String
  public let matcher: PatternMatcher
  /// What the schema says in words about such strings, for messages: few people and no model act on a pattern.
  public let description: String?

  public init(source: String, matcher: PatternMatcher, description: String? = nil) {
    self.source = source
    self.matcher = matcher
    self.description = description
  }
}

/// The object keywords of one subschema. They are one check, since `additionalProperties` depends on the other two
/// (Core, 10.3.2.3).
public struct ObjectCheck: Sendable {
  public struct Property: Sendable {
    public let name: JSONString
    public let schema: SchemaNodeID

    public init(name: JSONString, schema: SchemaNodeID) {
      self.name = name
      self.schema = schema
    }
  }

  /// What happens to a member that neither `properties` nor `patternProperties` names.
  public enum Additional: Sendable {
    /// No `additionalProperties` keyword, or `true`.
    case open
    /// `false`.
    case closed
    case schema(SchemaNodeID)
  }

  /// In the order of the schema, which is the order that generated code and the interpreter are fast for.
  public var properties: [Property]
  /// May name members that `properties` does not.
  public var required: [JSONString]
  /// A member may match several, and be declared as well: then all their schemas hold.
  public var patternProperties: [(pattern: PatternCheck, schema: SchemaNodeID)]
  public var additional: Additional
  /// The schema of each member's name, as a string.
  public var propertyNames: SchemaNodeID?
  /// `minProperties` and `maxProperties`.
  public var count: CountRange
  /// `"additionalProperties": true` is written: the members count as evaluated.
  public var declaresOpen: Bool

  public init(
    properties: [Property] = [], required: [JSONString] = [],
    patternProperties: [(pattern: PatternCheck, schema: SchemaNodeID)] = [], additional: Additional = .open,
    propertyNames: SchemaNodeID? = nil, count: CountRange = .any, declaresOpen: Bool = false
  ) {
    self.declaresOpen = declaresOpen
    self.properties = properties
    self.required = required
    self.patternProperties = patternProperties
    self.additional = additional
    self.propertyNames = propertyNames
    self.count = count
  }
}

/// The array keywords of one subschema; `items` speaks about the elements behind `prefixItems`.
public struct ArrayCheck: Sendable {
  /// By index; an array with fewer elements is not shorter than allowed.
  public var prefixItems: [SchemaNodeID]
  /// Nil where elements behind the prefix may be anything.
  public var items: SchemaNodeID?
  public var count: CountRange
  /// No two elements equal, as `JSONValue` has it.
  public var uniqueItems: Bool
  /// Up to draft 2019-09 the parts are called `items` and the rest `additionalItems`.
  public var isItemsArray: Bool

  public init(
    prefixItems: [SchemaNodeID] = [], items: SchemaNodeID? = nil, count: CountRange = .any, uniqueItems: Bool = false,
    isItemsArray: Bool = false
  ) {
    self.isItemsArray = isItemsArray
    self.prefixItems = prefixItems
    self.items = items
    self.count = count
    self.uniqueItems = uniqueItems
  }
}

import JSONCore
import SchemaRuntime

/// Turns schema documents into nodes. Each place becomes one node, however often it is referred to, and waits in a
/// queue instead of on the stack, so that recursion and long chains of references are no special case.
struct SchemaLowering {
  /// Two spellings of one character are two names: places are told apart by bytes.
  private struct Key: Hashable {
    let path: JSONString
    let pointer: JSONString
  }

  let rules: SchemaRules
  var library: SchemaLibrary
  private(set) var nodes: [SchemaNode] = []
  /// By node.
  private(set) var places: [SchemaLibrary.Place] = []
  var annotations: [SchemaNodeID: SchemaAnnotations] = [:]
  var diagnostics: [Diagnostic] = []
  /// Values that schemas declare and must accept themselves.
  var declared: [DeclaredValue] = []
  /// Subschemas that nothing refers to yet and that are checked all the same.
  var definitions: [SchemaLibrary.Place] = []
  /// Compiled patterns by their text.
  var patterns: [JSONString: CompiledPattern] = [:]
  private var known: [Key: SchemaNodeID] = [:]
  private var lowered = 0

  init(rules: SchemaRules, library: SchemaLibrary) {
    self.rules = rules
    self.library = library
  }

  /// The node of the schema at a place, which is lowered later when it is new.
  mutating func node(at place: SchemaLibrary.Place) -> SchemaNodeID {
    let key = Key(path: JSONString(place.document.path), pointer: JSONString(place.node.pointer))
    if let id = known[key] { return id }
    let id = nodes.count
    known[key] = id
    nodes.append(SchemaNode(location: place.document.canonicalLocation(place.node.pointer), checks: []))
    places.append(place)
    return id
  }

  /// Lowers what is waiting, and what that refers to.
  mutating func lowerWaiting() {
    while lowered < nodes.count {
      nodes[lowered].checks = checks(of: lowered, places[lowered])
      lowered += 1
    }
  }

  mutating func setDiscriminator(_ discriminator: OneOfCheck.Discriminator, of id: SchemaNodeID, check: Int) {
    guard case .oneOf(var oneOf) = nodes[id].checks[check] else { return }
    oneOf.discriminator = discriminator
    nodes[id].checks[check] = .oneOf(oneOf)
  }

  private mutating func checks(of id: SchemaNodeID, _ place: SchemaLibrary.Place) -> [SchemaCheck] {
    switch place.node.value {
    case .boolean(let accepts):
      if let name = Self.definitionName(place.node.pointer) {
        annotations[id] = SchemaAnnotations(definitionName: name)
      }
      return accepts ? [] : [.never]
    case .object(let members):
      inspectNames(members, in: place)
      let schema = Subschema(members, of: place)
      inspectIdentity(schema)
      annotate(id, schema)
      return checks(of: schema, id)
    case .null, .number, .string, .array:
      diagnostics.append(
        place.document.diagnostic(
          at: place.node, "a schema must be an object or a boolean",
          mend: "write {} or true for a schema that accepts everything"))
      return []
    }
  }

  private mutating func checks(of schema: Subschema, _ id: SchemaNodeID) -> [SchemaCheck] {
    // Up to draft 7 a reference hides its siblings.
    if schema.has(.ref), Draft(of: schema.document).referenceHidesSiblings { return lowerReference(schema) }
    return lowerType(schema) + lowerEnum(schema, id) + lowerNumber(schema) + lowerString(schema) + lowerFormat(schema)
      + lowerObject(schema) + lowerArray(schema) + lowerReference(schema) + lowerCombinators(schema)
  }

  /// Whether this is the schema that is being compiled.
  func isRoot(_ schema: Subschema) -> Bool {
    guard let root = places.first else { return false }
    return root.document.path.utf8.elementsEqual(schema.document.path.utf8)
      && root.node.offset == schema.node.offset
  }

  // MARK: reporting

  /// An error at a keyword's value.
  mutating func report(_ member: DocumentMember, in schema: Subschema, _ message: String, mend: String) {
    diagnostics.append(schema.document.diagnostic(at: member.value, message, mend: mend))
  }

  /// An error at a keyword's name.
  mutating func report(keyword member: DocumentMember, in schema: Subschema, _ message: String, mend: String) {
    diagnostics.append(schema.document.diagnostic(at: member, message, mend: mend))
  }

  /// An error at a value inside a keyword's value.
  mutating func report(_ node: DocumentNode, in schema: Subschema, _ message: String, mend: String) {
    diagnostics.append(schema.document.diagnostic(at: node, message, mend: mend))
  }
}

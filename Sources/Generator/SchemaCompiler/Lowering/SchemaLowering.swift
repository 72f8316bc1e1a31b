import JSONCore
import SchemaRuntime

/// Turns schema documents into nodes of the IR; made and used up by one call of `CompiledSchema.compile`. Each location
/// becomes one node, however often it is referred to, and waits in a queue instead of on the stack, so that recursion
/// and long chains of references are no special case. One file per group of keywords extends it.
///
/// All errors are collected: lowering goes on behind one as if the keyword were absent.
struct SchemaLowering {
  /// A location in the dynamic scope it is reached in.
  private struct Key: Hashable {
    let document: Int
    let offset: Int
    let scope: Int
  }

  /// Nodes of one program. A file has at most a million values, so only dynamic references in many scopes, where nodes
  /// are scopes times schemas, or many files of many megabytes come near.
  static let maxNodes = 1 << 21

  let rules: SchemaRules
  var library: SchemaLibrary
  private(set) var nodes: [SchemaNode] = []
  /// By node, where its schema is.
  private(set) var locations: [SchemaLibrary.Location] = []
  /// By node, the dynamic scope.
  private var nodeScopes: [Int] = []
  var scopes = DynamicScopes()
  var annotations: [SchemaNodeID: SchemaAnnotations] = [:]
  var diagnostics: [Diagnostic] = []
  /// Values that schemas declare (`default`, `const`, `enum`) and must accept themselves: checked when all nodes are
  /// there.
  var declared: [DeclaredValue] = []
  /// Subschemas under `$defs` and `definitions`, to be lowered in strict mode whether anything refers to them or not.
  var definitions: [SchemaLibrary.Location] = []
  /// Compiled patterns by their text, without those that failed: each use of such a pattern is reported at its own
  /// location.
  var patterns: [JSONString: CompiledPattern] = [:]
  private var known: [Key: SchemaNodeID] = [:]
  /// The queue is `nodes` itself: those from `lowered` on have no checks yet.
  private var lowered = 0

  init(rules: SchemaRules, library: SchemaLibrary) {
    self.rules = rules
    self.library = library
  }

  /// The node of the schema at a location, which is lowered later when it is new. A reference and the schema itself get
  /// the same node; this is what makes recursive schemas finite.
  mutating func node(at location: SchemaLibrary.Location, scope: Int) -> SchemaNodeID {
    let scope = scopes.enter(location.resource, from: scope, library)
    let key = Key(
      document: library.resources[location.resource].document, offset: location.node.offset, scope: scope)
    if let id = known[key] { return id }
    let id = nodes.count
    known[key] = id
    nodes.append(
      SchemaNode(
        location: location.document.canonicalLocation(location.node.pointer), checks: [], uri: library.uri(of: location)
      ))
    locations.append(location)
    nodeScopes.append(scope)
    return id
  }

  /// The node of a subschema in the same file. An `$id` at the subschema may take it to another resource, which
  /// `library.child` looks up.
  mutating func child(_ node: DocumentNode, of schema: Subschema) -> SchemaNodeID {
    self.node(at: library.child(node, of: schema.location), scope: schema.scope)
  }

  /// Lowers what is waiting, and what that refers to, in the order of discovery: node numbers, and with them generated
  /// code, depend on the schema text alone.
  mutating func lowerWaiting() {
    while lowered < nodes.count {
      guard lowered < Self.maxNodes else { return reportTooManyNodes() }
      nodes[lowered].checks = checks(of: lowered, locations[lowered])
      lowered += 1
    }
  }

  /// Reported at the root, since no single subschema is the cause, and ends the queue.
  private mutating func reportTooManyNodes() {
    let location = locations[0]
    lowered = nodes.count
    diagnostics.append(
      location.document.diagnostic(
        at: location.node, "the schema has more than \(Self.maxNodes) subschemas",
        details: ["counting each one for every dynamic scope it is reached in"],
        hint: "split the schema, or use fewer dynamic anchors"))
  }

  /// For passes that come after lowering and add to a check (`findDiscriminators`); `nodes` can be written in this file
  /// only.
  mutating func replaceCheck(_ index: Int, of id: SchemaNodeID, with check: SchemaCheck) {
    nodes[id].checks[index] = check
  }

  /// The checks of a boolean or object schema. In the specification's words a boolean schema is `{}` or `{"not": {}}`;
  /// here `false` is a check of its own, so that no back end has to evaluate a negation for it.
  private mutating func checks(of id: SchemaNodeID, _ location: SchemaLibrary.Location) -> [SchemaCheck] {
    switch location.node.value {
    case .boolean(let accepts):
      if let name = Self.definitionName(location.node.pointer) {
        annotations[id] = SchemaAnnotations(definitionName: name)
      }
      return accepts ? [] : [.never]
    case .object(let members):
      let dialect = library.resources[location.resource].dialect
      let schema = Subschema(members, of: location, scope: nodeScopes[id], dialect: dialect)
      inspectNames(members, in: schema)
      // Up to draft 7 a reference hides its siblings, annotations and `$id` included.
      if schema.has(.ref), dialect.draft.referenceHidesSiblings { return lowerReference(schema) }
      inspectIdentity(schema)
      annotate(id, schema)
      if !rules.isStrict { nodes[id].annotations = Self.shownAnnotations(members, of: schema) }
      return checks(of: schema, id)
    case .null, .number, .string, .array:
      diagnostics.append(
        location.document.diagnostic(
          at: location.node, "a schema must be an object or a boolean",
          hint: "write {} or true for a schema that accepts everything"))
      return []
    }
  }

  /// Checks of a value itself come before those that descend, as they are cheaper; unevaluated ones are last, as they
  /// need what all others have evaluated.
  private mutating func checks(of schema: Subschema, _ id: SchemaNodeID) -> [SchemaCheck] {
    lowerType(schema) + lowerEnum(schema, id) + lowerNumber(schema) + lowerString(schema) + lowerFormat(schema)
      + lowerObject(schema) + lowerArray(schema) + lowerReference(schema) + lowerDynamicReferences(schema)
      + lowerCombinators(schema) + lowerConditions(schema) + lowerUnevaluated(schema)
  }

  /// Whether this is the schema that is being compiled.
  func isRoot(_ schema: Subschema) -> Bool {
    guard let root = locations.first else { return false }
    return root.document.path.utf8.elementsEqual(schema.document.path.utf8)
      && root.node.offset == schema.node.offset
  }

  // MARK: reporting

  /// An error at a keyword's value.
  mutating func report(_ member: DocumentMember, in schema: Subschema, _ message: String, hint: String) {
    diagnostics.append(schema.document.diagnostic(at: member.value, message, hint: hint))
  }

  /// An error at a keyword's name: for keywords that should not be there, or whose neighbour is missing.
  mutating func report(keyword member: DocumentMember, in schema: Subschema, _ message: String, hint: String) {
    diagnostics.append(schema.document.diagnostic(at: member, message, hint: hint))
  }

  /// An error at a value inside a keyword's value.
  mutating func report(_ node: DocumentNode, in schema: Subschema, _ message: String, hint: String) {
    diagnostics.append(schema.document.diagnostic(at: node, message, hint: hint))
  }
}

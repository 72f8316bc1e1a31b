import JSONCore
import SchemaCompiler

/// One schema in one of the documents.
struct SchemaSite: Sendable {
  let document: Int
  /// An object or a boolean.
  let node: DocumentNode
  let resource: Int
  let dialect: Dialect
  /// The keyword of the parent that it is under; nil for the root of a document and for what is only referred to.
  let keyword: JSONString?
  let parent: Int?

  /// The member's value; nil when it is absent.
  subscript(keyword: JSONString) -> DocumentNode? { node[keyword] }

  /// Whether the keyword is read here: siblings of an old `$ref` are not.
  /// Up to draft 7 (core, 8.3). A finding about a keyword that is not read would be wrong.
  func reads(_ keyword: JSONString) -> Bool {
    guard dialect.referenceHidesSiblings, node["$ref"]?.string != nil else { return true }
    return keyword.isEqual(to: "$ref")
  }
}

/// A schema resource: the root of a document, or what has an `$id`.
struct SchemaResource: Sendable {
  let uri: URIText
  let document: Int
  let site: Int
  let dialect: Dialect
  /// What `$schema` says, when it says something that is no draft known here.
  let foreignDialect: JSONString?
  /// Names of locations: `$anchor`, `$dynamicAnchor` and, up to draft 7, `$id` with a fragment.
  var anchors: [JSONString: Int] = [:]
  /// Those made with `$dynamicAnchor` (or `$recursiveAnchor`, under the empty name).
  var dynamicAnchors: [JSONString: Int] = [:]
}

/// A reference and where it leads.
/// With its member, because what the tools change is the text of the reference, and with its URI, because the text
/// alone says nothing without the resource that it is in.
struct SchemaReference: Sendable {
  enum Target: Sendable {
    case site(Int)
    /// One of the specification's own meta-schemas, which no file has to bring.
    case metaSchema
    case unresolved(reason: String)
  }

  /// The site whose keyword it is.
  let site: Int
  /// `$ref`, `$dynamicRef` or `$recursiveRef`.
  let keyword: JSONString
  let member: DocumentMember
  let uri: URIText
  let target: Target
}

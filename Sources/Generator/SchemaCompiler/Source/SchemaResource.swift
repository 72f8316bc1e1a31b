import JSONCore

/// A schema that has a base URI of its own: the root of a file, or a subschema with an `$id`.
struct SchemaResource: Sendable {
  /// Index in `SchemaLibrary.documents`.
  let document: Int
  let root: DocumentNode
  /// Absolute URI without fragment, normalised.
  let base: URIText
  /// Whether the URI was given by an `$id` or with the file, and is not made from the file's path.
  let hasURI: Bool
  /// Whether the URI is the schema's own word and not only where it was found.
  let hasOwnID: Bool
  let dialect: Dialect
  /// Plain-name fragments, dynamic ones included.
  var anchors: [JSONString: DocumentNode] = [:]
  /// Those of `$dynamicAnchor` alone: what `$dynamicRef` looks for in the dynamic scope.
  var dynamicAnchors: [JSONString: DocumentNode] = [:]
  /// `$recursiveAnchor: true` at the root.
  var isRecursive = false
}

/// A document with the resources in it, by their position.
struct IndexedDocument: Sendable {
  let document: Document
  /// The URI it was found under.
  let retrieval: URIText
  let hasURI: Bool
  /// By the offset of their root, the index in `SchemaLibrary.resources`.
  var resources: [Int: Int] = [:]
  /// Offsets of the schemas that have been looked through. An offset identifies a value: no two begin at the same byte.
  var indexed: Set<Int> = []
}

extension SchemaLibrary {
  /// The absolute URI of a location, as reports show it; nil when its resource has none.
  func uri(of location: Location) -> String? {
    let resource = resources[location.resource]
    guard resource.hasURI else { return nil }
    let pointer = location.node.pointer.utf8.dropFirst(resource.root.pointer.utf8.count)
    return String(decoding: resource.base.normalized + [0x23] + URIText.escaped(pointer), as: UTF8.self)
  }
}

import JSONCore

/// A schema that is an object, with its keywords at hand.
struct Subschema {
  let document: Document
  let node: DocumentNode
  private let keywords: [Keyword: DocumentMember]

  init(_ members: [DocumentMember], of place: SchemaLibrary.Place) {
    document = place.document
    node = place.node
    keywords = Dictionary(
      members.compactMap { member in Keyword(name: member.name).map { ($0, member) } },
      uniquingKeysWith: { first, _ in first })
  }

  subscript(keyword: Keyword) -> DocumentMember? { keywords[keyword] }

  func has(_ keyword: Keyword) -> Bool { keywords[keyword] != nil }

  func hasAny(_ candidates: [Keyword]) -> Bool { candidates.contains { keywords[$0] != nil } }

  /// A subschema's place in the same file.
  func place(_ node: DocumentNode) -> SchemaLibrary.Place { SchemaLibrary.Place(document: document, node: node) }
}

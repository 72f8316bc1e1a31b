import JSONCore

/// A schema that is an object, with its keywords at hand: what every lowering function is given. A member that its
/// dialect does not have cannot be seen through it, so no function asks for the draft to decide whether a keyword
/// counts.
struct Subschema {
  let location: SchemaLibrary.Location
  /// The number of the dynamic scope it is reached in, its own resource included.
  let scope: Int
  let dialect: Dialect
  private let keywords: [Keyword: DocumentMember]

  /// Keywords that the dialect does not have are left out. A dictionary, because each of the lowering functions asks
  /// for many keywords, most of which are absent.
  init(_ members: [DocumentMember], of location: SchemaLibrary.Location, scope: Int, dialect: Dialect) {
    self.location = location
    self.scope = scope
    self.dialect = dialect
    keywords = Dictionary(
      members.compactMap { member in
        Keyword(name: member.name).flatMap { dialect.has($0) ? ($0, member) : nil }
      }, uniquingKeysWith: { first, _ in first })
  }

  var document: Document { location.document }
  var node: DocumentNode { location.node }

  subscript(keyword: Keyword) -> DocumentMember? { keywords[keyword] }

  func has(_ keyword: Keyword) -> Bool { keywords[keyword] != nil }

  func hasAny(_ candidates: [Keyword]) -> Bool { candidates.contains { keywords[$0] != nil } }
}

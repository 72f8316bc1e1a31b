/// Checks of what callers hand in; all on bytes, before any SQL. Throw the field and the problem, never the value.
struct InputChecks {
  let path: String

  func title(_ title: String) throws(KnowledgeStoreError) {
    try notEmpty(title, .title)
    try length(title, .title, Limits.titleBytes)
    guard !Self.hasControl(title) else { throw failure(.title, .controlCharacter) }
  }

  /// Content keeps its line breaks and tabs; only NUL is refused, since text functions of SQLite end there.
  func content(_ content: String) throws(KnowledgeStoreError) {
    try notEmpty(content, .content)
    try length(content, .content, Limits.contentBytes)
    guard !content.utf8.contains(0) else { throw failure(.content, .controlCharacter) }
  }

  /// Any number of them up to the limit, none included.
  func tags(_ tags: [String]) throws(KnowledgeStoreError) {
    guard tags.count <= Limits.tags else { throw failure(.tags, .tooMany(maximum: Limits.tags)) }
    for tag in tags {
      try notEmpty(tag, .tags)
      try length(tag, .tags, Limits.tagBytes)
      guard !Self.hasControl(tag) else { throw failure(.tags, .controlCharacter) }
    }
  }

  func metadataLength(_ metadata: String) throws(KnowledgeStoreError) {
    try length(metadata, .metadata, Limits.metadataBytes)
  }

  /// `limit`: hits that are wanted.
  func query(_ query: String, limit: Int) throws(KnowledgeStoreError) {
    try length(query, .query, Limits.queryBytes)
    guard (1...Limits.hits).contains(limit) else { throw failure(.limit, .outOfRange(1...Limits.hits)) }
  }

  func failure(_ field: KnowledgeStoreError.Field, _ problem: KnowledgeStoreError.Problem) -> KnowledgeStoreError {
    KnowledgeStoreError(.invalidInput(field, problem), path: path)
  }

  private func notEmpty(_ text: String, _ field: KnowledgeStoreError.Field) throws(KnowledgeStoreError) {
    if text.utf8.isEmpty { throw failure(field, .empty) }
  }

  private func length(_ text: String, _ field: KnowledgeStoreError.Field, _ most: Int) throws(KnowledgeStoreError) {
    if text.utf8.count > most { throw failure(field, .tooLong(maximumBytes: most)) }
  }

  /// C0 and DEL. Titles and tags are one line each.
  private static func hasControl(_ text: String) -> Bool { text.utf8.contains { $0 < 0x20 || $0 == 0x7f } }
}

/// Tags as stored: a JSON array, so that SQL can look inside.
enum TagList {
  /// - Parameter tags: without control characters, hence only `"` and `\` need an escape.
  static func json(_ tags: [String]) -> String {
    var bytes: [UInt8] = [UInt8(ascii: "[")]
    for (index, tag) in tags.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(UInt8(ascii: "\""))
      for byte in tag.utf8 {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: "]"))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What SQL made of the array: its strings joined by the unit separator, which no tag contains.
  static func split(_ joined: String?) -> [String] {
    guard let joined else { return [] }
    return joined.utf8.split(separator: 0x1f, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

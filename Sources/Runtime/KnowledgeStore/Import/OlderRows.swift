import Database

/// A session of the older server, as it will be ours.
struct OlderSession {
  let id: String
  /// Of one line; nil when it has no summary.
  let title: String?
  let hasWholeTitle: Bool
  let createdAt: String?
  let metadata: String
  /// Where the metadata is too long: where it came from alone.
  let origin: String
  let entryCount: Int
}

/// An entry of the older server. What is nil cannot be taken over.
struct OlderEntry {
  let id: Int64
  /// As it is written, whether that session is there or not: with the number it is the entry's identity.
  let namedSession: String
  let sessionID: String?
  let type: EntryType?
  let priority: Priority?
  let content: String?
  let contentBytes: Int64
  let tags: [String]
  /// Whether the tags were what the older server writes.
  let hasTagList: Bool
  let metadata: String
  let origin: String
  let createdAt: String?
}

extension OlderDatabase {
  /// Where a row came from goes into `imported` of its metadata, next to what it had: that is how a second run finds it.
  /// Metadata that is no object, or has that member already, is kept inside.
  func sessions(_ connection: Connection) throws(SQLiteFailure) -> [OlderSession] {
    try connection.rows(
      """
      WITH source AS (
        SELECT id, summary, created_at, metadata, json_object('from', 'securellm-mcp', 'session', id) AS origin,
          (SELECT count(*) FROM knowledge_entries AS e WHERE e.session_id = s.id) AS entries
        FROM sessions AS s WHERE typeof(id) = 'text'
      ), kept AS (
        SELECT *, CASE WHEN length(CAST(summary AS BLOB)) > 500 OR instr(summary, char(10))
          THEN json_set(origin, '$.summary', summary) ELSE origin END AS whole FROM source
      )
      SELECT id, summary, strftime('%Y-%m-%dT%H:%M:%fZ', created_at),
        CASE
          WHEN metadata IS NULL THEN json_object('imported', json(whole))
          WHEN NOT json_valid(metadata) THEN json_object('imported', json_set(whole, '$.metadata', CAST(metadata AS TEXT)))
          WHEN json_type(metadata) <> 'object' OR json_type(metadata, '$.imported') IS NOT NULL
            THEN json_object('imported', json_set(whole, '$.metadata', json(metadata)))
          ELSE json_set(metadata, '$.imported', json(whole))
        END,
        json_object('imported', json(origin)), entries
      FROM kept ORDER BY created_at, id
      """
    ) { (row) throws(SQLiteFailure) in
      let (title, isWhole) = Self.title(try row.optionalText(1))
      return OlderSession(
        id: try row.text(0), title: title, hasWholeTitle: isWhole, createdAt: try row.optionalText(2),
        metadata: try row.text(3), origin: try row.text(4), entryCount: Int(row.integer(5)))
    }
  }

  func entries(_ connection: Connection) throws(SQLiteFailure) -> [OlderEntry] {
    try connection.rows(
      """
      WITH source AS (
        SELECT *, json_object('from', 'securellm-mcp', 'session', session_id, 'entry', id) AS origin,
          CASE WHEN json_valid(tags) THEN json_type(tags) ELSE '' END AS tags_type FROM knowledge_entries
      )
      SELECT id, (SELECT s.id FROM sessions AS s WHERE s.id = source.session_id), entry_type, priority,
        CASE WHEN typeof(content) = 'text' AND length(CAST(content AS BLOB)) <= ?1 THEN content END,
        length(CAST(content AS BLOB)), tags_type,
        CASE WHEN tags_type = 'array'
          THEN (SELECT group_concat(value, char(31)) FROM json_each(source.tags) WHERE type = 'text') END,
        CASE
          WHEN metadata IS NULL THEN json_object('imported', json(origin))
          WHEN NOT json_valid(metadata)
            THEN json_object('imported', json_set(origin, '$.metadata', CAST(metadata AS TEXT)))
          WHEN json_type(metadata) <> 'object' OR json_type(metadata, '$.imported') IS NOT NULL
            THEN json_object('imported', json_set(origin, '$.metadata', json(metadata)))
          ELSE json_set(metadata, '$.imported', json(origin))
        END,
        json_object('imported', json(origin)), strftime('%Y-%m-%dT%H:%M:%fZ', timestamp),
        session_id
      FROM source ORDER BY id
      """, [.integer(Int64(Limits.contentBytes))], Self.entry)
  }

  private static func entry(_ row: borrowing Row) throws(SQLiteFailure) -> OlderEntry {
    OlderEntry(
      id: row.integer(0), namedSession: try row.optionalText(11) ?? "", sessionID: try row.optionalText(1),
      type: try row.optionalText(2).flatMap(EntryType.init(rawValue:)),
      priority: try row.optionalText(3).flatMap(Priority.init(rawValue:)), content: try row.optionalText(4),
      contentBytes: row.integer(5), tags: TagList.split(try row.optionalText(7)),
      hasTagList: try row.text(6).utf8.elementsEqual("array".utf8), metadata: try row.text(8), origin: try row.text(9),
      createdAt: try row.optionalText(10))
  }

  /// A summary as a title: its first 500 bytes on one line.
  private static func title(_ summary: String?) -> (String?, isWhole: Bool) {
    guard let summary else { return (nil, true) }
    var title = String.UnicodeScalarView()
    var (bytes, isWhole) = (0, true)
    for scalar in summary.unicodeScalars {
      let isControl = scalar.value < 0x20 || scalar.value == 0x7F
      let scalar = isControl ? " " : scalar
      if isControl { isWhole = false }
      bytes += UTF8.width(scalar)
      guard bytes <= Limits.titleBytes else {
        isWhole = false
        break
      }
      title.append(scalar)
    }
    let text = String(title)
    return text.utf8.allSatisfy { $0 == 0x20 } ? (nil, true) : (text, isWhole)
  }
}

extension OlderDatabase {
  /// What the older server keeps beside knowledge, and why it stays there.
  func otherTables(_ connection: Connection) throws(SQLiteFailure) -> [(reason: String, count: Int)] {
    var found: [(reason: String, count: Int)] = []
    func look(_ query: StaticString, _ reason: String) throws(SQLiteFailure) {
      guard connection.accepts(query) else { return }
      let count = Int(try connection.integer(query))
      if count > 0 { found.append((reason, count)) }
    }
    try look(
      "SELECT count(*) FROM patterns", "rows of patterns: what the older server inferred; there is nothing like it here"
    )
    try look(
      "SELECT count(*) FROM project_states",
      "rows of project_states: snapshots of projects; git_status and git_log look at the project itself")
    try look(
      "SELECT count(*) FROM archive_metadata",
      "archived sessions, whose entries are in files: restore them with the older server first")
    return found
  }
}

extension UTF8 {
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case ..<0x80: 1
    case ..<0x800: 2
    case ..<0x1_0000: 3
    default: 4
    }
  }
}

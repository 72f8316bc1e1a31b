package import Database

extension KnowledgeStore {
  /// Entries that match a text, best first.
  ///
  /// Any text is a valid query. Entries with all of its words are looked for; when there are none, entries with any of
  /// them (of more than 64 words, any of the 64 longest). Case and accents do not count. A text without words finds
  /// nothing.
  ///
  /// - Parameters:
  ///   - query: at most `Limits.queryBytes` bytes.
  ///   - limit: 1 to `Limits.hits`.
  ///   - type: only entries of this type.
  ///   - sessionID: only entries of this session.
  ///   - interruption: ends the search before it is done: `interrupted` is thrown.
  package func searchKnowledge(
    query: String, limit: Int = 10, type: EntryType? = nil, sessionID: String? = nil,
    interruption: Interruption? = nil
  ) throws(KnowledgeStoreError) -> [Hit] {
    try checks.query(query, limit: limit)
    let terms = SearchTerms(query)
    if terms.words.isEmpty { return [] }
    return try withReader(interruption: interruption) { (connection) throws(SQLiteFailure) in
      let filters: [SQLValue] = [.optionalText(type?.rawValue), .optionalText(sessionID), .integer(Int64(limit))]
      let strict = try Self.match(connection, [.text(terms.all)] + filters)
      if !strict.isEmpty || terms.words.count == 1 { return strict }
      return try Self.match(connection, [.text(terms.any)] + filters)
    }
  }

  /// The entry with this id, nil when there is none.
  package func entry(id: Int64) throws(KnowledgeStoreError) -> Entry? {
    try withConnection { (connection) throws(SQLiteFailure) in
      try connection.rows(
        """
        SELECT e.id, e.session_id, e.type, e.priority, e.content,
          iif(json_valid(e.tags), (SELECT group_concat(value, char(31)) FROM json_each(e.tags)), NULL),
        e.metadata, e.created_at
        FROM entries AS e WHERE e.id = ?1
        """, [.integer(id)]
      ) { (row) throws(SQLiteFailure) in try Entry(row) }
    }.first
  }

  /// Ordering by the hidden column `rank` lets FTS5 sort row numbers only and look for passages in the rows it returns.
  private static func match(_ connection: Connection, _ values: [SQLValue]) throws(SQLiteFailure) -> [Hit] {
    try connection.rows(
      """
      SELECT e.id, e.session_id, e.type, e.priority, e.content,
        iif(json_valid(e.tags), (SELECT group_concat(value, char(31)) FROM json_each(e.tags)), NULL),
        e.metadata, e.created_at,
        -entries_fts.rank, passage_start(entries_fts)
      FROM entries_fts JOIN entries AS e ON e.id = entries_fts.rowid
      WHERE entries_fts MATCH ?1 AND (?2 IS NULL OR e.type = ?2) AND (?3 IS NULL OR e.session_id = ?3)
      ORDER BY entries_fts.rank LIMIT ?4
      """, values
    ) { (row) throws(SQLiteFailure) in
      let entry = try Entry(row)
      let snippet = Snippet.of(entry.content, around: Int(row.optionalInteger(9) ?? 0))
      return Hit(entry: entry, score: row.real(8), snippet: snippet)
    }
  }
}

extension Entry {
  /// From the columns id, session_id, type, priority, content, joined tags, metadata, created_at.
  init(_ row: borrowing Row) throws(SQLiteFailure) {
    guard let type = EntryType(rawValue: try row.text(2)), let priority = Priority(rawValue: try row.text(3)) else {
      throw .mismatch
    }
    self.init(
      id: row.integer(0), sessionID: try row.optionalText(1), type: type, priority: priority,
      content: try row.text(4), tags: TagList.split(try row.optionalText(5)), metadata: try row.text(6),
      createdAt: try row.text(7))
  }
}

package import Database
import System

extension KnowledgeStore {
  /// Makes a session with a new random id.
  ///
  /// - Parameters:
  ///   - title: one line, 1 to `Limits.titleBytes` bytes.
  ///   - metadata: the text of one JSON object.
  ///   - interruption: ends the work before it is done: `interrupted` is thrown, and nothing is saved.
  package func createSession(
    title: String, metadata: String = "{}", interruption: Interruption? = nil
  ) throws(KnowledgeStoreError) -> Session {
    try checks.title(title)
    try checkMetadata(metadata)
    let session = Session(
      id: SessionID.random(), title: title, metadata: metadata, createdAt: UTCTime.text(Int(now())))
    try withConnection(interruption: interruption) { (connection) throws(SQLiteFailure) in
      try connection.run(
        "INSERT INTO sessions (id, title, created_at, metadata) VALUES (?1, ?2, ?3, ?4)",
        [.text(session.id), .text(session.title), .text(session.createdAt), .text(session.metadata)])
    }
    return session
  }

  /// The session with this id, nil when there is none.
  package func session(id: String) throws(KnowledgeStoreError) -> Session? {
    try withConnection { (connection) throws(SQLiteFailure) in
      try connection.rows("SELECT id, title, metadata, created_at FROM sessions WHERE id = ?1", [.text(id)]) {
        (row) throws(SQLiteFailure) in
        Session(id: try row.text(0), title: try row.text(1), metadata: try row.text(2), createdAt: try row.text(3))
      }
    }.first
  }

  /// Saves one entry and makes it searchable, both or neither.
  ///
  /// - Parameter interruption: ends the work before it is done; nothing is saved then.
  /// - Throws: `unknownSession` when `sessionID` names no session; `invalidInput` for a value outside `Limits`.
  package func saveKnowledge(
    _ entry: NewEntry, interruption: Interruption? = nil
  ) throws(KnowledgeStoreError) -> Entry {
    try checks.content(entry.content)
    try checks.tags(entry.tags)
    try checkMetadata(entry.metadata)
    let createdAt = UTCTime.text(Int(now()))
    let values: [SQLValue] = [
      .optionalText(entry.sessionID), .text(entry.type.rawValue), .text(entry.priority.rawValue), .text(entry.content),
      .text(TagList.json(entry.tags)), .text(entry.metadata), .text(createdAt),
    ]
    let id = try insert(values, interruption)
    return Entry(
      id: id, sessionID: entry.sessionID, type: entry.type, priority: entry.priority, content: entry.content,
      tags: entry.tags, metadata: entry.metadata, createdAt: createdAt)
  }

  /// The foreign key finds the unknown session: no second statement, and no gap between looking and saving.
  private func insert(
    _ values: [SQLValue], _ interruption: Interruption?
  ) throws(KnowledgeStoreError) -> Int64 {
    do {
      return try withConnection(interruption: interruption) { (connection) throws(SQLiteFailure) in
        try connection.integer(
          """
          INSERT INTO entries (session_id, type, priority, content, tags, metadata, created_at)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id
          """, values)
      }
    } catch  where error.sqliteCode == SQLiteFailure.foreignKey.extendedCode {
      throw KnowledgeStoreError(.unknownSession, path: path)
    }
  }

  private func checkMetadata(_ metadata: String) throws(KnowledgeStoreError) {
    try checks.metadataLength(metadata)
    let isObject = try withConnection { (connection) throws(SQLiteFailure) in
      try connection.integer(
        "SELECT CASE WHEN json_valid(?1) THEN json_type(?1) = 'object' ELSE 0 END", [.text(metadata)])
    }
    guard isObject == 1, !metadata.utf8.contains(0) else { throw checks.failure(.metadata, .notAJSONObject) }
  }
}

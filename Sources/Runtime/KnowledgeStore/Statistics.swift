import Database

extension KnowledgeStore {
  /// Counts and sizes, as of now.
  package func statistics() throws(KnowledgeStoreError) -> Statistics {
    try withConnection { (connection) throws(SQLiteFailure) in
      var byType = Dictionary(uniqueKeysWithValues: EntryType.allCases.map { ($0, Int64(0)) })
      let counted = try connection.rows("SELECT type, count(*) FROM entries GROUP BY type") {
        (row) throws(SQLiteFailure) in (EntryType(rawValue: try row.text(0)), row.integer(1))
      }
      for case (let type?, let count) in counted { byType[type] = count }
      return Statistics(
        sessions: try connection.integer("SELECT count(*) FROM sessions"),
        entries: byType.values.reduce(0, +), entriesByType: byType,
        databaseBytes: DatabaseFile.size(path), logBytes: DatabaseFile.size(path + "-wal"),
        schemaVersion: Int32(truncatingIfNeeded: try connection.integer("PRAGMA user_version")))
    }
  }
}

/// What the schema of a database at some version must be, made by running the migrations in memory.
///
/// A file that somebody prepared could carry triggers or views that act when the file is used. A file whose schema is,
/// word for word, the one this program writes has nothing of that kind.
struct ReferenceSchema {
  let definitions: [String]
  /// SQLite before 3.41 does not let triggers reach FTS5 tables under `trusted_schema = OFF`.
  let triggersNeedTrust: Bool

  /// - Parameter migrations: those the database has behind it.
  init(_ migrations: some Sequence<Migration>) throws(SQLiteFailure) {
    let connection = try Connection.inMemory()
    for migration in migrations { try connection.script(migration.script) }
    definitions = try Self.definitions(connection)
    try connection.run("PRAGMA trusted_schema = OFF")
    triggersNeedTrust = !connection.accepts("DELETE FROM entries")
  }

  /// The tables FTS5 keeps for itself count by name only: their wording belongs to the SQLite release that made them, and
  /// a database must survive an upgrade. The statistics tables of `ANALYZE` are left out, in exactly these words.
  static func definitions(_ connection: Connection) throws(SQLiteFailure) -> [String] {
    try connection.rows(
      """
      SELECT type || ' ' || name || ' ' || tbl_name || ' ' || iif(type = 'table' AND name IN (
        'entries_fts_data', 'entries_fts_idx', 'entries_fts_docsize', 'entries_fts_config'), '', sql)
      FROM sqlite_schema
      WHERE sql IS NOT NULL AND sql NOT IN (
        'CREATE TABLE sqlite_stat1(tbl,idx,stat)', 'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)')
      ORDER BY 1
      """
    ) { (row) throws(SQLiteFailure) in try row.text(0) }
  }
}

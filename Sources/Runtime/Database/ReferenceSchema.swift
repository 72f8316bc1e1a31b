/// What the schema of a database at some version must be, made by running the migrations in memory.
///
/// A file that somebody prepared could carry triggers or views that act when the file is used. A file whose schema is,
/// byte for byte, the one this program writes has nothing of that kind.
package struct ReferenceSchema {
  let definitions: [[UInt8]]
  /// SQLite before 3.41 does not let triggers reach FTS5 tables under `trusted_schema = OFF`.
  package let triggersNeedTrust: Bool

  /// - Parameter version: the last migration the database has behind it.
  package init(_ schema: DatabaseSchema, version: Int32 = .max) throws(SQLiteFailure) {
    let connection = try Connection.inMemory()
    for migration in schema.migrations where migration.version <= version { try connection.script(migration.script) }
    definitions = try Self.definitions(connection, schema)
    try connection.run("PRAGMA trusted_schema = OFF")
    triggersNeedTrust = schema.triggerProbe.map { !connection.accepts($0) } ?? false
  }

  /// Shadow tables count by name only: a database must survive an upgrade of SQLite. The statistics tables of `ANALYZE`
  /// are left out, in exactly these words.
  static func definitions(_ connection: Connection, _ schema: DatabaseSchema) throws(SQLiteFailure) -> [[UInt8]] {
    try connection.rows(
      """
      SELECT type, name, type || ' ' || name || ' ' || tbl_name || ' ', sql
      FROM sqlite_schema
      WHERE sql IS NOT NULL AND sql NOT IN (
        'CREATE TABLE sqlite_stat1(tbl,idx,stat)', 'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)')
      ORDER BY type, name
      """
    ) { (row) throws(SQLiteFailure) in
      let (type, name) = (try row.text(0), try row.text(1))
      let isShadow = type == "table" && schema.shadowTables.contains(name)
      return row.bytes(2) + (isShadow ? [] : row.bytes(3))
    }
  }
}

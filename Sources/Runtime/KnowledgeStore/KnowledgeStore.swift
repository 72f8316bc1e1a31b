import Database

/// Sessions and pieces of knowledge in one SQLite file, with full-text search.
///
/// Calls are synchronous and short (a save waits at most five seconds for another process); make them from background
/// tasks. `SharedDatabase` opens the file when it is first needed and lets one thread at a time use it.
package final class KnowledgeStore: Sendable {
  let checks: InputChecks
  let now: @Sendable () -> Int64
  private let database: SharedDatabase

  /// The database file.
  package var path: String { database.path }

  /// Does not touch the disk. The first call makes missing directories (mode 0700) and the file (mode 0600).
  package convenience init(path: String) {
    self.init(path: path, migrations: Migration.all, now: DatabaseFile.wallClock)
  }

  /// - Parameters:
  ///   - migrations: in order, without gaps.
  ///   - now: milliseconds since 1970.
  init(path: String, migrations: [Migration], now: @escaping @Sendable () -> Int64) {
    database = SharedDatabase(path: path, schema: .knowledge(migrations))
    checks = InputChecks(path: database.path)
    self.now = now
  }

  /// Closes the file; a later call opens it again.
  package func close() { database.close() }

  /// Lends the open connection, opening it first when needed.
  func withConnection<T: Sendable>(
    _ body: (Connection) throws(SQLiteFailure) -> T
  ) throws(KnowledgeStoreError) -> T {
    do throws(DatabaseFailure) { return try database.withConnection(body) } catch { throw KnowledgeStoreError(error) }
  }
}

import Database
import System

/// Sessions and pieces of knowledge in one SQLite file, with full-text search.
///
/// Calls are synchronous; make them from threads that may wait (a save waits at most five seconds for another process).
/// Searches have connections of their own, so that none waits for a save, and as many as there are run beside each
/// other; the others wait for one of them. `SharedDatabase` opens the file when it is first needed and lets one thread
/// at a time use it.
package final class KnowledgeStore: Sendable {
  let checks: InputChecks
  let now: @Sendable () -> Int64
  private let database: SharedDatabase
  private let readers: [SharedDatabase]

  /// Searches that run beside each other.
  package static let searchesAtOnce = 2

  /// The database file.
  package var path: String { database.path }

  /// Does not touch the disk. The first call makes missing directories (mode 0700) and the file (mode 0600).
  package convenience init(path: String) {
    self.init(path: path, migrations: Migration.all, now: { Int64(WallClock.milliseconds) })
  }

  /// - Parameters:
  ///   - migrations: in order, without gaps.
  ///   - now: milliseconds since 1970.
  init(path: String, migrations: [Migration], now: @escaping @Sendable () -> Int64) {
    let schema = DatabaseSchema.knowledge(migrations)
    database = SharedDatabase(path: path, schema: schema)
    readers = (0..<Self.searchesAtOnce).map { _ in SharedDatabase(path: path, schema: schema) }
    checks = InputChecks(path: database.path)
    self.now = now
  }

  /// Closes the file; a later call opens it again.
  package func close() {
    database.close()
    for reader in readers { reader.close() }
  }

  /// Lends the open connection, opening it first when needed.
  func withConnection<T: Sendable>(
    interruption: Interruption? = nil, _ body: (Connection) throws(SQLiteFailure) -> T
  ) throws(KnowledgeStoreError) -> T {
    do throws(DatabaseFailure) { return try database.withConnection(interruption: interruption, body) } catch {
      throw KnowledgeStoreError(error)
    }
  }

  /// Lends a connection that nothing is written through, the first that is free.
  func withReader<T: Sendable>(
    interruption: Interruption?, _ body: (Connection) throws(SQLiteFailure) -> T
  ) throws(KnowledgeStoreError) -> T {
    do throws(DatabaseFailure) {
      for reader in readers {
        if let result = try reader.withFreeConnection(interruption: interruption, body) { return result }
      }
      return try readers[0].withConnection(interruption: interruption, body)
    } catch {
      throw KnowledgeStoreError(error)
    }
  }
}

import Database
import Synchronization
import System

/// Sessions and pieces of knowledge in one SQLite file, with full-text search.
///
/// Calls are synchronous; make them from threads that may wait (a save waits at most five seconds for another process).
/// Searches have connections of their own, so that none waits for a save, and as many as there are run beside each
/// other; the others wait for one of them. `SharedDatabase` opens the file when it is first needed and lets one thread
/// at a time use it.
package final class KnowledgeStore: Sendable {
  let now: @Sendable () -> Int64
  private let usual: Databases
  /// What is used instead when the usual file belongs to another program, which goes on using it.
  private let beside: Databases?
  private let usesOther = Atomic(false)

  private struct Databases: Sendable {
    let writer: SharedDatabase
    let readers: [SharedDatabase]

    init(_ path: String, _ schema: DatabaseSchema) {
      writer = SharedDatabase(path: path, schema: schema)
      readers = (0..<KnowledgeStore.searchesAtOnce).map { _ in SharedDatabase(path: path, schema: schema) }
    }
  }

  /// Searches that run beside each other.
  package static let searchesAtOnce = 2

  /// The database file. The first call may find that the usual one is somebody else's, and choose the other.
  package var path: String { databases.writer.path }

  /// The usual file, once it has turned out to be of another program; it is left as it is.
  package var foreignPath: String? { usesOther.load(ordering: .relaxed) ? usual.writer.path : nil }

  /// Does not touch the disk. The first call makes missing directories (mode 0700) and the file (mode 0600).
  ///
  /// - Parameter beside: The file to use when `path` is no database of this program's; nil where `path` was named by
  ///   somebody, who is told instead.
  package convenience init(path: String, beside: String? = nil) {
    self.init(path: path, beside: beside, migrations: Migration.all, now: { Int64(WallClock.milliseconds) })
  }

  /// - Parameters:
  ///   - migrations: in order, without gaps.
  ///   - now: milliseconds since 1970.
  init(path: String, beside: String? = nil, migrations: [Migration], now: @escaping @Sendable () -> Int64) {
    let schema = DatabaseSchema.knowledge(migrations)
    usual = Databases(path, schema)
    self.beside = beside.map { Databases($0, schema) }
    self.now = now
  }

  var checks: InputChecks { InputChecks(path: path) }

  private var databases: Databases {
    if usesOther.load(ordering: .relaxed), let beside { return beside }
    return usual
  }

  /// Closes the file; a later call opens it again.
  package func close() {
    for databases in [usual, beside].compactMap(\.self) {
      databases.writer.close()
      for reader in databases.readers { reader.close() }
    }
  }

  /// Once more with the other file when the usual one is not ours.
  private func withDatabases<T>(
    _ body: (Databases) throws(DatabaseFailure) -> T
  ) throws(KnowledgeStoreError) -> T {
    do throws(DatabaseFailure) {
      let tried = databases
      do throws(DatabaseFailure) { return try body(tried) } catch {
        let isForeign = error.code == .foreignDatabase || error.code == .notADatabase
        guard isForeign, let beside, tried.writer === usual.writer else { throw error }
        usesOther.store(true, ordering: .relaxed)
        return try body(beside)
      }
    } catch {
      throw KnowledgeStoreError(error)
    }
  }

  /// Lends the open connection, opening it first when needed.
  func withConnection<T: Sendable>(
    interruption: Interruption? = nil, _ body: (Connection) throws(SQLiteFailure) -> T
  ) throws(KnowledgeStoreError) -> T {
    try withDatabases { (databases) throws(DatabaseFailure) in
      try databases.writer.withConnection(interruption: interruption, body)
    }
  }

  /// Lends a connection that nothing is written through, the first that is free.
  func withReader<T: Sendable>(
    interruption: Interruption?, _ body: (Connection) throws(SQLiteFailure) -> T
  ) throws(KnowledgeStoreError) -> T {
    try withDatabases { (databases) throws(DatabaseFailure) in
      for reader in databases.readers {
        if let result = try reader.withFreeConnection(interruption: interruption, body) { return result }
      }
      return try databases.readers[0].withConnection(interruption: interruption, body)
    }
  }
}

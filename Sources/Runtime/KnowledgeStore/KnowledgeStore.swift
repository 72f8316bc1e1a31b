import Synchronization

/// Sessions and pieces of knowledge in one SQLite file, with full-text search.
///
/// Calls are synchronous and short (a save waits at most five seconds for another process); make them from background
/// tasks. One lock guards the connection. The file is opened by the first call and again after a failure that leaves
/// the connection in doubt, or when the file was moved or replaced.
package final class KnowledgeStore: Sendable {
  /// The database file.
  package let path: String
  let checks: InputChecks
  let now: @Sendable () -> Int64
  private let migrations: [Migration]
  private let state: Mutex<OpenDatabase?>

  private struct OpenDatabase {
    let connection: Connection
    let identity: DatabaseFile.Identity?
  }

  /// Does not touch the disk. The first call makes missing directories (mode 0700) and the file (mode 0600).
  package convenience init(path: String) {
    self.init(path: path, migrations: Migration.all, now: DatabaseFile.wallClock)
  }

  /// - Parameters:
  ///   - migrations: in order, without gaps.
  ///   - now: milliseconds since 1970.
  init(path: String, migrations: [Migration], now: @escaping @Sendable () -> Int64) {
    // A leading "./" keeps SQLite from reading "file:..." or ":memory:" as anything but a file name.
    self.path = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
    self.checks = InputChecks(path: self.path)
    self.migrations = migrations
    self.now = now
    self.state = Mutex(nil)
  }

  /// Closes the file; a later call opens it again.
  package func close() { state.withLock { $0 = nil } }

  /// Lends the open connection, opening it first when needed.
  func withConnection<T: Sendable>(
    _ body: (Connection) throws(SQLiteFailure) -> T
  ) throws(KnowledgeStoreError) -> T {
    try state.withLock { (state) throws(KnowledgeStoreError) in
      let connection = try connection(&state)
      do throws(SQLiteFailure) { return try body(connection) } catch {
        let failure = KnowledgeStoreError(error, path: path)
        if failure.code.leavesConnectionInDoubt { state = nil }
        throw failure
      }
    }
  }

  /// SQLite would keep writing to a file that was moved or deleted under it; the identity shows that.
  private func connection(_ state: inout OpenDatabase?) throws(KnowledgeStoreError) -> Connection {
    if let open = state, open.identity == DatabaseFile.identity(path) { return open.connection }
    state = nil
    guard !path.utf8.contains(0), path.utf8.last != UInt8(ascii: "/") else {
      throw KnowledgeStoreError(.cannotOpen, path: path)
    }
    let connection = try DatabaseOpener(path: path, migrations: migrations).open()
    state = OpenDatabase(connection: connection, identity: DatabaseFile.identity(path))
    return connection
  }
}

extension KnowledgeStoreError.Code {
  /// False for what another try on the same connection can get over.
  fileprivate var leavesConnectionInDoubt: Bool {
    switch self {
    case .busy, .diskFull, .valueTooBig, .unknownSession, .invalidInput, .outOfMemory: false
    case .corrupt, .notADatabase, .foreignDatabase, .schemaAltered, .schemaTooNew, .readOnly, .cannotOpen, .inputOutput,
      .unexpected:
      true
    }
  }
}

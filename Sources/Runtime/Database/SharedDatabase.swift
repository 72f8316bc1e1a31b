import Synchronization
import System

/// One database file, opened when it is first needed and shared by threads.
///
/// One lock guards the connection. The file is opened by the first call and again after a failure that leaves the
/// connection in doubt, or when the file was moved or replaced.
package final class SharedDatabase: Sendable {
  /// The database file.
  package let path: String
  private let schema: DatabaseSchema
  private let state = Mutex(State())

  private struct State {
    var open: OpenDatabase?
    /// How many connections there have been.
    var openings = 0
  }

  private struct OpenDatabase {
    let connection: Connection
    let identity: DatabaseFile.Identity?
    /// Of a copy that nobody may write here, as it was before it was opened: nothing else shows that it has changed.
    let copy: FileStatus?

    func isCurrent(_ path: String) -> Bool {
      if let copy { return copy == FileStatus(path) && !DatabaseOpener.hasLog(path) }
      return identity == DatabaseFile.identity(path)
    }
  }

  /// Does not touch the disk. The first call makes missing directories (mode 0700) and the file (mode 0600).
  package init(path: String, schema: DatabaseSchema) {
    // A leading "./" keeps SQLite from reading "file:..." or ":memory:" as anything but a file name.
    self.path = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
    self.schema = schema
  }

  /// Looks at the file without making, migrating or writing anything, on a connection of its own.
  ///
  /// - Parameter read: on a read-only connection, in a schema that may be of an earlier version.
  /// - Returns: nil for a file that is not there or empty, or that has to be recovered first.
  /// - Throws: why it could not be opened.
  package func inspect<Result>(
    _ read: (Connection) throws(SQLiteFailure) -> Result
  ) throws(DatabaseFailure) -> Result? {
    guard !path.utf8.contains(0), path.utf8.last != UInt8(ascii: "/") else {
      throw DatabaseFailure(.cannotOpen, path: path)
    }
    return try DatabaseOpener(path: path, schema: schema).inspect(read)
  }

  /// Closes the file; a later call opens it again.
  package func close() { state.withLock { $0.open = nil } }

  /// Lends the open connection, opening it first when needed. `interruption`: may end `body` before it is done.
  package func withConnection<T: Sendable>(
    interruption: Interruption? = nil, _ body: (Connection) throws(SQLiteFailure) -> T
  ) throws(DatabaseFailure) -> T {
    try withOpening { (connection, _) throws(SQLiteFailure) in
      try Self.run(body, on: connection, interruption)
    }
  }

  /// The same, unless another thread has the connection: nil then.
  package func withFreeConnection<T: Sendable>(
    interruption: Interruption?, _ body: (Connection) throws(SQLiteFailure) -> T
  ) throws(DatabaseFailure) -> T? {
    try whenFree { (connection) throws(SQLiteFailure) in try Self.run(body, on: connection, interruption) }
  }

  private func whenFree<T: Sendable>(
    _ body: (Connection) throws(SQLiteFailure) -> T
  ) throws(DatabaseFailure) -> T? {
    try state.withLockIfAvailable { (state) throws(DatabaseFailure) in
      let connection = try connection(&state)
      do throws(SQLiteFailure) { return try body(connection) } catch { throw failure(error, &state) }
    }
  }

  private static func run<T>(
    _ body: (Connection) throws(SQLiteFailure) -> T, on connection: Connection, _ interruption: Interruption?
  ) throws(SQLiteFailure) -> T {
    guard let interruption else { return try body(connection) }
    return try connection.interruptible(by: interruption) { () throws(SQLiteFailure) in try body(connection) }
  }

  /// The same; `body` also gets the number of the connection, which distinguishes what `Connection.changes` cannot.
  package func withOpening<T: Sendable>(
    _ body: (Connection, _ opening: Int) throws(SQLiteFailure) -> T
  ) throws(DatabaseFailure) -> T {
    try state.withLock { (state) throws(DatabaseFailure) in
      let connection = try connection(&state)
      do throws(SQLiteFailure) { return try body(connection, state.openings) } catch { throw failure(error, &state) }
    }
  }

  private func failure(_ error: SQLiteFailure, _ state: inout State) -> DatabaseFailure {
    let failure = DatabaseFailure(error, path: path)
    if failure.code.leavesConnectionInDoubt { state.open = nil }
    return failure
  }

  /// SQLite would keep writing to a file that was moved or deleted under it; the identity shows that.
  private func connection(_ state: inout State) throws(DatabaseFailure) -> Connection {
    if let open = state.open, open.isCurrent(path) { return open.connection }
    state.open = nil
    guard !path.utf8.contains(0), path.utf8.last != UInt8(ascii: "/") else {
      throw DatabaseFailure(.cannotOpen, path: path)
    }
    let opener = DatabaseOpener(path: path, schema: schema)
    let copy = opener.isCopy ? FileStatus(path) : nil
    let connection = try copy == nil ? opener.open() : opener.openCopy()
    state.open = OpenDatabase(connection: connection, identity: DatabaseFile.identity(path), copy: copy)
    state.openings += 1
    return connection
  }
}

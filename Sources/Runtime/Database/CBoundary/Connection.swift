import CSQLite

/// One SQLite connection and its prepared statements.
///
/// SQL arrives as `StaticString`: no text known only at run time can become a statement, values go through `?`.
/// Not `Sendable`; `SharedDatabase` keeps it behind a lock, which is why SQLite's own mutex is switched off.
///
/// The handle is closed with this object, so that every method that uses it keeps the object alive to its end: the last
/// use of a connection would otherwise be the moment at which its handle has been read.
@safe package final class Connection {
  package enum Access {
    case readOnly, readWrite
    /// Read-only, and nobody writes: SQLite takes no lock, and looks for no log beside the file.
    case immutable
  }

  private let handle: OpaquePointer
  private var statements: [String: Statement] = [:]

  /// Opens an existing file; creating one is `DatabaseFile`'s part, so that the mode bits are ours.
  ///
  /// - Parameter path: absolute, or starting with `./`: SQLite gives `file:` and `:memory:` a meaning of their own.
  package init(path: String, access: Access) throws(SQLiteFailure) {
    let (name, mode) =
      switch access {
      case .readOnly: (path, SQLITE_OPEN_READONLY)
      case .readWrite: (path, SQLITE_OPEN_READWRITE)
      case .immutable: (Self.immutableURI(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
      }
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(name, &opened, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let handle = unsafe opened else {
      unsafe sqlite3_close_v2(opened)
      throw SQLiteFailure(extendedCode: code == SQLITE_OK ? SQLITE_NOMEM : code)
    }
    unsafe self.handle = handle
    unsafe sqlite3_busy_timeout(handle, DatabaseLimits.busyMilliseconds)
  }

  /// A private database that never touches the disk.
  package static func inMemory() throws(SQLiteFailure) -> Connection {
    try Connection(path: ":memory:", access: .readWrite)
  }

  deinit {
    statements.removeAll()
    unsafe sqlite3_close_v2(handle)
  }

  /// Makes `passage_start(TABLE)` known, which takes a table of FTS5.
  func addPassageStart() throws(SQLiteFailure) {
    defer { extendLifetime(self) }
    let code = unsafe securellm_add_passage_start(handle)
    guard code == SQLITE_OK else { throw SQLiteFailure(extendedCode: code) }
  }

  /// How many steps of a statement there are between two looks at an interruption: a row or two.
  private static let stepsBetweenLooks: Int32 = 100

  /// Statements of `body` end with `interrupted` once that is asked for. SQLite has the address of `interruption` as
  /// long as `body` runs.
  func interruptible<T>(
    by interruption: Interruption, _ body: () throws(SQLiteFailure) -> T
  ) throws(SQLiteFailure) -> T {
    defer {
      unsafe sqlite3_progress_handler(handle, 0, nil, nil)
      extendLifetime(interruption)
      extendLifetime(self)
    }
    unsafe sqlite3_progress_handler(
      handle, Self.stepsBetweenLooks,
      { context in
        guard let context = unsafe context else { return 0 }
        return unsafe Unmanaged<Interruption>.fromOpaque(context).takeUnretainedValue().isRequested ? 1 : 0
      }, Unmanaged.passUnretained(interruption).toOpaque())
    if interruption.isRequested { throw .interrupted }
    return try body()
  }

  /// Runs one statement to its end and ignores its rows.
  package func run(_ sql: StaticString, _ values: [SQLValue] = []) throws(SQLiteFailure) {
    defer { extendLifetime(self) }
    try statement(sql).run(values) { (_) throws(SQLiteFailure) in }
  }

  /// Every row of one statement, through `read`.
  package func rows<T>(
    _ sql: StaticString, _ values: [SQLValue] = [], _ read: (borrowing Row) throws(SQLiteFailure) -> T
  ) throws(SQLiteFailure) -> [T] {
    defer { extendLifetime(self) }
    var result: [T] = []
    try statement(sql).run(values) { (row) throws(SQLiteFailure) in result.append(try read(row)) }
    return result
  }

  /// The first column of the only row, as an integer.
  package func integer(_ sql: StaticString, _ values: [SQLValue] = []) throws(SQLiteFailure) -> Int64 {
    let found = try rows(sql, values) { (row) throws(SQLiteFailure) in row.integer(0) }
    guard let first = found.first else { throw .mismatch }
    return first
  }

  /// What differs after any change to the database: `data_version` counts commits of other connections,
  /// `total_changes` rows of this one.
  package func changes() throws(SQLiteFailure) -> DatabaseChanges {
    defer { extendLifetime(self) }
    return DatabaseChanges(others: try integer("PRAGMA data_version"), own: unsafe sqlite3_total_changes64(handle))
  }

  /// True when the statement could run; nothing is run.
  package func accepts(_ sql: StaticString) -> Bool {
    do {
      _ = try statement(sql)
      return true
    } catch {
      return false
    }
  }

  /// Several statements at once, uncached: for migrations.
  package func script(_ sql: StaticString) throws(SQLiteFailure) { try execute(sql.description) }

  /// `PRAGMA user_version`, which takes no bound value; the number is an integer, so the text is safe to build.
  package func setUserVersion(_ version: Int32) throws(SQLiteFailure) {
    try execute("PRAGMA user_version = \(version)")
  }

  /// Takes the write lock first, so that a wait for another writer happens before any work.
  /// Commits when `body` returns, rolls back when it throws.
  package func transaction<T>(_ body: () throws(SQLiteFailure) -> T) throws(SQLiteFailure) -> T {
    try enclosed("BEGIN IMMEDIATE", body)
  }

  /// All reads in `body` see the database at one moment.
  package func snapshot<T>(_ body: () throws(SQLiteFailure) -> T) throws(SQLiteFailure) -> T {
    try enclosed("BEGIN", body)
  }

  private func enclosed<T>(
    _ begin: StaticString, _ body: () throws(SQLiteFailure) -> T
  ) throws(SQLiteFailure) -> T {
    defer { extendLifetime(self) }
    try run(begin)
    do throws(SQLiteFailure) {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      // SQLite has already rolled back by itself after a full disk or an input/output error.
      if unsafe sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
      throw error
    }
  }

  /// The cached statement, or a fresh one when the cached one is still being read.
  private func statement(_ sql: StaticString) throws(SQLiteFailure) -> Statement {
    defer { extendLifetime(self) }
    let text = sql.description
    if let cached = statements[text], !cached.isBusy { return cached }
    var prepared: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared = unsafe prepared else {
      throw SQLiteFailure(extendedCode: code == SQLITE_OK ? SQLITE_MISUSE : code)
    }
    let fresh = unsafe Statement(adopting: prepared)
    if statements[text] == nil { statements[text] = fresh }
    return fresh
  }

  private func execute(_ text: String) throws(SQLiteFailure) {
    defer { extendLifetime(self) }
    let code = unsafe sqlite3_exec(handle, text, nil, nil, nil)
    guard code == SQLITE_OK else { throw SQLiteFailure(extendedCode: code) }
  }
}

/// Of use only beside an earlier one of the same connection.
package struct DatabaseChanges: Equatable, Sendable {
  package let others: Int64
  package let own: Int64

  package init(others: Int64, own: Int64) {
    self.others = others
    self.own = own
  }
}

import System

/// Brings a path to a ready connection: file, checks, settings, migrations, in this order.
///
/// Nothing is written before the file has been checked through a read-only connection, so a damaged, foreign or newer
/// file keeps every byte.
struct DatabaseOpener {
  /// Absolute, or starting with `./`.
  let path: String
  let schema: DatabaseSchema

  func open() throws(DatabaseFailure) -> Connection {
    do { try DatabaseFile.createIfMissing(path) } catch { throw DatabaseFailure(.cannotOpen, path: path) }
    if schema.isTrusted, DatabaseFile.isWritableByOthers(path) { throw DatabaseFailure(.writableByOthers, path: path) }
    if isForeignByHeader { throw DatabaseFailure(.foreignDatabase, path: path) }
    try inspectReadOnly()
    let connection = try attributed { () throws(SQLiteFailure) in try Connection(path: path, access: .readWrite) }
    // Stays off where this SQLite lets our own triggers work under it; see `ReferenceSchema`.
    try attributed { () throws(SQLiteFailure) in try connection.run("PRAGMA trusted_schema = OFF") }
    // Also sees what another process did since the read-only look.
    let reference = try inspect(connection)
    try attributed { () throws(SQLiteFailure) in
      if reference.triggersNeedTrust { try connection.run("PRAGMA trusted_schema = ON") }
      try configure(connection)
      for migration in schema.migrations { try apply(migration, to: connection) }
      if schema.showsPassages { try connection.addPassageStart() }
    }
    return connection
  }

  /// Looks at the file as `open` would, and leaves it as it is: nothing is made, migrated or written.
  ///
  /// - Returns: what `read` finds through a read-only connection, in a schema that may be of an earlier version; nil for
  ///   a file that is not there or empty, or that has to be recovered before it can be read.
  /// - Throws: why `open` would fail.
  func inspect<Result>(_ read: (Connection) throws(SQLiteFailure) -> Result) throws(DatabaseFailure) -> Result? {
    if isCopy {
      let connection = try openCopy()
      return try attributed { () throws(SQLiteFailure) in try read(connection) }
    }
    let mayMakeFiles = Folders.failure(preparing: Folders.parent(of: path) ?? "/") == nil
    guard let status = FileStatus(path) else {
      guard mayMakeFiles else { throw DatabaseFailure(.cannotOpen, path: path) }
      return nil
    }
    guard status.kind == .regular else { throw DatabaseFailure(.cannotOpen, path: path) }
    if isForeignByHeader { throw DatabaseFailure(.foreignDatabase, path: path) }
    if schema.isTrusted, DatabaseFile.isWritableByOthers(path) { throw DatabaseFailure(.writableByOthers, path: path) }
    // The log of what is written lies beside the file.
    guard FileAccess.mayReadAndWrite(path), mayMakeFiles || FileStatus(path + "-wal") != nil else {
      throw DatabaseFailure(.readOnly, path: path)
    }
    return try readOnly(read)
  }

  /// Gives a failure of SQLite the file it is about.
  func attributed<T>(_ body: () throws(SQLiteFailure) -> T) throws(DatabaseFailure) -> T {
    do throws(SQLiteFailure) { return try body() } catch { throw DatabaseFailure(error, path: path) }
  }
}

extension DatabaseOpener {
  /// Whether the header says that the file is of another program. It is left without even a look by SQLite, which would
  /// make files beside a database that keeps a log of writes.
  ///
  /// With a log beside it, the header may be behind. Without one, ours has its mark, except for the moment in which it
  /// is made: then it has one page.
  private var isForeignByHeader: Bool {
    guard FileStatus(path + "-wal") == nil, let header = try? Files.readPrefix(path, limit: 100), header.count == 100,
      header.starts(with: "SQLite format 3\0".utf8)
    else { return false }
    func number(_ start: Int) -> Int64 { header[start..<(start + 4)].reduce(0) { $0 << 8 | Int64($1) } }
    let (pages, mark) = (number(28), number(68))
    return pages > 1 && mark != schema.applicationID
  }

  /// A file that needs recovery after a crash cannot be read without writing; SQLite then reports "read-only" or
  /// "cannot open" here, and the read-write connection recovers it.
  private func inspectReadOnly() throws(DatabaseFailure) { _ = try readOnly { (_) throws(SQLiteFailure) in } }

  /// Nil where nothing was read.
  private func readOnly<Result>(
    _ read: (Connection) throws(SQLiteFailure) -> Result
  ) throws(DatabaseFailure) -> Result? {
    if DatabaseFile.size(path) == 0 { return nil }
    do throws(DatabaseFailure) {
      let connection = try attributed { () throws(SQLiteFailure) in try Connection(path: path, access: .readOnly) }
      try attributed { () throws(SQLiteFailure) in try connection.run("PRAGMA trusted_schema = OFF") }
      _ = try inspect(connection)
      return try attributed { () throws(SQLiteFailure) in
        try checkPages(connection)
        return try read(connection)
      }
    } catch {
      guard error.code == .readOnly || error.code == .cannotOpen else { throw error }
      return nil
    }
  }

  /// Ours, not newer than this program, and with the schema of its version. All is read from one snapshot: another
  /// process may be making or migrating the same file.
  func inspect(_ connection: Connection) throws(DatabaseFailure) -> ReferenceSchema {
    let (applicationID, stored, definitions) = try attributed { () throws(SQLiteFailure) in
      try connection.snapshot { () throws(SQLiteFailure) in
        (
          try connection.integer("PRAGMA application_id"), try connection.integer("PRAGMA user_version"),
          try ReferenceSchema.definitions(connection, schema)
        )
      }
    }
    let isNew = applicationID == 0 && stored == 0 && definitions.isEmpty
    guard isNew || applicationID == schema.applicationID else {
      throw DatabaseFailure(.foreignDatabase, path: path)
    }
    let version = Int32(truncatingIfNeeded: stored)
    let supported = schema.migrations.last?.version ?? 0
    guard version <= supported else {
      throw DatabaseFailure(.schemaTooNew(found: version, supported: supported), path: path)
    }
    let reference = try attributed { () throws(SQLiteFailure) in
      try ReferenceSchema(schema, version: isNew ? .max : version)
    }
    guard isNew || reference.definitions == definitions else { throw DatabaseFailure(.schemaAltered, path: path) }
    return reference
  }

  /// Structure of every page. Without it, damage is found only when a query happens to meet it, perhaps after writes.
  func checkPages(_ connection: Connection) throws(SQLiteFailure) {
    guard DatabaseFile.size(path) <= DatabaseLimits.checkedOnOpenBytes else { return }
    try connection.run("PRAGMA cell_size_check = ON")
    let outcome = try connection.rows("PRAGMA quick_check(1)") { (row) throws(SQLiteFailure) in try row.text(0) }
    guard outcome == ["ok"] else { throw .corrupt }
  }

  private func configure(_ connection: Connection) throws(SQLiteFailure) {
    try connection.run("PRAGMA cell_size_check = ON")
    try connection.run("PRAGMA foreign_keys = ON")
    // Sorting must not leave copies of the content in a shared /tmp.
    try connection.run("PRAGMA temp_store = MEMORY")
    try switchToWriteAheadLog(connection)
    switch schema.durability {
    case .process: try connection.run("PRAGMA synchronous = NORMAL")
    case .machine: try connection.run("PRAGMA synchronous = FULL")
    }
  }

  /// Two processes that make the same new file at once meet here: SQLite reports "busy" for this one statement without
  /// waiting. Taking and leaving the write lock waits in SQLite's own busy handler, bounded by its time-out.
  private func switchToWriteAheadLog(_ connection: Connection) throws(SQLiteFailure) {
    for _ in 0..<4 {
      do throws(SQLiteFailure) { return try connection.run("PRAGMA journal_mode = WAL") } catch {
        guard error.code == .busy else { throw error }
      }
      try connection.transaction { () throws(SQLiteFailure) in }
    }
    try connection.run("PRAGMA journal_mode = WAL")
  }

  /// The version is read again under the write lock: another process may have just done the same step.
  private func apply(_ migration: Migration, to connection: Connection) throws(SQLiteFailure) {
    if try connection.integer("PRAGMA user_version") >= migration.version { return }
    try connection.transaction { () throws(SQLiteFailure) in
      if try connection.integer("PRAGMA user_version") >= migration.version { return }
      try connection.script(migration.script)
      try connection.setUserVersion(migration.version)
    }
  }
}

import Database
import System

/// The database of the older server, securellm-mcp: opened so that not a byte of it changes, and read as a whole.
///
/// Its schema is not trusted: views and triggers of it never run, and every value is looked at before it is taken.
struct OlderDatabase {
  let path: String
  private let connection: Connection

  /// - Throws: when it is missing, no database, ours, or of a third program.
  init(_ path: String) throws(ImportFailure) {
    // A leading "./" keeps SQLite from reading "file:..." as anything but a file name.
    self.path = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
    guard let status = FileStatus(self.path) else { throw ImportFailure(path: path, reason: "there is no such file") }
    guard status.kind == .regular else { throw ImportFailure(path: path, reason: "this is no file") }
    do throws(SQLiteFailure) {
      connection = try Connection(path: self.path, access: Self.access(self.path))
      try connection.run("PRAGMA trusted_schema = OFF")
      try connection.run("PRAGMA query_only = ON")
    } catch { throw Self.failure(error, path) }
    try checkForm()
  }

  /// With nothing beside the file, nobody is writing it, and no lock has to be taken. With a log of writes, what is in
  /// the log belongs to it: SQLite reads both, and changes nothing but the index of the log.
  private static func access(_ path: String) -> Connection.Access {
    let isAlone = ["-wal", "-journal"].allSatisfy { DatabaseFile.size(path + $0) == 0 }
    return isAlone ? .immutable : .readOnly
  }

  private func checkForm() throws(ImportFailure) {
    let (mark, tables) = try attributed { (connection) throws(SQLiteFailure) in
      (
        try connection.integer("PRAGMA application_id"),
        try connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'") {
          (row) throws(SQLiteFailure) in try row.text(0)
        }
      )
    }
    guard mark != DatabaseSchema.knowledge.applicationID else {
      throw ImportFailure(path: path, reason: "this is a database of this program already: nothing has to be imported")
    }
    guard tables.contains("knowledge_entries"), tables.contains("sessions") else {
      throw ImportFailure(
        path: path,
        reason: "this is no knowledge database of securellm-mcp: it has no tables sessions and knowledge_entries")
    }
  }

  /// One moment of the database, for all that `body` reads.
  func attributed<T>(_ body: (Connection) throws(SQLiteFailure) -> T) throws(ImportFailure) -> T {
    do throws(SQLiteFailure) {
      return try connection.snapshot { () throws(SQLiteFailure) in try body(connection) }
    } catch { throw Self.failure(error, path) }
  }

  private static func failure(_ failure: SQLiteFailure, _ path: String) -> ImportFailure {
    let code = DatabaseFailure(failure, path: path).code
    let reason =
      switch code {
      case .notADatabase: "this is no SQLite database"
      case .corrupt: "the database is damaged; nothing was imported"
      case .busy: "another program has it locked: stop the older server, and try again"
      case .readOnly, .cannotOpen:
        "it has to be recovered after a crash, or its folder cannot be written: copy it with its -wal and -journal files"
          + " to a folder of yours, and import the copy"
      default: "it cannot be read (SQLite code \(failure.extendedCode))"
      }
    return ImportFailure(path: path, reason: reason)
  }
}

/// Why a database could not do what was asked: a closed reason, the file, and SQLite's number.
///
/// The description says what is wrong, where, and what to do; it never prints stored or submitted values.
package struct DatabaseFailure: Error, Equatable, CustomStringConvertible {
  package enum Code: Equatable, Sendable {
    case corrupt
    case notADatabase
    /// A healthy SQLite file that some other program made.
    case foreignDatabase
    /// Tables, indexes or triggers are not those this program makes.
    case schemaAltered
    /// Written by a newer program; the file was left as it was.
    case schemaTooNew(found: Int32, supported: Int32)
    /// Every user of the machine may write the file, and the store must not believe what they wrote.
    case writableByOthers
    case diskFull
    case busy
    case readOnly
    case cannotOpen
    case inputOutput
    case outOfMemory
    case valueTooBig
    /// The caller has asked for the end.
    case interrupted
    case unexpected
  }

  package let code: Code
  /// The database file.
  package let path: String
  /// SQLite's extended result code, 0 when the reason is not SQLite's.
  package let sqliteCode: Int32

  package init(_ code: Code, path: String, sqliteCode: Int32 = 0) {
    self.code = code
    self.path = path
    self.sqliteCode = sqliteCode
  }

  package var description: String {
    "\(path): \(code.sentence)" + (sqliteCode == 0 ? "" : " (SQLite code \(sqliteCode))")
  }
}

extension DatabaseFailure.Code {
  /// False for what another try on the same connection can get over.
  var leavesConnectionInDoubt: Bool {
    switch self {
    case .busy, .diskFull, .valueTooBig, .outOfMemory, .interrupted: false
    case .corrupt, .notADatabase, .foreignDatabase, .schemaAltered, .schemaTooNew, .writableByOthers, .readOnly,
      .cannotOpen, .inputOutput,
      .unexpected:
      true
    }
  }

  /// What is wrong and what to do about it.
  fileprivate var sentence: String {
    switch self {
    case .corrupt:
      "the database file is damaged; it was not repaired or replaced. Move it aside together with its -wal and -shm"
        + " files (a new one is then made), or restore a backup"
    case .notADatabase:
      "the file is not an SQLite database; it was left as it is. Move it aside, restore a backup, or configure another"
        + " path"
    case .foreignDatabase:
      "the file is a database of another program; it was left as it is. Configure another path"
    case .schemaAltered:
      "tables, indexes or triggers of the database are not those this program makes; the file was left as it is. Undo the"
        + " change, restore a backup, or move the file aside (a new one is then made)"
    case .schemaTooNew(let found, let supported):
      "the database has schema version \(found), this program knows versions up to \(supported); the file was left as"
        + " it is. Use the newer program, or another path"
    case .writableByOthers:
      "every user of this machine may write the file, so its content may come from anyone; it was left as it is. Look"
        + " at its content, then remove the permission: chmod o-w"
    case .diskFull:
      "the disk is full, or the database has reached its size limit; nothing was saved and earlier entries are intact."
        + " Free some space and try again"
    case .busy:
      "another process kept the database locked for more than \(DatabaseLimits.busyMilliseconds / 1000) seconds; nothing was"
        + " saved. Try again"
    case .readOnly:
      "the database cannot be written; check the permissions of the file and its directory, and that the file was not"
        + " moved while in use"
    case .cannotOpen:
      "the file cannot be opened or created; check that the path is right, is not a directory, and that this user may"
        + " write there"
    case .inputOutput:
      "reading or writing failed in the operating system; check the disk, its free space and the system log"
    case .outOfMemory: "not enough memory"
    case .valueTooBig: "the value is larger than the database accepts; make it smaller"
    case .interrupted: "the operation was stopped before it finished; nothing was saved"
    case .unexpected: "the database refused the operation; please report this with the code"
    }
  }
}

import CSQLite

/// What SQLite returned instead of success: its extended result code, nothing else.
///
/// SQLite's own message text is left behind on purpose: it may quote parts of a statement or a search.
package struct SQLiteFailure: Error, Equatable {
  package let extendedCode: Int32

  /// The low byte, which names the class of the failure (`SQLITE_CORRUPT`, `SQLITE_FULL`, ...).
  var primaryCode: Int32 { extendedCode & 0xff }

  package static let foreignKey = SQLiteFailure(extendedCode: SQLITE_CONSTRAINT | (3 << 8))
  static let corrupt = SQLiteFailure(extendedCode: SQLITE_CORRUPT)
  package static let mismatch = SQLiteFailure(extendedCode: SQLITE_MISMATCH)
  static let outOfMemory = SQLiteFailure(extendedCode: SQLITE_NOMEM)
  static let interrupted = SQLiteFailure(extendedCode: SQLITE_INTERRUPT)
  static let cannotOpen = SQLiteFailure(extendedCode: SQLITE_CANTOPEN)

  /// The closed reason people and programs see, without the cases only an opener or a store can know.
  var code: DatabaseFailure.Code {
    if extendedCode == SQLITE_IOERR | (12 << 8) { return .outOfMemory }
    return switch primaryCode {
    case SQLITE_CORRUPT: .corrupt
    case SQLITE_NOTADB: .notADatabase
    case SQLITE_FULL: .diskFull
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .busy
    case SQLITE_READONLY: .readOnly
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .cannotOpen
    case SQLITE_IOERR: .inputOutput
    case SQLITE_NOMEM: .outOfMemory
    case SQLITE_TOOBIG: .valueTooBig
    case SQLITE_INTERRUPT: .interrupted
    default: .unexpected
    }
  }
}

extension DatabaseFailure {
  package init(_ failure: SQLiteFailure, path: String) {
    self.init(failure.code, path: path, sqliteCode: failure.extendedCode)
  }
}

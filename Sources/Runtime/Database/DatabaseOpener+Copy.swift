import System

/// A copy of a database where nobody may write, such as a secret that Kubernetes mounts. It is read as it is, without
/// locks and without the files that SQLite keeps beside a database.
extension DatabaseOpener {
  /// Not where somebody else is writing: the log of that lies beside the file, and the file alone is not all of it.
  var isCopy: Bool {
    guard schema.mayBeCopy, let status = FileStatus(path), status.kind == .regular, !FileAccess.mayWrite(path),
      Folders.failure(preparing: Folders.parent(of: path) ?? "/") != nil
    else { return false }
    return !Self.hasLog(path)
  }

  static func hasLog(_ path: String) -> Bool {
    FileStatus(path + "-wal") != nil || FileStatus(path + "-journal") != nil
  }

  /// - Throws: `readOnly` also for a copy of an earlier version: it would have to be migrated, and cannot be.
  func openCopy() throws(DatabaseFailure) -> Connection {
    if schema.isTrusted, DatabaseFile.isWritableByOthers(path) { throw DatabaseFailure(.writableByOthers, path: path) }
    let connection = try attributed { () throws(SQLiteFailure) in try Connection(path: path, access: .immutable) }
    try attributed { () throws(SQLiteFailure) in
      try connection.run("PRAGMA trusted_schema = OFF")
      try connection.run("PRAGMA temp_store = MEMORY")
    }
    _ = try inspect(connection)
    let version = try attributed { () throws(SQLiteFailure) in
      try checkPages(connection)
      return try connection.integer("PRAGMA user_version")
    }
    guard version == schema.migrations.last.map({ Int64($0.version) }) else {
      throw DatabaseFailure(.readOnly, path: path)
    }
    return connection
  }
}

extension Connection {
  /// SQLite's URI of a file that does not change while it is open. Every byte that has a meaning in URIs is escaped.
  static func immutableURI(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var uri = path.utf8.first == UInt8(ascii: "/") ? "file://" : "file:"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-")...UInt8(ascii: "/"), UInt8(ascii: "_"):
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      default: uri += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return uri + "?immutable=1"
  }
}

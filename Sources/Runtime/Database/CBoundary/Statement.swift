import CSQLite

/// A value bound to a `?` of a statement.
package enum SQLValue: Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes([UInt8])

  /// `.null` for nil, so that an optional column reads the same as a required one at the call.
  package static func optionalText(_ value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
  package static func optionalInteger(_ value: Int64?) -> SQLValue { value.map(SQLValue.integer) ?? .null }
}

/// A prepared statement, finalized with this object. Every use of the handle is inside a method that keeps the object
/// alive to its end: one that is not cached is a temporary of its caller, and would be finalized as soon as its handle
/// had been read. Should the connection be gone first, SQLite keeps what the statement needs (`sqlite3_close_v2`).
@safe final class Statement {
  private let handle: OpaquePointer

  /// - Parameter handle: a statement nobody else finalizes.
  init(adopting handle: OpaquePointer) { unsafe self.handle = handle }

  deinit { unsafe sqlite3_finalize(handle) }

  /// True between the first row and the reset: a busy statement must not be started a second time.
  var isBusy: Bool {
    defer { extendLifetime(self) }
    return unsafe sqlite3_stmt_busy(handle) != 0
  }

  /// Binds `values` to `?1...`, hands every row to `read`, and resets, whatever happens.
  func run(_ values: [SQLValue], _ read: (borrowing Row) throws(SQLiteFailure) -> Void) throws(SQLiteFailure) {
    defer {
      reset()
      extendLifetime(self)
    }
    for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
    while true {
      let code = unsafe sqlite3_step(handle)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw SQLiteFailure(extendedCode: code) }
      try read(unsafe Row(handle))
    }
  }

  /// Bindings are cleared too: a cached statement must not keep a caller's text in memory.
  private func reset() {
    unsafe sqlite3_reset(handle)
    unsafe sqlite3_clear_bindings(handle)
  }

  private func bind(_ value: SQLValue, at index: Int32) throws(SQLiteFailure) {
    // The pointers of text and bytes are good for the call only, in which SQLite copies.
    let code =
      switch value {
      case .null: unsafe sqlite3_bind_null(handle, index)
      case .integer(let number): unsafe sqlite3_bind_int64(handle, index, number)
      case .real(let number): unsafe sqlite3_bind_double(handle, index, number)
      case .text(let text):
        unsafe securellm_sqlite_bind_text(handle, index, text, UInt64(text.utf8.count))
      case .bytes(let bytes): unsafe securellm_sqlite_bind_blob(handle, index, bytes, UInt64(bytes.count))
      }
    guard code == SQLITE_OK else { throw SQLiteFailure(extendedCode: code) }
  }
}

/// The current row of a running statement; cannot outlive the closure it is lent to, and `Statement.run` keeps the
/// statement alive meanwhile. What SQLite points at is good until the next call on the column, and copied before.
@safe package struct Row: ~Copyable {
  private let handle: OpaquePointer

  fileprivate init(_ handle: OpaquePointer) { unsafe self.handle = handle }

  package func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }

  package func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  package func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  package func real(_ column: Int32) -> Double { unsafe sqlite3_column_double(handle, column) }

  /// - Throws: `mismatch` for NULL, `outOfMemory` when SQLite could not produce the text.
  package func text(_ column: Int32) throws(SQLiteFailure) -> String {
    if isNull(column) { throw .mismatch }
    guard let start = unsafe sqlite3_column_text(handle, column) else { throw .outOfMemory }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  package func optionalText(_ column: Int32) throws(SQLiteFailure) -> String? {
    isNull(column) ? nil : try text(column)
  }

  /// The bytes of a blob or text; empty for NULL.
  package func bytes(_ column: Int32) -> [UInt8] {
    guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }
}

package import Database

/// Why the knowledge store could not do what was asked: a closed reason, the file, and SQLite's number.
///
/// The description says what is wrong, where, and what to do; it never prints stored or submitted values.
package struct KnowledgeStoreError: Error, Equatable, CustomStringConvertible {
  package enum Code: Equatable, Sendable {
    /// The file or SQLite is the reason.
    case database(DatabaseFailure.Code)
    case unknownSession
    case invalidInput(Field, Problem)
  }

  /// The argument an `invalidInput` is about.
  package enum Field: String, Sendable {
    case title, content, tags, metadata, query, limit
  }

  package enum Problem: Equatable, Sendable {
    case empty
    case tooLong(maximumBytes: Int)
    case tooMany(maximum: Int)
    case outOfRange(ClosedRange<Int>)
    case controlCharacter
    case notAJSONObject
  }

  package let code: Code
  /// The database file.
  package let path: String
  /// SQLite's extended result code, 0 when the reason is not SQLite's.
  package let sqliteCode: Int32

  init(_ code: Code, path: String) {
    self.code = code
    self.path = path
    sqliteCode = 0
  }

  init(_ failure: DatabaseFailure) {
    code = .database(failure.code)
    path = failure.path
    sqliteCode = failure.sqliteCode
  }

  package var description: String {
    let detail =
      switch code {
      case .database(let code): DatabaseFailure(code, path: path, sqliteCode: sqliteCode).description
      case .unknownSession: "\(path): there is no session with this id; create one first, or save without a session"
      case .invalidInput(let field, let problem): "\(path): \(field.rawValue) \(problem.sentence)"
      }
    return "knowledge store \(detail)"
  }
}

extension KnowledgeStoreError.Problem {
  fileprivate var sentence: String {
    switch self {
    case .empty: "must not be empty"
    case .tooLong(let maximum): "is longer than \(maximum) bytes; shorten it"
    case .tooMany(let maximum): "has more than \(maximum) items; use fewer"
    case .outOfRange(let range): "must be from \(range.lowerBound) to \(range.upperBound)"
    case .controlCharacter: "contains a control character that is not allowed there; remove it"
    case .notAJSONObject: "must be the text of one JSON object"
    }
  }
}

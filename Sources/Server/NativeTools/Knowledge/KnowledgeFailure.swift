import Database
import KnowledgeStore
import ToolRuntime

extension ToolFailure {
  /// Errors of the arguments name the argument; errors of the database name the file and what to do about it.
  init(_ error: KnowledgeStoreError) {
    switch error.code {
    case .unknownSession:
      self.init(
        .notFound, "there is no session with this sessionId: make one with create_session, or leave sessionId out")
    case .invalidInput(let field, let problem):
      self.init(.invalidArguments, "\(field.rawValue) \(problem.sentence)")
    // Only a cancelled call interrupts: its transaction is rolled back.
    case .database(.interrupted): self.init(.cancelled, "the call was stopped before it finished; nothing was saved")
    case .database:
      self.init(.storage, error.description)
    }
  }
}

extension KnowledgeStoreError.Problem {
  /// Continues a sentence that begins with the argument's name. The value is never repeated.
  fileprivate var sentence: String {
    switch self {
    case .empty: "must not be empty"
    case .tooLong(let maximum): "is longer than \(maximum) bytes: shorten it, or split it"
    case .tooMany(let maximum): "has more than \(maximum) elements: use fewer"
    case .outOfRange(let range): "must be from \(range.lowerBound) to \(range.upperBound)"
    case .controlCharacter: "holds a control character that is not allowed there: remove it"
    case .notAJSONObject: "must be one JSON object"
    }
  }
}

package import JSONCore
import LLMWire

/// What the provider says of its response. Here and not of the scanner, which would be copied for each question.
extension Relay {
  /// How a response has begun of which nothing has gone out yet.
  package enum Opening: Sendable {
    /// Nothing has come but comments.
    case undecided
    case begun
    /// The first event with data is an error.
    case failed
  }

  package var opening: Opening {
    if scanner.hasError, !hasContent, mode == .stream { return .failed }
    return hasBegunBody ? .begun : .undecided
  }

  /// The body is events.
  var isStream: Bool { mode == .stream }

  /// It has come to its end, as HTTP and its own format have it.
  var isComplete: Bool { hasEnded && isWhole }

  /// What comes are the events of a response that was stored.
  func beginReplay() { mode = .stream }

  /// The provider's own word for what went wrong, in the middle of a response that began well. All API formats can
  /// send an error after status 200; recorded as it is, and not as a success.
  package var reportedError: String? {
    guard scanner.hasError, let error = scanner.error else { return nil }
    let name = error.type.isEmpty ? error.code : error.type
    return name.isEmpty ? "error" : ErrorWords.word(name.description)
  }

  /// The provider's id of the response, uncut; nil when it has reported none.
  package func responseID(in texts: inout TextArena) -> JSONString? {
    scanner.longID ?? scanner.responseID.jsonString(in: &texts)
  }

  /// What a response was that HTTP calls complete. A stream that never said its end has failed.
  func outcome(_ status: Int) -> (RequestOutcome, error: String?) {
    if status == 429 { return (.rateLimited, reportedError ?? "upstream_429") }
    if status >= 400 { return (.failed, reportedError ?? "upstream_\(status)") }
    if let error = reportedError { return (.failed, error) }
    if !isWhole { return (.failed, "stream_incomplete") }
    return (.success, isUnreadable ? "usage_unreadable" : nil)
  }
}

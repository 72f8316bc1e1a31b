import HTTPWire
import KeyStore

/// Who asks, by the key in a request's head. Looked at before the body is read, so that a caller without a key cannot
/// make the server gather a body.
enum ClientAuthentication {
  /// Nil where no key is asked for.
  ///
  /// - Parameter cachedKeyDecision: the connection's, compared before a digest is made: 4,000 instructions less per
  ///   request.
  /// - Throws: what the client gets.
  static func key(
    _ head: borrowing RequestHead, for route: RouteDescriptor, _ cachedKeyDecision: inout CachedKeyDecision,
    _ loop: ProxyLoop
  ) throws(ProxyFailure) -> ClientKey? {
    let isRequired = loop.configuration.settings.requiresKey
    switch route.access {
    case .everybody: return nil
    case .key: return try key(head, &cachedKeyDecision, loop, isRequired: isRequired)
    case .metrics:
      let key = try key(head, &cachedKeyDecision, loop, isRequired: isRequired)
      if key?.readsMetrics == false { throw noMetrics }
      return key
    }
  }

  private static let noMetrics = ProxyFailure(
    .forbidden, "This key may not read metrics; `securellm keys create NAME --metrics` makes one that may.")

  /// SDKs of OpenAI send `Authorization`, those of Anthropic `x-api-key`. Both at once could name two callers, and
  /// are refused. The scheme's name matches in either case (RFC 9110, 11.1).
  private static func key(
    _ head: borrowing RequestHead, _ cachedKeyDecision: inout CachedKeyDecision, _ loop: ProxyLoop, isRequired: Bool
  ) throws(ProxyFailure) -> ClientKey? {
    let decision: KeyDecision?
    if head.fields.has(.authorization), head.fields.has(.xAPIKey) {
      decision = .refused(.malformed)
    } else if head.fields.has(.authorization) {
      decision = head.with(.authorization) { value in
        guard value.count > 7, value.beginsIgnoringCase(with: "bearer ") else { return .refused(.malformed) }
        return loop.check(value.extracting(7..<value.count), &cachedKeyDecision)
      }
    } else {
      decision = head.with(.xAPIKey) { loop.check($0, &cachedKeyDecision) }
    }
    return try decide(decision, isRequired: isRequired)
  }

  /// Keys that are not known and those that are malformed get the same sentence, so that nobody learns which form
  /// ours have.
  private static func decide(_ decision: KeyDecision?, isRequired: Bool) throws(ProxyFailure) -> ClientKey? {
    switch decision {
    case .accepted(let key): return key
    case nil:
      if !isRequired { return nil }
      throw ProxyFailure(
        .missingKey, "A key is needed; send Authorization: Bearer with one of `securellm keys create`.")
    case .refused(.malformed), .refused(.unknown):
      // SDKs send some key wherever they are pointed; where none is needed that is nobody's.
      if !isRequired, case .refused(.malformed) = decision { return nil }
      throw ProxyFailure(.invalidKey, "This key is not known; `securellm keys create` creates one.")
    case .refused(.revoked): throw ProxyFailure(.invalidKey, "This key was revoked; ask for another.")
    case .refused(.expired): throw ProxyFailure(.invalidKey, "This key has expired; ask for another.")
    case .refused(.unavailable):
      throw ProxyFailure(.tooBusy, "The keys cannot be read; try again later.", retryAfterSeconds: 5)
    }
  }
}

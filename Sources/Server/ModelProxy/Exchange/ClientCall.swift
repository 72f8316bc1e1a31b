import HTTPWire
import JSONCore
import KeyStore

/// What the head of a request has settled: where it goes and who asks. Made before the body is read, so that a caller
/// without a key cannot make the server gather 8 MiB.
struct ClientCall {
  let id: JSONString
  let route: Route
  /// The last segment of the path, where that is a name. Empty elsewhere, and when its bytes are no text.
  let toolName: JSONString
  /// Nil where no key is asked for.
  let key: ClientKey?

  /// Who was turned away for the key is recorded.
  ///
  /// - Parameter cachedKeyDecision: the connection's, compared before a digest is made: 4,000 instructions less per
  /// request.
  /// - Throws: what the client gets.
  init(
    _ head: borrowing RequestHead, from address: ClientAddress, _ cachedKeyDecision: inout CachedKeyDecision,
    _ loop: LoopContext
  ) throws(ProxyFailure) {
    let configuration = loop.configuration
    let found = try RequestHeadChecks.route(head, configuration)
    id = loop.nextRequestID()
    route = found.route
    toolName = Self.name(head, from: found.nameStart)
    do throws(ProxyFailure) {
      key =
        route.needsKey
        ? try Self.key(head, &cachedKeyDecision, loop, isRequired: configuration.settings.requiresKey) : nil
      if route == .metrics, key?.readsMetrics == false { throw Self.noMetrics }
    } catch {
      loop.server.trail.rejected(id, route, error, key: nil, address: address, on: loop)
      throw error
    }
  }

  private static let noMetrics = ProxyFailure(
    .forbidden, "This key may not read metrics; `securellm keys create NAME --metrics` makes one that may.")

  /// Copied, since the head's bytes go with the next request. What is not UTF-8 is no tool's name.
  private static func name(_ head: borrowing RequestHead, from start: Int) -> JSONString {
    if start == 0 { return "" }
    return head.with(head.path) { path in
      var name: [UInt8] = []
      for index in start..<path.count { name.append(path[index]) }
      return JSONString(validating: name) ?? ""
    }
  }

  /// SDKs of OpenAI send `Authorization`, those of Anthropic `x-api-key`. Both at once could name two callers, and
  /// are refused. The scheme's name matches in either case (RFC 9110, 11.1).
  private static func key(
    _ head: borrowing RequestHead, _ cachedKeyDecision: inout CachedKeyDecision, _ loop: LoopContext, isRequired: Bool
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

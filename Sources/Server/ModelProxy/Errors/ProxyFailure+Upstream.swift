import HTTPWire
import RateLimits

/// The one table from what went wrong at a provider, or at a limit, to what the client reads. Every sentence names
/// the provider by its name in the configuration, never by its host.
extension ProxyFailure {
  /// What a client gets when its provider gave no response, or half of one. What this proxy ran out of is 503, what
  /// the provider did 502.
  init(_ failure: UpstreamFailure, provider: String) {
    switch failure {
    case .exhausted(let limit):
      self.init(
        .tooBusy,
        "All \(limit) connections to \(provider) (maxConnections) are in use, and too many requests are"
          + " already waiting for one; try again in a moment.", retryAfterSeconds: 1)
    case .unreachable(let reason):
      self.init(.upstreamUnreachable, "\(provider) cannot be reached: \(reason).")
    case .insecure(let reason):
      self.init(.upstreamUnreachable, "\(provider) cannot be reached safely: \(reason). Nothing was sent.")
    case .staleConnection, .cut:
      self.init(.upstreamCut, "\(provider) closed the connection before its response was complete.")
    case .invalid(let failure):
      self.init(.upstreamInvalid, "\(provider) sent an invalid HTTP response. \(failure.sentence)")
    }
  }

  /// A second at least: clients that read 0 come back at once.
  ///
  /// - Parameter what: whose what is used up: `this key's requests`.
  init(rateLimit decision: RateDecision, _ what: String) {
    let seconds = Int(clamping: decision.retryAfterSeconds ?? decision.resetSeconds)
    self.init(
      .rateLimited, "The limit of \(what) is reached; try again in \(max(1, seconds)) s.",
      retryAfterSeconds: max(1, seconds))
    limit = LimitFields(decision)
  }
}

/// The `RateLimit` fields of a response (draft-ietf-httpapi-ratelimit-headers): numbers of the limit, no names. The
/// policy's name is fixed, since that of a key or a provider would be news to the client.
package struct LimitFields: Equatable, Sendable {
  private let policy: String
  private let state: String

  /// The window is the time in which a whole burst comes back, in seconds.
  init(_ decision: RateDecision) {
    let window = max(1, decision.quota.interval * decision.quota.burst / 1_000_000_000)
    policy = "\"limit\";q=\(decision.quota.burst);w=\(window)"
    state = "\"limit\";r=\(decision.remaining);t=\(decision.resetSeconds)"
  }

  /// The policy, and what is left of it: a client that reads both can slow down before it is refused.
  func writeFields(into writer: inout HeadWriter) {
    writer.field("ratelimit-policy", Array(policy.utf8).span)
    writer.field("ratelimit", Array(state.utf8).span)
  }
}

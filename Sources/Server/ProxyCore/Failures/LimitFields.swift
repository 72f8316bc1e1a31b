package import HTTPWire
package import RateLimits

extension ProxyFailure {
  /// A second at least: clients that read 0 come back at once.
  ///
  /// - Parameter what: whose what is used up: `this key's requests`.
  package init(rateLimit decision: RateDecision, _ what: String) {
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
  package init(_ decision: RateDecision) {
    let window = max(1, decision.quota.interval * decision.quota.burst / 1_000_000_000)
    policy = "\"limit\";q=\(decision.quota.burst);w=\(window)"
    state = "\"limit\";r=\(decision.remaining);t=\(decision.resetSeconds)"
  }

  /// The policy, and what is left of it: a client that reads both can slow down before it is refused.
  package func writeFields(into writer: inout HeadWriter) {
    writer.field("ratelimit-policy", Array(policy.utf8).span)
    writer.field("ratelimit", Array(state.utf8).span)
  }
}

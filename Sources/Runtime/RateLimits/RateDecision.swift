/// What a limiter said to one request, with the numbers for the `RateLimit` and `Retry-After` headers.
package struct RateDecision: Sendable {
  package enum Outcome: Sendable, Equatable {
    case admitted
    /// Nothing was taken. The same request fits after this many nanoseconds when nobody else comes first.
    case refused(retryAfter: UInt64)
    /// More than the burst was asked for: waiting does not help.
    case exceedsBurst
  }

  package let outcome: Outcome
  package let quota: Quota
  /// Nanoseconds until everything has come back: the `t` of a `RateLimit` header.
  package let reset: UInt64

  package init(outcome: Outcome, quota: Quota, reset: UInt64) {
    self.outcome = outcome
    self.quota = quota
    self.reset = reset
  }

  package var isAdmitted: Bool { outcome == .admitted }

  /// Units that can be taken right now: the `r` of a `RateLimit` header.
  package var remaining: UInt64 { reset >= quota.tolerance ? 0 : (quota.tolerance - reset) / quota.interval }

  /// Whole seconds for `Retry-After`, rounded up; nil when there is nothing to wait for.
  package var retryAfterSeconds: UInt64? {
    guard case .refused(let wait) = outcome else { return nil }
    return Self.seconds(wait)
  }

  /// `reset` in whole seconds, rounded up.
  package var resetSeconds: UInt64 { Self.seconds(reset) }

  private static func seconds(_ nanoseconds: UInt64) -> UInt64 {
    nanoseconds / 1_000_000_000 + (nanoseconds % 1_000_000_000 == 0 ? 0 : 1)
  }
}

package import RateLimits

/// The limiters of a key, or of a provider. Nil is no limit.
package struct Limiters: Sendable {
  package let requests: RateLimiter?
  package let tokens: RateLimiter?
}

/// What one request has taken from limits: a request each of its key and of its provider, and the tokens it may use.
///
/// Either the request goes out, and its tokens are settled when it is known what it needed; or it does not, and
/// everything is returned. It cannot be copied, so that nothing is returned twice; one that is dropped counts in
/// full.
package struct LimitReservations: ~Copyable {
  /// Nil where there is no limit, and once it is settled.
  private var keyRequest: Reservation?
  private var providerRequest: Reservation?
  private var keyTokens: Reservation?
  private var providerTokens: Reservation?

  /// Nothing.
  package init() {}

  /// - Parameter name: what clients read as the provider's name.
  /// - Throws: what the client gets when one of the limits refuses. Nothing stays taken then.
  package init(
    tokens: UInt64, key: Limiters, provider: Limiters, called name: @autoclosure () -> String, now: UInt64
  ) throws(ProxyFailure) {
    do throws(ProxyFailure) {
      keyRequest = try Self.take(1, key.requests, now) { "this key's requests" }
      providerRequest = try Self.take(1, provider.requests, now) { "\(name())'s requests" }
      keyTokens = try Self.take(tokens, key.tokens, now) { "this key's tokens" }
      providerTokens = try Self.take(tokens, provider.tokens, now) { "\(name())'s tokens" }
    } catch {
      giveBack(now: now)
      throw error
    }
  }

  /// More than the whole burst cannot be taken, however long one waits, so no more is asked for: such a request
  /// passes when the bucket is full, and what it uses beyond is settled as a debt.
  private static func take(
    _ units: UInt64, _ limiter: RateLimiter?, _ now: UInt64, _ what: () -> String
  ) throws(ProxyFailure) -> Reservation? {
    guard let limiter else { return nil }
    var reserving = limiter.reserve(min(units, limiter.quota.burst), now: now)
    if let reservation = reserving.take() { return reservation }
    throw ProxyFailure(rateLimit: reserving.decision, what())
  }

  /// The request is not sent.
  package mutating func giveBack(now: UInt64) {
    keyRequest.take()?.settle(actual: 0, now: now)
    providerRequest.take()?.settle(actual: 0, now: now)
    settle(tokens: 0, now: now)
  }

  /// At least these tokens were used, and nobody has reported how many in all: what was reserved stays taken, and
  /// what is beyond it is taken as well.
  package mutating func settle(atLeast tokens: UInt64, now: UInt64) {
    if let reservation = keyTokens.take() { Self.settle(reservation, atLeast: tokens, now) }
    if let reservation = providerTokens.take() { Self.settle(reservation, atLeast: tokens, now) }
  }

  private static func settle(_ reservation: consuming Reservation, atLeast tokens: UInt64, _ now: UInt64) {
    let units = reservation.units
    reservation.settle(actual: max(tokens, units), now: now)
  }

  /// The tokens that were used instead of those that were reserved. The requests stay taken: they were made.
  package mutating func settle(tokens: UInt64, now: UInt64) {
    keyTokens.take()?.settle(actual: tokens, now: now)
    providerTokens.take()?.settle(actual: tokens, now: now)
  }
}

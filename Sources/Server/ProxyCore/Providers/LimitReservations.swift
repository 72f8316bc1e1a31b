package import RateLimits

/// The limiters of a key, or of a provider. Nil is no limit.
package struct Limiters: Sendable {
  package let requests: RateLimiter?
  package let tokens: RateLimiter?
}

/// What one request has taken from limits: of its key's and of its provider's, a request each and the tokens it may use.
///
/// Either the request goes out, and its tokens are settled when it is known what it needed; or it does not, and
/// everything is returned. It cannot be copied, so that nothing is returned twice; one that is dropped counts in
/// full.
package struct LimitReservations: ~Copyable {
  var key = TakenLimits()
  /// A request that goes on to another provider gives this back and takes of the next one.
  package var provider = TakenLimits()
  /// Nil where the key may have any number of requests in flight.
  var slot: KeySlot?

  /// Nothing.
  package init() {}

  /// The request is not sent.
  package mutating func giveBack(now: UInt64) {
    key.giveBack(now: now)
    provider.giveBack(now: now)
    leave()
  }

  /// The request is in flight no longer, whatever becomes of its tokens.
  mutating func leave() { slot.take()?.leave() }

  /// At least these tokens were used, and nobody has reported how many in all: what was reserved stays taken, and
  /// what is beyond it is taken as well.
  package mutating func settle(atLeast tokens: UInt64, now: UInt64) {
    key.settle(atLeast: tokens, now: now)
    provider.settle(atLeast: tokens, now: now)
  }

  /// The tokens that were used instead of those that were reserved. The requests stay taken: they were made.
  package mutating func settle(tokens: UInt64, now: UInt64) {
    key.settle(tokens: tokens, now: now)
    provider.settle(tokens: tokens, now: now)
  }
}

/// What one request has taken of the limits of its key, or of its provider.
package struct TakenLimits: ~Copyable {
  /// Nil where there is no limit, and once it is settled.
  var request: Reservation?
  var tokens: Reservation?
  /// Who tells the others; nil where this process alone keeps the limits.
  private let shared: LoopLimits?

  /// Nothing.
  init(_ shared: LoopLimits? = nil) { self.shared = shared }

  /// - Parameter owner: whose limits they are, for the client.
  package init(
    tokens: UInt64, _ limiters: Limiters, of owner: @autoclosure () -> String, now: UInt64
  ) throws(ProxyFailure) {
    shared = nil
    do throws(ProxyFailure) {
      request = try Self.take(1, limiters.requests, now) { "\(owner())'s requests" }
      self.tokens = try Self.take(tokens, limiters.tokens, now) { "\(owner())'s tokens" }
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
    note(request.take()?.settle(actual: 0, now: now))
    settle(tokens: 0, now: now)
  }

  mutating func settle(atLeast tokens: UInt64, now: UInt64) {
    guard let reservation = self.tokens.take() else { return }
    let units = reservation.units
    note(reservation.settle(actual: max(tokens, units), now: now))
  }

  mutating func settle(tokens: UInt64, now: UInt64) {
    guard shared != nil else {
      self.tokens.take()?.settle(actual: tokens, now: now)
      return
    }
    note(self.tokens.take()?.settle(actual: tokens, now: now))
  }

  private func note(_ bucket: SharedBucket??) {
    if let shared, case .some(.some(let bucket)) = bucket { shared.note(owing: bucket) }
  }
}

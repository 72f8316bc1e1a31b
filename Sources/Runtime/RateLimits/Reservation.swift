/// Units taken before it is known how many are needed, as for the tokens of a completion.
///
/// One that is dropped keeps what it took: it is settled at its reserved size. Settling consumes it, so nothing can be
/// returned twice, and nothing to a limiter that it was not taken from.
package struct Reservation: ~Copyable, Sendable {
  private let limiter: RateLimiter
  /// Units that were taken.
  package let units: UInt64
  /// How many processes the limiter is one part of; `shared` where it only knows what they keep together. A number, since
  /// every request moves some of these around.
  private let parts: UInt64

  private static var shared: UInt64 { .max }

  init(limiter: RateLimiter, units: UInt64) {
    self.limiter = limiter
    self.units = units
    parts = 1
  }

  /// Units of the bucket that the limiter's processes share, which were taken there.
  package init(shared units: UInt64, of limiter: RateLimiter) {
    self.limiter = limiter
    self.units = units
    parts = Self.shared
  }

  fileprivate init(_ units: UInt64, of limiter: RateLimiter, parts: UInt64) {
    self.limiter = limiter
    self.units = units
    self.parts = max(2, parts)
  }

  /// Gives back what was not used, or charges what was used beyond the reservation.
  ///
  /// - Returns: the shared bucket that is owed the difference, where there is one.
  @discardableResult
  package consuming func settle(actual: UInt64, now: UInt64) -> SharedBucket? {
    if parts > 1 { return settleShared(actual, now) }
    if actual < units { limiter.giveBack(units - actual, now: now) }
    if actual > units { limiter.charge(actual - units, now: now) }
    return nil
  }

  private borrowing func settleShared(_ actual: UInt64, _ now: UInt64) -> SharedBucket? {
    guard let bucket = limiter.sharedBucket, actual != units else { return nil }
    let more = Int64(clamping: actual) - Int64(clamping: units)
    if parts == Self.shared {
      bucket.owe(-more)
      return bucket
    }
    // Taken alone, and settled there.
    let part = limiter.quota.part(of: parts)
    if actual < units { limiter.giveBack(units - actual, by: part, now) }
    if actual > units { limiter.charge(actual - units, by: part, now) }
    bucket.tookAlone(more)
    return nil
  }
}

extension RateLimiter {
  /// A decision and, when it admits, what has been taken.
  package struct Reserving: ~Copyable, Sendable {
    package let decision: RateDecision
    package var reservation: Reservation?

    /// The reservation, to be kept until the real number is known; nil the second time.
    package mutating func take() -> Reservation? {
      let taken = reservation.take()
      return taken
    }
  }

  /// Takes `units` for as long as the real number is not known.
  ///
  /// In every window the units that were really used are at most burst + rate x time, plus what reservations made
  /// before the window gave back in it.
  package func reserve(_ units: UInt64, now: UInt64) -> Reserving {
    let decision = check(cost: units, now: now)
    let reservation = decision.isAdmitted ? Reservation(limiter: self, units: units) : nil
    return Reserving(decision: decision, reservation: reservation)
  }

  /// Takes `units` of what one of `count` processes may let through that share the limit and cannot ask each other.
  package func reserve(_ units: UInt64, partOf count: UInt64, now: UInt64) -> Reserving {
    let part = quota.part(of: max(1, count))
    let units = min(units, part.burst)
    let decision = check(units, by: part, now)
    guard decision.isAdmitted else { return Reserving(decision: decision, reservation: nil) }
    sharedBucket?.tookAlone(Int64(clamping: units))
    return Reserving(decision: decision, reservation: Reservation(units, of: self, parts: count))
  }
}

/// Units taken before it is known how many are needed, as for the tokens of a completion.
///
/// One that is dropped keeps what it took: it is settled at its reserved size. Settling consumes it, so nothing can be
/// returned twice, and nothing to a limiter that it was not taken from.
package struct Reservation: ~Copyable, Sendable {
  private let limiter: RateLimiter
  /// Units that were taken.
  package let units: UInt64

  init(limiter: RateLimiter, units: UInt64) {
    self.limiter = limiter
    self.units = units
  }

  /// Gives back what was not used, or charges what was used beyond the reservation.
  package consuming func settle(actual: UInt64, now: UInt64) {
    if actual < units { limiter.giveBack(units - actual, now: now) }
    if actual > units { limiter.charge(actual - units, now: now) }
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
}

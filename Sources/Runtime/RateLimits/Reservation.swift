/// Units taken before it is known how many are needed, as for the tokens of a completion.
///
/// One that is dropped keeps what it took: it is settled at its reserved size. Settling consumes it, so nothing can be
/// returned twice, and nothing to a limiter that it was not taken from.
package struct Reservation: ~Copyable, Sendable {
  private let limiter: RateLimiter
  /// Units that were taken.
  package let units: UInt64
  private let source: Source

  /// Where they were taken, and are settled.
  private enum Source {
    case limiter
    /// Of this process' part, while those who share the limit could not ask each other.
    case part(Quota)
    /// Of the bucket that they share.
    case shared(SharedBucket)
  }

  init(limiter: RateLimiter, units: UInt64) {
    self.limiter = limiter
    self.units = units
    source = .limiter
  }

  /// Units of the bucket that the limiter's processes share, which were taken there.
  package init(_ units: UInt64, of bucket: SharedBucket, _ limiter: RateLimiter) {
    self.limiter = limiter
    self.units = units
    source = .shared(bucket)
  }

  fileprivate init(_ units: UInt64, of limiter: RateLimiter, part: Quota) {
    self.limiter = limiter
    self.units = units
    source = .part(part)
  }

  /// Gives back what was not used, or charges what was used beyond the reservation.
  ///
  /// - Returns: the shared bucket that is owed the difference, where there is one.
  @discardableResult
  package consuming func settle(actual: UInt64, now: UInt64) -> SharedBucket? {
    if actual == units { return nil }
    switch source {
    case .limiter: settle(actual, by: limiter.quota, now)
    case .part(let quota):
      settle(actual, by: quota, now)
      limiter.sharedBucket?.tookAlone(Int64(clamping: actual) - Int64(clamping: units))
    case .shared(let bucket):
      bucket.owe(Int64(clamping: units) - Int64(clamping: actual))
      return bucket
    }
    return nil
  }

  private borrowing func settle(_ actual: UInt64, by quota: Quota, _ now: UInt64) {
    if actual < units { limiter.giveBack(units - actual, by: quota, now) }
    if actual > units { limiter.charge(actual - units, by: quota, now) }
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
    let part = quota.part(of: count)
    let units = min(units, part.burst)
    let decision = check(units, by: part, now)
    guard decision.isAdmitted else { return Reserving(decision: decision, reservation: nil) }
    sharedBucket?.tookAlone(Int64(clamping: units))
    return Reserving(decision: decision, reservation: Reservation(units, of: self, part: part))
  }
}

/// What a limiter allows: `count` units per period in the long run, and `burst` of them at once.
package struct Quota: Sendable, Hashable {
  /// Nanoseconds that one unit takes to come back, rounded up: never more than `count` per period are let through, and
  /// a client that spaces its units by a `count`th of the period is never refused.
  package let interval: UInt64
  /// The most units that can be taken at once.
  package let burst: UInt64
  /// Units per minute, rounded down: what is said where the rate is kept elsewhere.
  package let perMinute: UInt64
  /// `burst` times `interval`: how far the state may lie ahead of the clock.
  let tolerance: UInt64

  /// Longest time a full burst may take to come back: a year.
  private static let longestTolerance: UInt64 = 366 * 86_400 * 1_000_000_000

  /// Nil when a number is zero, or when coming back takes longer than a year.
  package init?(_ count: UInt64, perNanoseconds period: UInt64, burst: UInt64) {
    guard count > 0, period > 0, burst > 0 else { return nil }
    let (whole, rest) = period.quotientAndRemainder(dividingBy: count)
    interval = whole + (rest == 0 ? 0 : 1)
    let (tolerance, overflow) = interval.multipliedReportingOverflow(by: burst)
    guard !overflow, tolerance <= Self.longestTolerance else { return nil }
    self.burst = burst
    self.tolerance = tolerance
    let (perPeriod, _) = count.multipliedReportingOverflow(by: 60_000_000_000 / period)
    perMinute = max(1, period > 60_000_000_000 ? count / (period / 60_000_000_000) : perPeriod)
  }

  /// The part of one of `count` instances that keep a limit together and cannot ask each other: rate and burst are
  /// divided, the burst rounded up, so that all of them let through at most `count` units more.
  package func part(of count: UInt64) -> Quota { count < 2 ? self : Quota(self, dividedBy: count) }

  private init(_ whole: Quota, dividedBy count: UInt64) {
    let (interval, overflow) = whole.interval.multipliedReportingOverflow(by: count)
    self.interval = overflow ? .max : interval
    burst = (whole.burst + count - 1) / count
    perMinute = max(1, whole.perMinute / count)
    let (tolerance, isTooLong) = self.interval.multipliedReportingOverflow(by: burst)
    self.tolerance = isTooLong ? .max : tolerance
  }

  /// `count` units per minute.
  package init?(perMinute count: UInt64, burst: UInt64) {
    self.init(count, perNanoseconds: 60_000_000_000, burst: burst)
  }

  /// `count` units per second.
  package init?(perSecond count: UInt64, burst: UInt64) {
    self.init(count, perNanoseconds: 1_000_000_000, burst: burst)
  }

  /// Nanoseconds that `units` take to come back; the largest number when they do not fit.
  func cost(_ units: UInt64) -> UInt64 {
    let (product, overflow) = interval.multipliedReportingOverflow(by: units)
    return overflow ? .max : product
  }
}

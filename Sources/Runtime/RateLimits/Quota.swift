/// What a limiter allows: `count` units per period in the long run, and `burst` of them at once.
package struct Quota: Sendable, Hashable {
  /// Nanoseconds that one unit takes to come back, rounded up: never more than `count` per period are let through, and
  /// a client that spaces its units by a `count`th of the period is never refused.
  package let interval: UInt64
  /// The most units that can be taken at once.
  package let burst: UInt64
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

import Synchronization

/// Counts of amounts by upper bound, as Prometheus has them. The bounds grow by a power of two, as those of OpenTelemetry's
/// conventions do, so that an amount finds its own by its highest bit. Each bound has a counter of its own that is added
/// up when it is read: an observation is two additions, whatever the number of bounds.
package final class Histogram: Sendable {
  /// Buckets but the last, which has no bound: 14 by the conventions.
  private static let boundCount = 14

  /// The first bound, in the unit that is observed.
  private let first: UInt64
  /// Each bound is `2^step` times the one before.
  private let step: Int
  /// How many observed units are one of the unit that is reported.
  private let scale: Double
  /// In the object itself: counters of their own would each be an object to follow, for every request.
  private let counts = InlineArray<15, Atomic<UInt64>> { _ in Atomic(0) }
  private let total = Atomic<UInt64>(0)

  private init(first: UInt64, step: Int, scale: Double) {
    self.first = first
    self.step = step
    self.scale = scale
  }

  /// Observed in microseconds, reported in seconds: 0.01, 0.02, 0.04, … 81.92.
  package static func ofSeconds() -> Histogram { Histogram(first: 10_000, step: 1, scale: 1_000_000) }

  /// Observed in microseconds, reported in seconds: 0.0001, 0.0002, … 0.8192. Within a network.
  package static func ofReplies() -> Histogram { Histogram(first: 100, step: 1, scale: 1_000_000) }

  /// 1, 4, 16, … 67,108,864.
  package static func ofTokens() -> Histogram { Histogram(first: 1, step: 2, scale: 1) }

  package func observe(_ amount: UInt64) {
    counts[bucket(amount)].wrappingAdd(1, ordering: .relaxed)
    total.wrappingAdd(amount, ordering: .relaxed)
  }

  /// The first bucket whose bound is not below the amount.
  private func bucket(_ amount: UInt64) -> Int {
    let multiple = (amount &+ (first &- 1)) / first
    if multiple <= 1 { return 0 }
    let bits = UInt64.bitWidth - (multiple &- 1).leadingZeroBitCount
    return min((bits &+ step &- 1) / step, Self.boundCount)
  }

  /// In the unit that is reported.
  package var bounds: [Double] { (0..<Self.boundCount).map { Double(first << UInt64($0 * step)) / scale } }

  /// How many were at most each bound, and at last all. Monotone by construction, even while others count.
  package var cumulative: [UInt64] {
    var sum: UInt64 = 0
    return (0...Self.boundCount).map { index in
      sum += counts[index].load(ordering: .relaxed)
      return sum
    }
  }

  package var sum: Double { Double(total.load(ordering: .relaxed)) / scale }
}

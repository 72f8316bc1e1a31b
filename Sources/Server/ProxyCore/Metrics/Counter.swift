import Synchronization

/// A number that only grows, added to by event loops and read by whoever scrapes. Relaxed: a scrape may miss what was
/// added at the same moment, and reads it the next time.
package final class Counter: Sendable {
  private let number = Atomic<UInt64>(0)

  package init() {}

  package func add(_ amount: UInt64 = 1) { number.wrappingAdd(amount, ordering: .relaxed) }

  package var value: UInt64 { number.load(ordering: .relaxed) }
}

/// A number that goes up and down. Signed, because the loop that takes away may be seen before the one that added.
package final class Gauge: Sendable {
  private let number = Atomic<Int>(0)

  package init() {}

  package func add(_ amount: Int) { number.wrappingAdd(amount, ordering: .relaxed) }

  package var value: Int { number.load(ordering: .relaxed) }
}

/// Counts of durations by upper bound, as Prometheus has them. Each bound has a counter of its own that is added up
/// when it is read: an observation is two additions, whatever the number of bounds.
package final class Histogram: Sendable {
  /// Seconds; what is longer than the last counts in `+Inf` only.
  package let bounds: [Double]
  private let counts: [Counter]
  private let microseconds = Counter()

  /// - Parameter bounds: ascending.
  package init(_ bounds: [Double]) {
    self.bounds = bounds
    counts = (0...bounds.count).map { _ in Counter() }
  }

  /// A linear search: the longest list here has 13 bounds.
  package func observe(microseconds duration: UInt64) {
    let seconds = Double(duration) / 1_000_000
    let index = bounds.firstIndex { seconds <= $0 } ?? bounds.count
    counts[index].add()
    microseconds.add(duration)
  }

  /// How many were at most each bound, and at last all. Monotone by construction, even while others count.
  package var cumulative: [UInt64] {
    var sum: UInt64 = 0
    return counts.map { counter in
      sum += counter.value
      return sum
    }
  }

  package var sumInSeconds: Double { Double(microseconds.value) / 1_000_000 }
}

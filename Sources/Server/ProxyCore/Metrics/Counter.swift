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

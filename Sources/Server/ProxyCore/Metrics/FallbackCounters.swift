import JSONCore
import Synchronization

/// How often a request went on from one provider to another, or to the same with another key. Names are of the
/// configuration, so that their number is bounded. Behind a lock: it is taken when something has failed.
package final class FallbackCounters: Sendable {
  private struct Step: Hashable {
    let from: String
    let to: String
    let cause: FallbackCause
  }

  private let counts = Mutex<[Step: UInt64]>([:])

  func count(from: String, to: String, _ cause: FallbackCause) {
    counts.withLock { $0[Step(from: from, to: to, cause: cause), default: 0] += 1 }
  }

  /// Labels and number, sorted.
  var samples: [(labels: [JSONString], count: UInt64)] {
    counts.withLock { counts in
      counts.map { step, count in
        (labels: [step.from, step.to, "\(step.cause.label)"].map { JSONString($0) }, count: count)
      }
    }.sorted { one, other in
      one.labels.flatMap(\.bytes).lexicographicallyPrecedes(other.labels.flatMap(\.bytes))
    }
  }
}

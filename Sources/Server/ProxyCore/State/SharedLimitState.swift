import Synchronization
import System

/// What the event loops of an instance know together of limits that it shares with others.
package final class SharedLimitState: Sendable {
  /// Which of the instances this is. New with each start, so that what a process held that was killed is never taken for
  /// what this one holds.
  package let instance: String
  package let metrics: SharedLimitMetrics
  private let known = Atomic<UInt64>(1)

  package init(_ metrics: SharedLimitMetrics) {
    self.metrics = metrics
    instance = String(decoding: Hexadecimal.digits(RandomBits.word(), count: 16), as: UTF8.self)
  }

  /// How many instances there are, as far as is known: kept while nobody can be asked.
  package var instances: UInt64 {
    get { known.load(ordering: .relaxed) }
    set { known.store(max(1, newValue), ordering: .relaxed) }
  }
}

/// What `GET /metrics` has of shared limits.
package final class SharedLimitMetrics: Sendable {
  /// Commands sent.
  package let calls = Counter()
  /// Units granted of the stock, without a command.
  package let stockGrants = Counter()
  /// Decisions made while nobody could be asked, by what was decided.
  private let alone = AloneDecision.allCases.map { _ in Counter() }

  func add(_ decision: AloneDecision) { alone[Int(decision.rawValue)].add() }

  package func alone(_ decision: AloneDecision) -> UInt64 { alone[Int(decision.rawValue)].value }
}

/// How a request fared while the shared limits could not be asked.
package enum AloneDecision: UInt8, CaseIterable, Sendable {
  /// By the part of this instance.
  case admitted, limited
  /// By `onFailure`.
  case refused, open

  package var label: StaticString {
    switch self {
    case .admitted: "local_admitted"
    case .limited: "local_limited"
    case .refused: "refused"
    case .open: "open"
    }
  }
}

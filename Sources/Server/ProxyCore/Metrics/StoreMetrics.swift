package import RedisWire

/// What loops count of Redis. One for the process; without Redis nothing of it is reported.
package final class StoreMetrics: Sendable {
  /// How a call ended, as the metric says it.
  package enum Result: UInt8, CaseIterable, Sendable {
    case ok, error, refused, late, lost
    /// It was not sent: the store is away.
    case unsent

    package init(_ result: RedisLink.Result) {
      self =
        switch result {
        case .ok: .ok
        case .error: .error
        case .refused: .refused
        case .late: .late
        case .lost: .lost
        }
    }

    var label: StaticString {
      switch self {
      case .ok: "ok"
      case .error: "error"
      case .refused: "refused"
      case .late: "late"
      case .lost: "lost"
      case .unsent: "unsent"
      }
    }
  }

  private let commands = Result.allCases.map { _ in Counter() }
  private let degradations = RedisOutage.allCases.map { _ in Counter() }
  let replyTime = Histogram.ofReplies()

  package init() {}

  package func ended(_ result: Result) { commands[Int(result.rawValue)].add() }

  /// - Parameter nanoseconds: from the call to the reply, or to the moment when nobody waits for one any more.
  package func ended(_ result: Result, nanoseconds: UInt64) {
    ended(result)
    switch result {
    case .ok, .error, .refused: replyTime.observe(nanoseconds / 1000)
    case .late, .lost, .unsent: break
    }
  }

  package func degraded(_ outage: RedisOutage) { degradations[Int(outage.rawValue)].add() }

  package func commands(_ result: Result) -> UInt64 { commands[Int(result.rawValue)].value }

  package func degradations(_ outage: RedisOutage) -> UInt64 { degradations[Int(outage.rawValue)].value }
}

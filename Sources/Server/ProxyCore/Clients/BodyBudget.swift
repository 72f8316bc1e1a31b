import Synchronization

/// Bytes of requests' bodies that are in memory, over all connections: from the moment they arrive until their request
/// is over.
package final class BodyBudget: Sendable {
  private let used = Atomic<Int>(0)

  package init() {}

  package var bytes: Int { used.load(ordering: .relaxed) }

  /// False when that would be more than `limit`; nothing is taken then. Added before it is compared, so that two
  /// loops cannot both take the last bytes.
  package func take(_ count: Int, of limit: Int) -> Bool {
    if used.add(count, ordering: .relaxed).newValue <= limit { return true }
    used.subtract(count, ordering: .relaxed)
    return false
  }

  package func giveBack(_ count: Int) { used.subtract(count, ordering: .relaxed) }
}

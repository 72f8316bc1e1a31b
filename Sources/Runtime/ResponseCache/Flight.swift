import Synchronization

/// What has come of a request that others waited for.
package enum Landing: Sendable {
  case response(CachedResponse)
  /// An error, or a response that is not for others: each asks for itself.
  case none
  /// Its client has left, or it was refused: another one may ask for all.
  case abandoned
}

/// The requests in flight of one shard, and who waits for them.
final class FlightTable: Sendable {
  private let waiting = Mutex<[CacheKey: [@Sendable (Landing) -> Void]]>([:])

  /// True for the first; the others wait.
  func join(_ key: CacheKey, _ landed: @escaping @Sendable (Landing) -> Void) -> Bool {
    waiting.withLock { waiting in
      guard waiting[key] != nil else {
        waiting[key] = []
        return true
      }
      waiting[key]?.append(landed)
      return false
    }
  }

  /// They are called outside of the lock: what they do is not ours.
  func land(_ key: CacheKey, _ landing: Landing) {
    let landed = waiting.withLock { $0.removeValue(forKey: key) ?? [] }
    for call in landed { call(landing) }
  }
}

/// Held by the one request that asks a provider for others too. It lands once; whoever lets go of it without, on
/// whatever way out, has abandoned it, so that nobody waits for ever.
package final class FlightLead: Sendable {
  package let key: CacheKey
  private let table: FlightTable
  private let hasLanded = Atomic<Bool>(false)

  init(_ key: CacheKey, _ table: FlightTable) {
    self.key = key
    self.table = table
  }

  package func land(_ landing: Landing) {
    if hasLanded.exchange(true, ordering: .acquiringAndReleasing) { return }
    table.land(key, landing)
  }

  deinit { land(.abandoned) }
}

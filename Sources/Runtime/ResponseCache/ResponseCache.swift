package import BoundedCache
import JSONCore
import Sealing
import Synchronization

/// Responses of providers, to be given again to whoever asks the same within the same scope, and the requests for one
/// that wait for another one's response. Shared by all event loops; its locks are held for a few steps.
package final class ResponseCache: Sendable {
  package struct Limits: Sendable, Equatable {
    package var timeToLiveSeconds: Int
    package var bytes: Int
    package var entryBytes: Int

    package init(timeToLiveSeconds: Int, bytes: Int, entryBytes: Int) {
      self.timeToLiveSeconds = timeToLiveSeconds
      self.bytes = bytes
      self.entryBytes = entryBytes
    }
  }

  /// Each gets a sixteenth of the bytes: 4 MiB of the usual 64, so that the longest response takes a sixteenth of those.
  private static let shards = 16
  /// The version of the values of a store, before the sealed bytes.
  private static let version: UInt8 = 1

  package let limits: Limits
  private let responses: BoundedCache<CacheKey, CachedResponse>
  private let flights: [FlightTable]
  private let authenticator: Authenticator
  private let sealer: Sealer
  private let unreadable = Atomic<Int>(0)

  /// - Parameter secret: of all instances that share responses; nobody who can read a store may have it.
  package init(_ limits: Limits, secret: [UInt8]) {
    self.limits = limits
    let entries = max(limits.bytes / CachedResponse.overhead, Self.shards)
    responses = BoundedCache(entries: entries, bytes: limits.bytes, shards: Self.shards)
    flights = (0..<Self.shards).map { _ in FlightTable() }
    authenticator = Authenticator(secret: secret, purpose: "securellm response cache, keys, 2")
    sealer = Sealer(secret: secret, purpose: "securellm response cache, values, 1")
  }

  package func key(for scope: CacheScope) -> CacheKeyWriter { CacheKeyWriter(scope, authenticator) }

  /// - Parameter now: nanoseconds of the loops' clock.
  package func find(_ key: CacheKey, now: UInt64) -> CachedResponse? { responses.find(key, now: now) }

  /// Keeps a response in memory until its time is over, which began when the provider sent it.
  ///
  /// - Parameter seconds: since 1970.
  package func store(_ response: CachedResponse, for key: CacheKey, now: UInt64, seconds: Int) {
    let left = limits.timeToLiveSeconds - max(0, seconds - response.madeAt)
    guard left > 0, response.body.count <= limits.entryBytes else { return }
    responses.store(response, for: key, bytes: response.size, expires: now &+ UInt64(left) * 1_000_000_000)
  }

  // MARK: one at a time

  /// Makes the caller the one that asks the provider, or has `landed` called when the one before has got what it asks.
  ///
  /// - Parameter landed: called once, on any thread.
  package func join(_ key: CacheKey, _ landed: @escaping @Sendable (Landing) -> Void) -> FlightLead? {
    let table = flights[key.hashValue & (Self.shards - 1)]
    guard table.join(key, landed) else { return nil }
    return FlightLead(key, table)
  }

  // MARK: a store that others can read

  /// What is stored of a response elsewhere: encrypted, and bound to its key. Nil when that fails.
  package func sealed(_ response: CachedResponse, for key: CacheKey) -> [UInt8]? {
    sealer.seal(response.encoded, for: key.bytes).map { [Self.version] + $0 }
  }

  /// The response in a value of a store. Nil, and counted, when it is none of `sealed` for this key under this secret:
  /// whoever writes to the store can do no more than to make it be asked for again.
  package func opened(_ value: [UInt8], for key: CacheKey) -> CachedResponse? {
    guard value.first == Self.version, let bytes = sealer.open(Array(value.dropFirst()), for: key.bytes),
      let response = CachedResponse(encoded: bytes), response.form == key.form
    else {
      unreadable.add(1, ordering: .relaxed)
      return nil
    }
    return response
  }

  // MARK: statistics

  package func countMiss() { responses.countMiss() }
  package func countShared() { responses.countShared() }
  package var statistics: CacheStatistics { responses.statistics }
  /// Values of a store that were none of ours.
  package var unreadableValues: Int { unreadable.load(ordering: .relaxed) }
}

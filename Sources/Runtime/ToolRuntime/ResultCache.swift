import BoundedCache
package import JSONCore
import Synchronization

/// Results of a read-only tool: least recently used go first, none is older than its time to live, and calls with equal
/// arguments that arrive while one is in flight wait for its result. One for each tool that declares a cache.
package final class ResultCache: Sendable {
  package struct Statistics: Sendable, Equatable {
    package var hits = 0
    package var misses = 0
    /// Calls that waited for another one's result; counted as hits too.
    package var shared = 0
    package var evictions = 0
    package var entries = 0
  }

  /// What those that wait are given by the one that worked.
  private enum Handover: Sendable {
    case value(JSONBytes)
    case failed(ToolFailure)
    /// The call that was waited for was cancelled: try again.
    case retry
  }

  private typealias Waiter = CheckedContinuation<Handover, Never>

  /// Behind one mutex, which is never held while a call waits or works.
  private struct State {
    /// By key: the calls that wait for the one in flight, by ticket. A key is in it from the decision to lead until it
    /// lands.
    var flights: [JSONString: [UInt64: Waiter]] = [:]
    var tickets: UInt64 = 0
  }

  /// Made under the lock, in one step: of calls that arrive at once exactly one leads.
  private enum Decision {
    case hit(JSONBytes)
    case lead
    case wait(UInt64)
  }

  private let timeToLive: UInt64
  private let results: BoundedCache<JSONString, JSONBytes>
  private let now: @Sendable () -> ContinuousClock.Instant
  private let origin: ContinuousClock.Instant
  private let state = Mutex(State())

  package init(
    timeToLive: Duration, capacity: Int, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.timeToLive = Self.nanoseconds(timeToLive)
    results = BoundedCache(entries: capacity, bytes: Self.mostBytes)
    self.now = now
    origin = now()
  }

  /// A result is at most as long as the output of its tool; those of all calls of one tool are as much as this.
  private static let mostBytes = 64 << 20
  /// Of memory beside key and result.
  private static let overhead = 256

  package var statistics: Statistics {
    let counts = results.statistics
    return Statistics(
      hits: counts.hits, misses: counts.misses, shared: counts.shared, evictions: counts.evictions,
      entries: counts.entries)
  }

  private static func nanoseconds(_ duration: Duration) -> UInt64 {
    let (seconds, attoseconds) = duration.components
    return UInt64(clamping: seconds) * 1_000_000_000 + UInt64(clamping: attoseconds / 1_000_000_000)
  }

  private var nanoseconds: UInt64 { Self.nanoseconds(now() - origin) }

  /// How many calls wait for the result of another one just now.
  package var waiting: Int { state.withLock { $0.flights.values.reduce(0) { $0 + $1.count } } }

  /// The stored result for `key`, or what `work` makes. Failures are not stored, but those that wait share them: they
  /// asked the same at the same time. A call that is cancelled while it waits ends at once, and the one it waited for
  /// goes on.
  package func value(for key: JSONString, work: () async throws(ToolFailure) -> JSONBytes)
    async throws(ToolFailure) -> JSONBytes
  {
    while true {
      switch decide(key) {
      case .hit(let value): return value
      case .lead: return try await lead(key, work)
      case .wait(let ticket):
        switch await wait(key, ticket) {
        case .value(let value): return value
        case .failed(let failure): throw failure
        case .retry: if Task.isCancelled { throw ToolFailure(.cancelled, "the call was cancelled") }
        }
      }
    }
  }

  private func decide(_ key: JSONString) -> Decision {
    let instant = nanoseconds
    return state.withLock { state in
      if let value = results.find(key, now: instant) { return .hit(value) }
      if state.flights[key] != nil {
        state.tickets += 1
        return .wait(state.tickets)
      }
      state.flights[key] = [:]
      results.countMiss()
      return .lead
    }
  }

  /// Runs the work and hands its result to all that wait. When the leader was cancelled they try again, since their own
  /// callers are still there.
  private func lead(_ key: JSONString, _ work: () async throws(ToolFailure) -> JSONBytes)
    async throws(ToolFailure) -> JSONBytes
  {
    do {
      let value = try await work()
      land(key, .value(value))
      return value
    } catch {
      land(key, error.code == .cancelled ? .retry : .failed(error))
      throw error
    }
  }

  /// Waiters are resumed outside of the lock: what they run next is not ours. The key is detached, or it would keep the
  /// whole buffer that it is a part of.
  private func land(_ key: JSONString, _ handover: Handover) {
    let expires = nanoseconds + timeToLive
    let waiters = state.withLock { state -> [Waiter] in
      let waiters = state.flights.removeValue(forKey: key) ?? [:]
      if case .value(let value) = handover {
        let bytes = key.utf8Count + value.count + Self.overhead
        results.store(value, for: key.detached(), bytes: bytes, expires: expires)
        results.countShared(waiters.count)
      }
      return Array(waiters.values)
    }
    for waiter in waiters { waiter.resume(returning: handover) }
  }

  /// Until the leader lands, or this call is cancelled: a waiter that has been taken out is resumed by whoever took it.
  private func wait(_ key: JSONString, _ ticket: UInt64) async -> Handover {
    await withTaskCancellationHandler {
      await withCheckedContinuation { (waiter: Waiter) in
        let joined = state.withLock { state -> Bool in
          // The leader may have landed between the decision and this.
          guard !Task.isCancelled, state.flights[key] != nil else { return false }
          state.flights[key]?[ticket] = waiter
          return true
        }
        if !joined { waiter.resume(returning: .retry) }
      }
    } onCancel: {
      let waiter = state.withLock { $0.flights[key]?.removeValue(forKey: ticket) }
      waiter?.resume(returning: .retry)
    }
  }
}

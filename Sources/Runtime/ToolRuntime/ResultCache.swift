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

  /// `used` is the value of a counter, not a time: it grows with every call.
  private struct Entry {
    let value: JSONBytes
    let expires: ContinuousClock.Instant
    var used: UInt64
  }

  /// What those that wait are given by the one that worked.
  private enum Handover: Sendable {
    case value(JSONBytes)
    case failed(ToolFailure)
    /// The call that was waited for was cancelled: try again.
    case retry
  }

  private typealias Waiter = CheckedContinuation<Handover, Never>

  /// All behind one mutex, which is never held while a call waits or works.
  private struct State {
    var entries: [JSONString: Entry] = [:]
    /// By key: the calls that wait for the one in flight, by ticket. A key is in it from the decision to lead until it
    /// lands.
    var flights: [JSONString: [UInt64: Waiter]] = [:]
    var statistics = Statistics()
    var clock: UInt64 = 0
  }

  /// Made under the lock, in one step: of calls that arrive at once exactly one leads.
  private enum Decision {
    case hit(JSONBytes)
    case lead
    case wait(UInt64)
  }

  private let timeToLive: Duration
  private let capacity: Int
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state = Mutex(State())

  package init(
    timeToLive: Duration, capacity: Int, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.timeToLive = timeToLive
    self.capacity = capacity
    self.now = now
  }

  package var statistics: Statistics {
    state.withLock { state in
      var statistics = state.statistics
      statistics.entries = state.entries.count
      return statistics
    }
  }

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

  /// Expired entries are dropped when their key is asked for; the others leave by age.
  private func decide(_ key: JSONString) -> Decision {
    let instant = now()
    return state.withLock { state in
      state.clock += 1
      if let entry = state.entries[key], entry.expires > instant {
        state.entries[key]?.used = state.clock
        state.statistics.hits += 1
        return .hit(entry.value)
      }
      state.entries[key] = nil
      if state.flights[key] != nil { return .wait(state.clock) }
      state.flights[key] = [:]
      state.statistics.misses += 1
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

  /// Waiters are resumed outside of the lock: what they run next is not ours.
  private func land(_ key: JSONString, _ handover: Handover) {
    let expires = now() + timeToLive
    let waiters = state.withLock { state -> [Waiter] in
      let waiters = state.flights.removeValue(forKey: key) ?? [:]
      if case .value(let value) = handover {
        store(value, key, expires, &state)
        state.statistics.hits += waiters.count
        state.statistics.shared += waiters.count
      }
      return Array(waiters.values)
    }
    for waiter in waiters { waiter.resume(returning: handover) }
  }

  /// The key is detached, or it would keep the whole buffer that it is a part of. Finding the oldest walks over all
  /// entries, once for each that is stored above the capacity.
  private func store(_ value: JSONBytes, _ key: JSONString, _ expires: ContinuousClock.Instant, _ state: inout State) {
    state.clock += 1
    state.entries[key.detached()] = Entry(value: value, expires: expires, used: state.clock)
    while state.entries.count > capacity, let oldest = state.entries.min(by: { $0.value.used < $1.value.used }) {
      state.entries[oldest.key] = nil
      state.statistics.evictions += 1
    }
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

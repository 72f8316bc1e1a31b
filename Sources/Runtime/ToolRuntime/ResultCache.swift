package import JSONCore
import Synchronization

/// Results of a read-only tool: least recently used go first, none is older than its time to live, and calls with
/// equal arguments that arrive while one is at work wait for its result.
package final class ResultCache: Sendable {
  package struct Statistics: Sendable, Equatable {
    package var hits = 0
    package var misses = 0
    /// Calls that waited for another one's result; counted as hits too.
    package var shared = 0
    package var evictions = 0
    package var entries = 0
  }

  private struct Entry {
    let value: JSONBytes
    let expires: ContinuousClock.Instant
    var used: UInt64
  }

  private enum Handover: Sendable {
    case value(JSONBytes)
    case failed(ToolFailure)
    /// The call that was waited for was cancelled: try again.
    case retry
  }

  private typealias Waiter = CheckedContinuation<Handover, Never>

  private struct State {
    var entries: [JSONString: Entry] = [:]
    var flights: [JSONString: [UInt64: Waiter]] = [:]
    var statistics = Statistics()
    var clock: UInt64 = 0
  }

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

  /// The stored result for `key`, or what `work` makes. Failures are not stored.
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

  private func store(_ value: JSONBytes, _ key: JSONString, _ expires: ContinuousClock.Instant, _ state: inout State) {
    state.clock += 1
    state.entries[key.detached()] = Entry(value: value, expires: expires, used: state.clock)
    while state.entries.count > capacity, let oldest = state.entries.min(by: { $0.value.used < $1.value.used }) {
      state.entries[oldest.key] = nil
      state.statistics.evictions += 1
    }
  }

  private func wait(_ key: JSONString, _ ticket: UInt64) async -> Handover {
    await withTaskCancellationHandler {
      await withCheckedContinuation { (waiter: Waiter) in
        let joined = state.withLock { state -> Bool in
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

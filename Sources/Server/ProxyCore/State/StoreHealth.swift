package import RedisWire
import Synchronization
import System

/// Whether what instances share can be reached, for all event loops together: each reports what it sees, and the server
/// is degraded while one of them is. Under a lock that is held for a few instructions, and taken when something changes
/// and by whoever looks.
package final class StoreHealth: Sendable {
  package enum Condition: Sendable, Equatable {
    case connecting
    case available
    case degraded(RedisOutage)
  }

  package struct Status: Sendable, Equatable {
    package let condition: Condition
    /// Milliseconds since 1970.
    package let since: Int

    package var isDegraded: Bool {
      switch condition {
      case .connecting, .available: false
      case .degraded: true
      }
    }
  }

  /// What is to be told of a report; most reports change nothing.
  package enum Transition: Sendable, Equatable {
    case degraded(RedisOutage, since: Int)
    /// It is away for another reason now, which has not been told since it went.
    case other(RedisOutage, since: Int)
    case restored(RedisOutage, since: Int)
  }

  private struct State {
    /// Nil is a loop that can reach it.
    var loops: [Int: RedisOutage?] = [:]
    var condition = Condition.connecting
    var since = 0
    /// A bit for each reason of this outage.
    var told: UInt64 = 0
  }

  private let state = Mutex(State())
  private let clock: @Sendable () -> Int

  package init(clock: @escaping @Sendable () -> Int = { WallClock.milliseconds }) { self.clock = clock }

  /// Nil where nothing is shared.
  package var status: Status? {
    state.withLock { $0.loops.isEmpty ? nil : Status(condition: $0.condition, since: $0.since) }
  }

  /// - Parameters:
  ///   - outage: nil when it can be reached.
  ///   - loop: who says so.
  package func report(_ outage: RedisOutage?, loop: Int) -> Transition? {
    let now = clock()
    return state.withLock { state in
      if state.loops.isEmpty { state.since = now }
      state.loops.updateValue(outage, forKey: loop)
      guard let outage else { return Self.recovered(&state, now) }
      return outage == .connecting ? nil : Self.lost(outage, &state, now)
    }
  }

  /// The loop uses it no more.
  package func withdraw(loop: Int) {
    state.withLock { state in
      state.loops[loop] = nil
      if state.loops.isEmpty { state = State() }
    }
  }

  private static func recovered(_ state: inout State, _ now: Int) -> Transition? {
    guard state.condition != .available, state.loops.values.allSatisfy({ $0 == nil }) else { return nil }
    let before = state
    state.condition = .available
    state.since = now
    state.told = 0
    guard case .degraded(let outage) = before.condition else { return nil }
    return .restored(outage, since: before.since)
  }

  private static func lost(_ outage: RedisOutage, _ state: inout State, _ now: Int) -> Transition? {
    let bit: UInt64 = 1 << UInt64(outage.rawValue)
    let isNew = state.told & bit == 0
    state.told |= bit
    if case .degraded = state.condition {
      state.condition = .degraded(outage)
      return isNew ? .other(outage, since: state.since) : nil
    }
    // It has been away for as long as it has been tried.
    if state.condition == .available { state.since = now }
    state.condition = .degraded(outage)
    return .degraded(outage, since: state.since)
  }
}

import Dispatch
import Synchronization

/// Calls somebody when what was to end has not ended in time.
final class Deadline: Sendable {
  private enum State {
    case idle, armed, disarmed
  }

  private let state = Mutex(State.idle)
  private let ended = DispatchSemaphore(value: 0)
  private let limit: Duration
  private let overrun: @Sendable () -> Void

  init(_ limit: Duration, _ overrun: @escaping @Sendable () -> Void) {
    self.limit = limit
    self.overrun = overrun
  }

  /// Starts the clock, once.
  func start() {
    let isFirst = state.withLock { state in
      defer { if state == .idle { state = .armed } }
      return state == .idle
    }
    guard isFirst else { return }
    let (seconds, attoseconds) = limit.components
    let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    // A thread of its own: the ones that run tasks may be what is stuck.
    DispatchQueue(label: "mcp.deadline").async { [ended, overrun] in
      if ended.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .timedOut { overrun() }
    }
  }

  /// Everything has ended.
  func disarm() {
    state.withLock { $0 = .disarmed }
    ended.signal()
  }
}

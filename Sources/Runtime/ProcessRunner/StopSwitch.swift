import Synchronization

/// Why a run is ended before its own end.
enum StopReason: Sendable {
  case timedOut
  case outputTooLarge
  case cancelled
  case streamFailed(errno: Int32)

  /// Whether the program was to end sooner than by itself.
  var isOfTime: Bool {
    switch self {
    case .timedOut, .cancelled: true
    case .outputTooLarge, .streamFailed: false
    }
  }
}

/// Where every part of a run asks for its end. The first reason wins.
final class StopSwitch: Sendable {
  private struct State {
    var reason: StopReason?
    var leaderHasEnded = false
  }

  private let state = Mutex(State())
  /// Ready to read once somebody asked; nil when the process has no descriptor left, and nothing can run then.
  let wake = StreamCalls.makeCounter()

  var reason: StopReason? { state.withLock { $0.reason } }

  /// Set once the child itself has ended; what its pipes still hold is read, and no more is waited for.
  var leaderHasEnded: Bool {
    get { state.withLock { $0.leaderHasEnded } }
    set { state.withLock { $0.leaderHasEnded = newValue } }
  }

  /// What has ended by itself cannot be cancelled, and is not late: only its output can still be too much.
  func stop(_ reason: StopReason) {
    state.withLock { state in
      if !state.leaderHasEnded || !reason.isOfTime { state.reason = state.reason ?? reason }
    }
    if let wake { StreamCalls.ring(wake.number) }
  }

  /// Takes back what was asked for too late. False when it was not about time.
  func withdraw() -> Bool {
    state.withLock { state in
      guard state.reason?.isOfTime == true else { return false }
      state.reason = nil
      return true
    }
  }
}

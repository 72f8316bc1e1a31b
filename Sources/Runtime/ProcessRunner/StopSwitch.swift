import Synchronization

/// Why a run is ended before its own end.
enum StopReason: Sendable {
  case timedOut
  case outputTooLarge
  case cancelled
  case streamFailed(errno: Int32)
}

/// Where every part of a run asks for its end. The first reason wins.
final class StopSwitch: Sendable {
  private struct State {
    var reason: StopReason?
    var leaderHasEnded = false
  }

  private let state = Mutex(State())
  private let bell: AsyncStream<Void>
  private let ring: AsyncStream<Void>.Continuation

  init() {
    (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  var reason: StopReason? { state.withLock { $0.reason } }

  /// Set once the child itself has ended; what its pipes still hold is read, and no more is waited for.
  var leaderHasEnded: Bool {
    get { state.withLock { $0.leaderHasEnded } }
    set { state.withLock { $0.leaderHasEnded = newValue } }
  }

  func stop(_ reason: StopReason) {
    state.withLock { $0.reason = $0.reason ?? reason }
    ring.finish()
  }

  /// Returns `true` when a stop was asked for, `false` when the waiting task was cancelled. One caller only.
  func wait() async -> Bool {
    for await _ in bell {}
    return !Task.isCancelled && reason != nil
  }
}

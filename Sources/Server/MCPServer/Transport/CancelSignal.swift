import Synchronization

/// Asks one running call to stop: set once, waited for by one task.
///
/// `notifications/cancelled` comes on the reading thread, which is no task and has no handle of the call's. A second
/// waiter would take the continuation of the first, which would then never return.
final class CancelSignal: Sendable {
  private enum State {
    case idle
    case waiting(CheckedContinuation<Void, Never>)
    case fired
  }

  private let state = Mutex(State.idle)

  var isFired: Bool {
    state.withLock {
      if case .fired = $0 { return true }
      return false
    }
  }

  /// From any thread, any number of times. The continuation is resumed outside the lock: what it wakes may ask again.
  func fire() {
    let waiting: CheckedContinuation<Void, Never>? = state.withLock { state in
      defer { state = .fired }
      if case .waiting(let continuation) = state { return continuation }
      return nil
    }
    waiting?.resume()
  }

  /// Returns when the signal has fired, or the task that waits is cancelled (which fires it).
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // The handler below may have run before the continuation existed.
        let isLate = state.withLock { state in
          if case .fired = state { return true }
          state = .waiting(continuation)
          return false
        }
        if isLate { continuation.resume() }
      }
    } onCancel: {
      fire()
    }
  }
}

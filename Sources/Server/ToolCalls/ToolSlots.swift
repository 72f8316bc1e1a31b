import Synchronization
import ToolRuntime

/// How many tools run at one time and how many calls wait for that, whoever calls them and from where: 64 and 1,024,
/// one count for all event loops and tasks of a process. First come, first served.
package final class ToolSlots: Sendable {
  private let running: Int
  private let waiting: Int
  private let state = Mutex(State())

  private struct State {
    /// Calls that have a slot, running or in the queue.
    var reserved = 0
    var inFlight = 0
    /// In the order in which they came; by number, since one that is cancelled leaves from anywhere.
    var queue: [(number: UInt64, resume: CheckedContinuation<Bool, Never>)] = []
    var next: UInt64 = 0
    /// Cancelled before they could join the queue. Each leaves the set when its `turn` returns.
    var left: Set<UInt64> = []
  }

  package init(running: Int = ToolBounds.running, waiting: Int = ToolBounds.waiting) {
    self.running = running
    self.waiting = waiting
  }

  /// Tools that run now.
  package var inFlight: Int { state.withLock { $0.inFlight } }

  /// A slot among those that run or wait; false when there is none. Each that was reserved ends with `run` or `release`.
  func reserve() -> Bool {
    state.withLock { state in
      guard state.reserved < running + waiting else { return false }
      state.reserved += 1
      return true
    }
  }

  /// Ends a slot whose call is not to run.
  func release() { state.withLock { $0.reserved -= 1 } }

  /// Runs a call that has a slot when its turn has come, and ends the slot.
  ///
  /// - Throws: what the call throws; `cancelled` when the task was cancelled while it waited.
  func run<Result: Sendable>(
    _ body: () async throws(ToolFailure) -> Result
  ) async throws(ToolFailure) -> Result {
    guard await turn() else {
      release()
      throw ToolFailure(.cancelled, "the call was cancelled")
    }
    defer { leave() }
    return try await body()
  }

  /// False when the task was cancelled first.
  /// Cancellation may come before, while or after it joins the queue; whichever finds it resumes it, once.
  private func turn() async -> Bool {
    let number = state.withLock { state in
      state.next += 1
      return state.next
    }
    defer { _ = state.withLock { $0.left.remove(number) } }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isAdmitted: Bool? = state.withLock { state in
          if state.left.contains(number) { return false }
          if state.inFlight < running {
            state.inFlight += 1
            return true
          }
          state.queue.append((number, continuation))
          return nil
        }
        if let isAdmitted { continuation.resume(returning: isAdmitted) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
        guard let index = state.queue.firstIndex(where: { $0.number == number }) else {
          state.left.insert(number)
          return nil
        }
        return state.queue.remove(at: index).resume
      }
      waiter?.resume(returning: false)
    }
  }

  /// The turn goes to the next in the queue without being free in between, so that nobody who comes now is faster.
  private func leave() {
    let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      state.reserved -= 1
      guard !state.queue.isEmpty else {
        state.inFlight -= 1
        return nil
      }
      return state.queue.removeFirst().resume
    }
    next?.resume(returning: true)
  }
}

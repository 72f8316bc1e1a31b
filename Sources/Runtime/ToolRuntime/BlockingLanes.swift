import Dispatch
import Synchronization

/// Threads for work that waits for a disk, a lock or a file system. Tasks share as many threads as the machine has
/// cores: what waits on one of those stops the clocks of every call.
///
/// A lane does one thing after the other, on a thread that it has only while there is something to do.
package final class BlockingLanes: Sendable {
  private let lanes: [DispatchQueue]
  /// How much each lane has before it.
  private let pending: Mutex<[Int]>

  package init(_ count: Int, _ label: String) {
    lanes = (0..<count).map { DispatchQueue(label: "\(label).\($0)") }
    pending = Mutex([Int](repeating: 0, count: count))
  }

  /// The work's result. A call that is cancelled before the work has begun ends at once. Afterwards the work is asked
  /// to end, and how it ends decides: what it has done is never reported as not done.
  ///
  /// - Parameters:
  ///   - abandons: nothing depends on how the work ends, so that a cancelled call does not wait for it. Its thread
  ///     remains until it does: there are never more than lanes.
  ///   - onCancel: asks the work to end; called on any thread.
  package func run<Value: Sendable>(
    abandons: Bool = false, onCancel: @escaping @Sendable () -> Void = {},
    _ work: @escaping @Sendable () throws(ToolFailure) -> Value
  ) async throws(ToolFailure) -> Value {
    let job = Job<Value>()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if job.wait(continuation) { start(job, work) }
      }
    } onCancel: {
      onCancel()
      job.cancel(abandons: abandons)
    }
    return try outcome.get()
  }

  /// On the lane with the least before it: calls of one lane wait for each other.
  private func start<Value: Sendable>(
    _ job: Job<Value>, _ work: @escaping @Sendable () throws(ToolFailure) -> Value
  ) {
    let lane = pending.withLock { pending in
      let lane = pending.indices.min { pending[$0] < pending[$1] } ?? 0
      pending[lane] += 1
      return lane
    }
    lanes[lane].async {
      if job.begin() {
        do throws(ToolFailure) { job.end(.success(try work())) } catch { job.end(.failure(error)) }
      }
      self.pending.withLock { $0[lane] -= 1 }
    }
  }
}

/// One call on its way through a lane, with whoever waits for it.
private final class Job<Value: Sendable>: Sendable {
  typealias Outcome = Result<Value, ToolFailure>

  /// `new` until somebody waits; the continuation is resumed by whoever makes it `over`, once.
  private enum State {
    case new
    case waiting(CheckedContinuation<Outcome, Never>)
    case running(CheckedContinuation<Outcome, Never>)
    case over
  }

  /// Never locked while work runs.
  private let state = Mutex(State.new)

  private static var cancelled: Outcome { .failure(ToolFailure(.cancelled, "the call was cancelled")) }

  /// False when it was cancelled before.
  func wait(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
    let isNew = state.withLock { state in
      guard case .new = state else { return false }
      state = .waiting(continuation)
      return true
    }
    if !isNew { continuation.resume(returning: Self.cancelled) }
    return isNew
  }

  /// False when there is nobody to do it for.
  func begin() -> Bool {
    state.withLock { state in
      guard case .waiting(let continuation) = state else { return false }
      state = .running(continuation)
      return true
    }
  }

  /// Nobody may wait any more: then the result is dropped.
  func end(_ outcome: Outcome) { take { _ in true }?.resume(returning: outcome) }

  func cancel(abandons: Bool) {
    let isNew = state.withLock { state in
      guard case .new = state else { return false }
      state = .over
      return true
    }
    if !isNew { take { isRunning in !isRunning || abandons }?.resume(returning: Self.cancelled) }
  }

  /// The continuation, if there is one still and `condition` agrees; nobody else gets it afterwards.
  private func take(_ condition: (_ isRunning: Bool) -> Bool) -> CheckedContinuation<Outcome, Never>? {
    state.withLock { state in
      let continuation: CheckedContinuation<Outcome, Never>
      switch state {
      case .new, .over: return nil
      case .waiting(let waiting):
        if !condition(false) { return nil }
        continuation = waiting
      case .running(let running):
        if !condition(true) { return nil }
        continuation = running
      }
      state = .over
      return continuation
    }
  }
}

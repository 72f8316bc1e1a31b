import Dispatch
import Synchronization
import ToolRuntime

/// The calls that run beside the reading thread, at most so many at a time; the others wait for their turn.
///
/// The tasks begin with the first call: a session of inline tools needs no other thread, and starts sooner. How many
/// may wait is decided by the session (`SessionLimits.pendingCalls`), which can refuse; this queue takes all it gets.
final class BackgroundCalls<Tools: ToolService>: Sendable {
  typealias Job = Connection<Tools>.Job

  private let connection: Connection<Tools>
  private let running: Int
  private let onEnd: @Sendable () -> Void
  private let feed = Mutex<AsyncStream<Job>.Continuation?>(nil)
  private let ended = DispatchSemaphore(value: 0)
  private let haveEnded = Atomic(false)

  /// `onEnd` is called when there are no calls any more and none can come. It runs on a task: it may not wait.
  init(_ connection: Connection<Tools>, running: Int, onEnd: @escaping @Sendable () -> Void) {
    self.connection = connection
    self.running = running
    self.onEnd = onEnd
  }

  private var haveBegun: Bool { feed.withLock { $0 != nil } }

  /// Whether calls may still be in flight. Until `takeNoMore` it stays true once a call has been started.
  var areRunning: Bool { haveBegun && !haveEnded.load(ordering: .acquiring) }

  /// Called by the reading thread alone, under the connection's lock; returns at once.
  func start(_ job: Job) {
    let feed = feed.withLock { feed in
      if let feed { return feed }
      let (jobs, continuation) = AsyncStream.makeStream(of: Job.self)
      // The one task without a parent: the thread that reads can be none. `waitForEnd` waits for it.
      Task {
        await run(jobs)
        haveEnded.store(true, ordering: .releasing)
        onEnd()
        ended.signal()
      }
      feed = continuation
      return continuation
    }
    feed.yield(job)
  }

  /// After this, calls that wait for their turn are still run: they have been accepted.
  func takeNoMore() { feed.withLock { $0?.finish() } }

  /// Returns when the last call has ended, after `takeNoMore`.
  func waitForEnd() { if haveBegun { ended.wait() } }

  /// Waits for any call before it takes one more: the group holds `running` children at most, and their results are
  /// dropped as they end, so that a session of a million calls does not grow.
  private func run(_ jobs: AsyncStream<Job>) async {
    await withTaskGroup(of: Void.self) { group in
      var count = 0
      for await job in jobs {
        if count == running {
          await group.next()
          count -= 1
        }
        group.addTask { await self.connection.run(job) }
        count += 1
      }
    }
  }
}

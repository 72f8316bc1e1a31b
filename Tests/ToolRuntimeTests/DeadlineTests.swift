import Synchronization
import Testing

@testable import ToolRuntime

/// How work ended decides, not what was asked for meanwhile: an effect that happened is reported.
@Suite(.timeLimit(.minutes(1))) struct DeadlineTests {
  /// Work that never looks whether it is wanted, as a write to a database.
  private func stubborn(_ body: @escaping @Sendable () -> Void) async throws(ToolFailure) -> Int {
    await withCheckedContinuation { done in
      Task.detached {
        body()
        done.resume()
      }
    }
    return 7
  }

  /// The same, until it is cancelled.
  private func patient() async throws(ToolFailure) -> Int {
    do { try await Task.sleep(for: .seconds(50)) } catch { throw ToolFailure(.cancelled, "the call was cancelled") }
    return 7
  }

  private func code(_ work: @escaping @Sendable () async throws(ToolFailure) -> Int, seconds: Int) async
    -> ToolFailure.Code?
  {
    do throws(ToolFailure) {
      _ = try await Deadline.run(seconds: seconds, work)
      return nil
    } catch { return error.code }
  }

  @Test func workThatWasDoneIsNotCancelled() async throws {
    let (begun, signal) = AsyncStream.makeStream(of: Void.self)
    let isCancelled = Atomic(false)
    let task = Task {
      try await Deadline.run(seconds: 30) { () async throws(ToolFailure) -> Int in
        try await stubborn {
          signal.finish()
          while !isCancelled.load(ordering: .acquiring) {}
        }
      }
    }
    for await _ in begun {}
    task.cancel()
    isCancelled.store(true, ordering: .releasing)
    #expect(try await task.value == 7)
  }

  @Test func workThatWasDoneLateIsNotTimedOut() async {
    let found = await code(
      { () async throws(ToolFailure) -> Int in
        do { try await Task.sleep(for: .milliseconds(1)) } catch {}
        return try await stubborn {}
      }, seconds: 0)
    #expect(found == nil)
  }

  @Test func workThatStopsIsCancelled() async {
    let task = Task { await code({ () async throws(ToolFailure) -> Int in try await patient() }, seconds: 30) }
    task.cancel()
    #expect(await task.value == .cancelled)
  }

  @Test func workThatStopsLateIsTimedOut() async {
    #expect(await code({ () async throws(ToolFailure) -> Int in try await patient() }, seconds: 0) == .timedOut)
  }

  @Test func keepsFailuresOfTheWork() async {
    let found = await code({ () async throws(ToolFailure) -> Int in throw ToolFailure(.storage, "full") }, seconds: 30)
    #expect(found == .storage)
  }
}

import Synchronization
import Testing
import ToolRuntime

@testable import ToolCalls

/// How many tools run at one time.
@Suite struct ToolSlotsTests {
  /// Calls that wait until they are released.
  private final class Gate: Sendable {
    private let open = Mutex(false)
    private let most = Mutex((now: 0, most: 0))

    func pass() async throws(ToolFailure) {
      most.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      defer { most.withLock { $0.now -= 1 } }
      while !open.withLock({ $0 }), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(1)) }
    }

    func release() { open.withLock { $0 = true } }
    var highest: Int { most.withLock { $0.most } }
    var running: Int { most.withLock { $0.now } }
  }

  private func until(_ condition: () -> Bool) async throws {
    for _ in 0..<5000 where !condition() { try await Task.sleep(for: .milliseconds(1)) }
    #expect(condition())
  }

  private func isCancelled(_ task: Task<Void, any Error>) async -> Bool {
    do { try await task.value } catch { return (error as? ToolFailure)?.code == .cancelled }
    return false
  }

  @Test func limitsRunningCalls() async throws {
    let slots = ToolSlots(running: 4, waiting: 96)
    let gate = Gate()
    let calls = (0..<100).map { number in
      #expect(slots.reserve())
      return Task {
        try await slots.run { () async throws(ToolFailure) in try await gate.pass() }
      }
    }
    try await until { gate.running == 4 }
    #expect(slots.inFlight == 4)
    #expect(!slots.reserve())
    gate.release()
    for call in calls { try await call.value }
    #expect(gate.highest == 4)
    #expect(slots.inFlight == 0)
    #expect(slots.reserve())
  }

  @Test func leavingTheQueueMakesRoom() async throws {
    let slots = ToolSlots(running: 1, waiting: 2)
    let gate = Gate()
    let calls = (0..<3).map { _ in
      #expect(slots.reserve())
      return Task<Void, any Error> {
        try await slots.run { () async throws(ToolFailure) in try await gate.pass() }
      }
    }
    try await until { gate.running == 1 }
    #expect(!slots.reserve())
    for call in calls { call.cancel() }
    var cancelled = 0
    for call in calls { cancelled += await isCancelled(call) ? 1 : 0 }
    #expect(cancelled == 2, "those that waited; the one in flight sees it by itself")
    #expect(slots.inFlight == 0)
    for _ in 0..<3 { #expect(slots.reserve()) }
    #expect(!slots.reserve())
  }

  @Test func callsCancelledBeforeTheStartTakeNothing() async throws {
    let slots = ToolSlots(running: 1, waiting: 1)
    #expect(slots.reserve())
    let call = Task<Void, any Error> {
      while !Task.isCancelled { await Task.yield() }
      try await slots.run { () async throws(ToolFailure) in _ = Issue.record("it ran") }
    }
    call.cancel()
    #expect(await isCancelled(call))
    #expect(slots.inFlight == 0)
    for _ in 0..<2 { #expect(slots.reserve()) }
  }
}

import Synchronization
import Testing
import ToolRuntime

@testable import ToolCalls

/// How many tools run at one time.
@Suite struct ToolPlacesTests {
  /// Calls that wait until they are let go.
  private final class Gate: Sendable {
    private let open = Mutex(false)
    private let most = Mutex((now: 0, most: 0))

    func pass() async throws(ToolFailure) {
      most.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      defer { most.withLock { $0.now -= 1 } }
      while !open.withLock({ $0 }), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(1)) }
    }

    func letGo() { open.withLock { $0 = true } }
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

  @Test func noMoreRunThanMay() async throws {
    let places = ToolPlaces(running: 4, waiting: 96)
    let gate = Gate()
    let calls = (0..<100).map { number in
      #expect(places.reserve(for: UInt64(number % 7), most: nil) == .reserved)
      return Task {
        try await places.run(for: UInt64(number % 7)) { () async throws(ToolFailure) in try await gate.pass() }
      }
    }
    try await until { gate.running == 4 }
    #expect(places.atWork == 4)
    #expect(places.reserve(for: 1, most: nil) == .full)
    gate.letGo()
    for call in calls { try await call.value }
    #expect(gate.highest == 4)
    #expect(places.atWork == 0)
    #expect(places.reserve(for: 1, most: nil) == .reserved)
  }

  @Test func aCallThatLeavesTheQueueMakesRoom() async throws {
    let places = ToolPlaces(running: 1, waiting: 2)
    let gate = Gate()
    let calls = (0..<3).map { _ in
      #expect(places.reserve(for: 1, most: nil) == .reserved)
      return Task<Void, any Error> {
        try await places.run(for: 1) { () async throws(ToolFailure) in try await gate.pass() }
      }
    }
    try await until { gate.running == 1 }
    #expect(places.reserve(for: 1, most: nil) == .full)
    for call in calls { call.cancel() }
    var cancelled = 0
    for call in calls { cancelled += await isCancelled(call) ? 1 : 0 }
    #expect(cancelled == 2, "those that waited; the one at work sees it by itself")
    #expect(places.atWork == 0)
    for _ in 0..<3 { #expect(places.reserve(for: 1, most: nil) == .reserved) }
    #expect(places.reserve(for: 1, most: nil) == .full)
  }

  @Test func aCallCancelledBeforeItBeginsTakesNothing() async throws {
    let places = ToolPlaces(running: 1, waiting: 1)
    #expect(places.reserve(for: 1, most: nil) == .reserved)
    let call = Task<Void, any Error> {
      while !Task.isCancelled { await Task.yield() }
      try await places.run(for: 1) { () async throws(ToolFailure) in _ = Issue.record("it ran") }
    }
    call.cancel()
    #expect(await isCancelled(call))
    #expect(places.atWork == 0)
    for _ in 0..<2 { #expect(places.reserve(for: 1, most: nil) == .reserved) }
  }

  @Test func aCallerHasItsOwnLimit() {
    let places = ToolPlaces(running: 8, waiting: 8)
    #expect(places.reserve(for: 1, most: 2) == .reserved)
    #expect(places.reserve(for: 1, most: 2) == .reserved)
    #expect(places.reserve(for: 1, most: 2) == .callerIsAtLimit)
    #expect(places.reserve(for: 2, most: 2) == .reserved)
    places.release(1)
    #expect(places.reserve(for: 1, most: 2) == .reserved)
  }
}

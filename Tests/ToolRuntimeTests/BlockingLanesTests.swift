import Dispatch
import Synchronization
import Testing
import ToolRuntime

@Suite(.timeLimit(.minutes(1))) struct BlockingLanesTests {
  private typealias Outcome = Result<Int, ToolFailure>

  /// Something to be stuck in, until the test lets it go.
  private final class Gate: Sendable {
    private let entered = Atomic(0)
    private let go = DispatchSemaphore(value: 0)
    let passed = Atomic(0)

    func pass() {
      entered.add(1, ordering: .relaxed)
      go.wait()
      passed.add(1, ordering: .relaxed)
    }

    /// Waits as tasks do: tests share the few threads that tasks have.
    func isEntered(by count: Int = 1) async throws {
      while entered.load(ordering: .relaxed) < count { try await Task.sleep(for: .milliseconds(2)) }
    }

    func open(for count: Int = 1) { for _ in 0..<count { go.signal() } }
  }

  private func code(_ task: Task<Int, any Error>) async -> ToolFailure.Code? {
    switch await task.result {
    case .success: nil
    case .failure(let error): (error as? ToolFailure)?.code
    }
  }

  @Test func returnsTheOutcomeOfTheWork() async throws {
    let lanes = BlockingLanes(2, "test")
    #expect(try await lanes.run { () throws(ToolFailure) in 7 } == 7)
    let failed = Task { try await lanes.run { () throws(ToolFailure) -> Int in throw ToolFailure(.storage, "full") } }
    #expect(await code(failed) == .storage)
  }

  /// More than the machine has cores: as tasks that block they would stop every clock of the process.
  @Test func waitingWorkBlocksNoClock() async throws {
    let lanes = BlockingLanes(16, "test")
    let gate = Gate()
    let stuck = (0..<16).map { number in
      Task {
        try await lanes.run { () throws(ToolFailure) in
          gate.pass(); return number
        }
      }
    }
    try await gate.isEntered(by: 16)
    // Comes back at all, while they are in there.
    try await Task.sleep(for: .milliseconds(50))
    #expect(gate.passed.load(ordering: .relaxed) == 0)
    gate.open(for: 16)
    var sum = 0
    for task in stuck { sum += try await task.value }
    #expect(sum == 120)
  }

  @Test func unstartedWorkEndsAtOnce() async throws {
    let lanes = BlockingLanes(1, "test")
    let (gate, second) = (Gate(), Gate())
    let first = Task {
      try await lanes.run { () throws(ToolFailure) in
        gate.pass(); return 1
      }
    }
    try await gate.isEntered()
    let waiting = Task {
      try await lanes.run { () throws(ToolFailure) in
        second.pass(); return 2
      }
    }
    waiting.cancel()
    #expect(await code(waiting) == .cancelled)
    gate.open()
    #expect(try await first.value == 1)
    #expect(try await lanes.run { () throws(ToolFailure) in 3 } == 3)
    #expect(second.passed.load(ordering: .relaxed) == 0)
  }

  /// What was done is reported as done, however late the call was cancelled.
  @Test func startedWorkDecidesOnCancellation() async throws {
    let lanes = BlockingLanes(1, "test")
    let gate = Gate()
    let call = Task {
      try await lanes.run(
        onCancel: { gate.open() },
        { () throws(ToolFailure) in
          gate.pass(); return 1
        })
    }
    try await gate.isEntered()
    call.cancel()
    #expect(try await call.value == 1)
  }

  /// Abandoned work keeps its thread, and there are no more threads than lanes.
  @Test func abandonsHungWorkWithinABound() async throws {
    let lanes = BlockingLanes(2, "test")
    let gate = Gate()
    for number in 1...2 {
      let call = Task {
        try await lanes.run(abandons: true) { () throws(ToolFailure) in
          gate.pass(); return 1
        }
      }
      try await gate.isEntered(by: number)
      call.cancel()
      #expect(await code(call) == .cancelled)
    }
    let third = Task {
      try await lanes.run(abandons: true) { () throws(ToolFailure) in
        gate.pass(); return 1
      }
    }
    try await Task.sleep(for: .milliseconds(100))
    third.cancel()
    #expect(await code(third) == .cancelled)
    gate.open(for: 2)
    #expect(try await lanes.run { () throws(ToolFailure) in 4 } == 4)
    #expect(gate.passed.load(ordering: .relaxed) <= 2)
  }
}

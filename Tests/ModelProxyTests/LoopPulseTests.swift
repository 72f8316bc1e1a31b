import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import ProxyTransport

@Suite struct LoopPulseTests {
  /// Of one that any loop may count.
  private final class Counter: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
  }

  /// Keeps a loop from answering until it is opened.
  private final class Gate: Sendable {
    private let isOpen = Atomic(false)
    func open() { isOpen.store(true, ordering: .releasing) }
    func wait() { while !isOpen.load(ordering: .acquiring) {} }
  }

  private func until(_ condition: () -> Bool) async throws {
    for _ in 0..<2_000 where !condition() { try await Task.sleep(for: .milliseconds(5)) }
    try #require(condition())
  }

  @Test func endsWhileAnyLoopIsStuck() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let loops = Array(group.makeIterator())
    let beats = Counter()
    LoopPulse.start(on: loops, every: .milliseconds(5)) { beats.add() }
    try await until { beats.count >= 3 }
    for stuck in loops {
      let gate = Gate()
      stuck.execute { gate.wait() }
      // One may be on its way.
      try await Task.sleep(for: .milliseconds(100))
      let before = beats.count
      try await Task.sleep(for: .milliseconds(200))
      #expect(beats.count == before)
      gate.open()
      try await until { beats.count > before + 2 }
    }
    try await group.shutdownGracefully()
  }
}

import JSONCore
import Synchronization
import Testing
import ToolRuntime

@Suite struct ResultCacheTests {
  /// Moves on request: on a busy machine a test may stop for longer than a result lives.
  private final class Clock: Sendable {
    private let offset = Mutex(Duration.zero)
    private let start = ContinuousClock.now

    func advance(_ duration: Duration) { offset.withLock { $0 += duration } }
    var now: ContinuousClock.Instant { start + offset.withLock { $0 } }
  }

  private final class Counter: Sendable {
    private let count = Atomic(0)

    func add() { count.wrappingAdd(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
  }

  private static func cache(_ clock: Clock = Clock(), capacity: Int = 10) -> ResultCache {
    ResultCache(timeToLive: .seconds(30), capacity: capacity, now: { clock.now })
  }

  @Test func reusesResultsUntilTheyExpire() async throws {
    let clock = Clock()
    let runs = Counter()
    let cache = Self.cache(clock)
    func call() async throws {
      _ = try await cache.value(for: "a") { () async throws(ToolFailure) -> JSONBytes in
        runs.add()
        return JSONBytes("1")
      }
    }
    try await call()
    clock.advance(.seconds(29))
    try await call()
    #expect(runs.value == 1)
    clock.advance(.seconds(2))
    try await call()
    #expect(runs.value == 2)
    #expect(cache.statistics.hits == 1)
    #expect(cache.statistics.misses == 2)
  }

  @Test func theLeastRecentlyUsedGoesFirst() async throws {
    let cache = Self.cache(capacity: 2)
    let runs = Counter()
    func call(_ key: JSONString) async throws {
      _ = try await cache.value(for: key) { () async throws(ToolFailure) -> JSONBytes in
        runs.add()
        return JSONBytes("1")
      }
    }
    try await call("a")
    try await call("b")
    try await call("a")
    try await call("c")
    try await call("a")
    #expect(runs.value == 3)
    try await call("b")
    #expect(runs.value == 4)
    #expect(cache.statistics.evictions == 2)
    #expect(cache.statistics.entries == 2)
  }

  @Test func equalCallsShareOneRun() async throws {
    let cache = Self.cache()
    let runs = Counter()
    let results = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<50 {
        group.addTask {
          try await cache.value(for: "same") { () async throws(ToolFailure) -> JSONBytes in
            runs.add()
            await Task.yield()
            return JSONBytes("{}")
          }.bytes
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(runs.value == 1)
    #expect(results.count == 50)
    #expect(cache.statistics.hits == 49)
  }

  @Test func cachesNoFailures() async {
    let cache = Self.cache()
    let runs = Counter()
    for _ in 0..<2 {
      await #expect(throws: ToolFailure.self) {
        try await cache.value(for: "a") { () async throws(ToolFailure) -> JSONBytes in
          runs.add()
          throw ToolFailure(.programFailed, "no")
        }
      }
    }
    #expect(runs.value == 2)
    #expect(cache.statistics.entries == 0)
  }

  /// A caller that gives up must not take the others' result with it.
  @Test func aWaiterReplacesACancelledLeader() async throws {
    let cache = Self.cache()
    let (started, never) = (AsyncStream.makeStream(of: Void.self), AsyncStream.makeStream(of: Void.self))
    let leader = Task {
      try await cache.value(for: "a") { () async throws(ToolFailure) -> JSONBytes in
        started.continuation.yield()
        // Ends when the task is cancelled, and not before.
        for await _ in never.stream {}
        throw ToolFailure(.cancelled, "cancelled")
      }
    }
    for await _ in started.stream { break }
    let follower = Task {
      try await cache.value(for: "a") { () async throws(ToolFailure) -> JSONBytes in JSONBytes("1") }.bytes
    }
    while cache.waiting == 0 { await Task.yield() }
    leader.cancel()
    #expect(try await follower.value == Array("1".utf8))
    await #expect(throws: ToolFailure.self) { try await leader.value }
    #expect(cache.waiting == 0)
  }
}

import CMeasure
import Dispatch
import RateLimits
import Synchronization

enum LimitsBench {
  private static let repeats = 10_000_000

  private struct BadQuota: Error {}

  private static func quota(_ perSecond: UInt64, burst: UInt64) throws -> Quota {
    guard let quota = Quota(perSecond: perSecond, burst: burst) else { throw BadQuota() }
    return quota
  }

  static func run() throws {
    let generous = RateLimiter(try quota(1_000_000_000, burst: 1_000_000_000))
    var admitted = 0
    measure("check, admitted") { admitted += generous.check(now: UInt64($0)).isAdmitted ? 1 : 0 }
    let strict = RateLimiter(try quota(1, burst: 1))
    measure("check, refused") { admitted += strict.check(now: UInt64($0)).isAdmitted ? 1 : 0 }
    measure("reserve and settle") { index in
      var reserving = generous.reserve(1000, now: UInt64(index))
      if let reservation = reserving.take() { reservation.settle(actual: 900, now: UInt64(index)) }
    }
    let registry = LimiterRegistry(capacity: 1024)
    let usual = try quota(1_000_000, burst: 1_000_000)
    measure("registry of 1000 keys and check") { index in
      let limiter = registry.limiter(for: UInt64(index % 1000), quota: usual, now: UInt64(index))
      admitted += limiter?.check(now: UInt64(index)).isAdmitted == true ? 1 : 0
    }
    let breaker = CircuitBreaker()
    measure("circuit breaker, permit and record") { index in
      if case .permitted(let permit) = breaker.permit(now: UInt64(index)) {
        breaker.record(.success, permit, now: UInt64(index))
      }
    }
    guard admitted >= 2 * repeats else { throw BadQuota() }
    try manyThreads()
  }

  private static func measure(_ what: String, _ body: (Int) -> Void) {
    let (start, allocations) = (measure_thread_cpu_time(), measure_allocations())
    for index in 1...repeats { body(index) }
    let count = Double(repeats)
    ReliabilityBench.report(what, Double(measure_thread_cpu_time() - start) / count, "ns")
    let made = measure_allocations() - allocations
    if made > 1000 { ReliabilityBench.report("  allocations of it", Double(made) / count, "") }
  }

  /// Eight threads want ten million units each of one limiter, by the real clock.
  private static func manyThreads() throws {
    let limiter = RateLimiter(try quota(100_000, burst: 1000))
    let admitted = Atomic<UInt64>(0)
    let start = ContinuousClock.now
    let nanoseconds: @Sendable () -> UInt64 = {
      let (seconds, attoseconds) = start.duration(to: .now).components
      return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      var mine: UInt64 = 0
      for _ in 0..<10_000_000 where limiter.check(now: nanoseconds()).isAdmitted { mine += 1 }
      admitted.add(mine, ordering: .relaxed)
    }
    let elapsed = nanoseconds()
    let (total, allowed) = (admitted.load(ordering: .relaxed), 1000 + elapsed / 10_000)
    print("8 threads, 80000000 attempts in \(elapsed / 1_000_000) ms: \(total) admitted, \(allowed) allowed")
    guard total <= allowed else { throw BadQuota() }
  }
}

import AuditLog
import CMeasure
import Dispatch
import JSONCore
import Synchronization

enum AuditBench {
  private struct NotWritten: Error {}

  /// As long as the audit event of the other benchmarks.
  private static let line: [UInt8] = {
    let start = Array(#"{"event_type":"request_received","request_id":"0123456789abcdef","padding":""#.utf8)
    return start + [UInt8](repeating: 0x78, count: 372 - start.count - 2) + Array("\"}".utf8)
  }()

  static func run(folder: String) throws {
    let (log, _) = try AuditLog.open(AuditConfiguration(folder: folder, role: { _ in .other }))
    try bursts(log)
    for threads in [1, 2, 4] { try sustained(log, threads) }
    guard log.close() else { throw NotWritten() }
  }

  /// Bursts that fit the queue, each written before the next begins: the cost on the request path.
  private static func bursts(_ log: AuditLog) throws {
    let (bursts, size) = (200, 5000)
    var worst: [UInt64] = []
    worst.reserveCapacity(bursts * size)
    var cpu: Int64 = 0
    var allocations: UInt64 = 0
    for _ in 0..<bursts {
      let (start, made) = (measure_thread_cpu_time(), measure_allocations())
      for _ in 0..<size { try log.append(line.span) }
      cpu += measure_thread_cpu_time() - start
      allocations += measure_allocations() - made
      guard log.flush() else { throw NotWritten() }
      for _ in 0..<size {
        let begin = ContinuousClock.now
        try log.append(line.span)
        worst.append(UInt64(begin.duration(to: .now).components.attoseconds / 1_000_000_000))
      }
      guard log.flush() else { throw NotWritten() }
    }
    let count = Double(bursts * size)
    ReliabilityBench.report("append, CPU time of the caller", Double(cpu) / count, "ns")
    ReliabilityBench.report("allocations of the process per append", Double(allocations) / count, "")
    worst.sort()
    for share in [0.5, 0.99, 0.999, 0.9999] {
      ReliabilityBench.report("append, wall time p\(share * 100)", Double(worst[Int(share * count)]), "ns")
    }
  }

  /// As many as the disk takes for five seconds: what is refused because the queue is full is tried again.
  private static func sustained(_ log: AuditLog, _ threads: Int) throws {
    let before = log.status
    let start = ContinuousClock.now
    let pause = DispatchSemaphore(value: 0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while start.duration(to: .now) < .seconds(5) {
        for _ in 0..<100 where (try? log.append(line.span)) == nil {
          _ = pause.wait(timeout: .now() + .microseconds(200))
        }
      }
    }
    guard log.flush() else { throw NotWritten() }
    let elapsed = start.duration(to: .now)
    let after = log.status
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    ReliabilityBench.report(
      "\(threads) threads, committed", Double(after.committed - before.committed) / seconds / 1000, "thousand/s")
    guard after.committed == after.appended else { throw NotWritten() }
  }
}

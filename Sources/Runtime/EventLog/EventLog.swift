import Dispatch
import JSONCore
import Logging
import Synchronization

/// Writes log lines without ever making the caller wait: lines are queued, one thread writes them in batches, and what
/// cannot be queued or written is counted and reported in the next line that can.
///
/// Nothing is opened before the first line has been logged, and then on the writing thread.
package final class EventLog: Sendable {
  private struct Queue {
    var lines: [UInt8] = []
    var lineCount = 0
    /// Lines lost since the last one that reported it.
    var dropped = 0
    /// Lost lines that the waiting lines report.
    var reported = 0
    /// Whether `drain` is on the worker's queue, or running: one at a time.
    var isScheduled = false
  }

  private let configuration: EventLogConfiguration
  private let queue = Mutex(Queue())
  /// Locked by the worker alone; the mutex is for the compiler.
  private let file: Mutex<LogFile>
  private let worker = DispatchQueue(label: "event-log")

  package init(_ configuration: EventLogConfiguration) {
    self.configuration = configuration
    file = Mutex(LogFile(path: configuration.path, limit: configuration.fileBytes))
  }

  /// What `LoggingSystem.bootstrap` wants.
  package func handler(label: String) -> EventLogHandler {
    EventLogHandler(log: self, label: label, logLevel: configuration.level)
  }

  /// Lines that were lost and have not been reported.
  package var droppedCount: Int { queue.withLock { $0.dropped + $0.reported } }

  /// Queues a line that still lacks its closing brace and line feed. Takes a lock and copies; after a quiet time it
  /// also wakes the worker.
  func append(_ open: [UInt8]) {
    let mustSchedule = queue.withLock { queue in
      // The newest line is lost, and not the oldest: what led to the trouble matters more.
      guard queue.lines.count + open.count <= configuration.queueBytes else {
        queue.dropped += 1
        return false
      }
      queue.lines += open
      if queue.dropped > 0 { queue.lines += Array(",\"dropped\":\(queue.dropped)".utf8) }
      queue.lines += [0x7D, 0x0A]
      queue.lineCount += 1
      queue.reported += queue.dropped
      queue.dropped = 0
      defer { queue.isScheduled = true }
      return !queue.isScheduled
    }
    if mustSchedule { worker.async { self.drain() } }
  }

  /// Waits until what has been logged so far is written, or the time is over; for the end of the process. Whether
  /// everything was written in time.
  @discardableResult
  package func flush(within limit: Duration = .milliseconds(200)) -> Bool {
    // The worker does one thing after the other: what signals here comes behind all that was scheduled.
    let written = DispatchSemaphore(value: 0)
    worker.async { written.signal() }
    let (seconds, attoseconds) = limit.components
    let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    return written.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success
  }

  /// On the worker's thread: writes until the queue is empty. The lock is not held while a batch is written.
  private func drain() {
    // One batch after the other: what comes while one is written is the next.
    while let batch = takeBatch() {
      let isWritten = file.withLock { $0.write(batch.lines) }
      if configuration.copiesToStandardError { StandardError.write(batch.lines) }
      if isWritten { continue }
      // Those that the batch would have reported are lost once more.
      queue.withLock { $0.dropped += batch.lineCount + batch.reported }
    }
  }

  /// Everything that waits, as one write; nil when nothing does, and then the next line schedules again.
  private func takeBatch() -> Queue? {
    queue.withLock { queue in
      guard queue.lineCount > 0 else {
        queue.isScheduled = false
        return nil
      }
      let batch = queue
      queue.lines = []
      queue.lineCount = 0
      queue.reported = 0
      return batch
    }
  }
}

/// Standard error, for what has nowhere else to go.
enum StandardError {
  static func write(_ bytes: [UInt8]) {
    var writer = JSONWriter(capacity: bytes.count)
    writer.raw(bytes)
    _ = writer.flush(to: 2)
  }
}

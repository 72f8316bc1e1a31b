import Dispatch
import JSONCore
import Logging
import Synchronization

/// Writes log lines without ever making the caller wait: lines are queued, one thread writes them in batches, and
/// what cannot be queued or written is counted and told in the next line that can.
///
/// Nothing is opened before the first line has been logged, and then on the writing thread.
package final class EventLog: Sendable {
  private struct Queue {
    var lines: [UInt8] = []
    var lineCount = 0
    /// Lines lost since the last one that told of it.
    var dropped = 0
    /// Lost lines that the waiting lines tell of.
    var told = 0
    var isScheduled = false
  }

  private let configuration: EventLogConfiguration
  private let queue = Mutex(Queue())
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

  /// Lines that were lost and have not been told of.
  package var droppedCount: Int { queue.withLock { $0.dropped + $0.told } }

  /// Queues a line that still lacks its closing brace and line feed.
  func append(_ open: [UInt8]) {
    let mustSchedule = queue.withLock { queue in
      guard queue.lines.count + open.count <= configuration.queueBytes else {
        queue.dropped += 1
        return false
      }
      queue.lines += open
      if queue.dropped > 0 { queue.lines += Array(",\"dropped\":\(queue.dropped)".utf8) }
      queue.lines += [0x7D, 0x0A]
      queue.lineCount += 1
      queue.told += queue.dropped
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
    let written = DispatchSemaphore(value: 0)
    worker.async { written.signal() }
    let (seconds, attoseconds) = limit.components
    let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    return written.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success
  }

  private func drain() {
    while let batch = takeBatch() {
      let isWritten = file.withLock { $0.write(batch.lines) }
      if configuration.copiesToStandardError { StandardError.write(batch.lines) }
      if isWritten { continue }
      queue.withLock { $0.dropped += batch.lineCount + batch.told }
    }
  }

  private func takeBatch() -> Queue? {
    queue.withLock { queue in
      guard queue.lineCount > 0 else {
        queue.isScheduled = false
        return nil
      }
      let batch = queue
      queue.lines = []
      queue.lineCount = 0
      queue.told = 0
      return batch
    }
  }
}

/// Standard error, for what has no other place.
enum StandardError {
  static func write(_ bytes: [UInt8]) {
    var writer = JSONWriter(capacity: bytes.count)
    writer.raw(bytes)
    _ = writer.flush(to: 2)
  }
}

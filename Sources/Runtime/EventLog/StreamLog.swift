import Dispatch
import Synchronization
import System

/// The log of a server on standard error, where terminals, containers and systemd look: a line for each event.
///
/// The caller formats a line and queues it; one thread writes. Whoever does not read standard error stops that thread and
/// nothing else: lines beyond the queue are dropped, the newest ones, and counted in the next line that gets through.
package final class StreamLog: ProxyLog {
  fileprivate struct Queue {
    var bytes: [UInt8] = []
    var lines = 0
    /// Lines lost since the last one that said so.
    var dropped = 0
    /// Nothing is written yet: something else has to be the first line.
    var isHeld = true
    /// Whether `drain` is on the worker's queue, or running: one at a time.
    var isScheduled = false
  }

  private struct Rules {
    var level: LogLevel
    var format: LogFormat
  }

  private let descriptor: CInt
  private let detected: LogFormat
  private let queueBytes: Int
  private let clock: @Sendable () -> Int
  private let queue = Mutex(Queue())
  private let rules: Mutex<Rules>
  /// Apart from the rules: asked for with each request.
  private let access: Atomic<Bool>
  private let worker = DispatchQueue(label: "stream-log")

  /// Writes nothing before `open`.
  ///
  /// - Parameters:
  ///   - settings: until others are adopted.
  ///   - detected: the format where none is configured.
  ///   - queueBytes: Lines that wait to be written, in bytes; what comes beyond is dropped and counted.
  ///   - clock: milliseconds since 1970.
  package init(
    _ settings: LogSettings = LogSettings(), detected: LogFormat, descriptor: CInt = 2, queueBytes: Int = 1 << 20,
    clock: @escaping @Sendable () -> Int = { WallClock.milliseconds }
  ) {
    self.descriptor = descriptor
    self.detected = detected
    self.queueBytes = queueBytes
    self.clock = clock
    rules = Mutex(Rules(level: settings.level, format: settings.format ?? detected))
    access = Atomic(settings.recordsAccess)
  }

  /// Lines that were lost and have not been reported.
  package var droppedCount: Int { queue.withLock { $0.dropped } }

  package var recordsAccess: Bool { access.load(ordering: .relaxed) }

  package func adopt(_ settings: LogSettings) {
    rules.withLock { $0 = Rules(level: settings.level, format: settings.format ?? detected) }
    access.store(settings.recordsAccess, ordering: .relaxed)
  }

  package func log(_ level: LogLevel, _ message: String, _ fields: [(StaticString, LogValue)]) {
    let rules = rules.withLock { $0 }
    guard level.rawValue <= rules.level.rawValue else { return }
    append(LogLine(milliseconds: clock(), level: level, message: message, fields: fields).bytes(rules.format))
  }

  package func access(_ entry: AccessEntry) {
    guard recordsAccess else { return }
    let format = rules.withLock { $0.format }
    append(entry.line(format).bytes(format))
  }

  /// Begins to write, what has been logged so far behind `opening`: text that is no event, with its line feeds.
  package func open(_ opening: String = "") {
    let mustSchedule = queue.withLock { queue in
      guard queue.isHeld else { return false }
      queue.isHeld = false
      queue.bytes = Array(opening.utf8) + queue.bytes
      // The text counts as a line: without any the queue is not looked at.
      queue.lines += opening.isEmpty ? 0 : 1
      return queue.schedule()
    }
    if mustSchedule { worker.async { self.drain() } }
  }

  /// Waits until what has been logged so far is written, or the time is over; for the end of the process, which must not
  /// wait for a reader. Whether everything was written in time.
  @discardableResult
  package func flush(within limit: Duration = .milliseconds(500)) -> Bool {
    // The worker does one thing after the other: what signals here comes behind all that was scheduled.
    let written = DispatchSemaphore(value: 0)
    worker.async { written.signal() }
    let (seconds, attoseconds) = limit.components
    let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    return written.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success
  }

  /// Takes a lock and copies; after a quiet time it also wakes the worker.
  private func append(_ line: [UInt8]) {
    let mustSchedule = queue.withLock { queue in
      // The newest line is lost, and not the oldest: what led to the trouble matters more.
      guard queue.bytes.count + line.count <= queueBytes else {
        queue.dropped += 1
        return false
      }
      queue.bytes += line
      queue.lines += 1
      return queue.schedule()
    }
    if mustSchedule { worker.async { self.drain() } }
  }

  /// On the worker's thread: writes until the queue is empty. The lock is not held while a batch is written.
  private func drain() {
    while let batch = queue.withLock({ $0.take() }) {
      // Behind the batch: what was lost came after what was queued.
      let bytes = batch.dropped == 0 ? batch.bytes : batch.bytes + notice(batch.dropped)
      if LogStream.write(bytes, to: descriptor) { continue }
      queue.withLock { $0.dropped += batch.lines + batch.dropped }
    }
  }

  /// Whatever the level: without it a gap looks like a quiet time.
  private func notice(_ count: Int) -> [UInt8] {
    LogLine(
      milliseconds: clock(), level: .warning, message: "lines of the log were dropped: nothing read them in time",
      fields: [("dropped", .integer(count))]
    ).bytes(rules.withLock { $0.format })
  }
}

extension StreamLog.Queue {
  /// Whether the caller has to put `drain` on the worker's queue.
  fileprivate mutating func schedule() -> Bool {
    guard !isHeld, !isScheduled, lines > 0 else { return false }
    isScheduled = true
    return true
  }

  /// Everything that waits, as one write; nil when nothing does, and then the next line schedules again.
  fileprivate mutating func take() -> StreamLog.Queue? {
    guard lines > 0 else {
      isScheduled = false
      return nil
    }
    let batch = self
    bytes = []
    lines = 0
    dropped = 0
    return batch
  }
}

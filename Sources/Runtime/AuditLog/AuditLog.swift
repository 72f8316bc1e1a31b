import Dispatch
import Synchronization

/// An append-only log of JSON lines in one file per UTC day. A record that was taken survives the death of the process
/// from that moment on, and a power failure once it is committed, at most 50 ms later on a disk that keeps up.
///
/// Any thread appends; one thread writes. See docs/audit.md.
package final class AuditLog: Sendable {
  let ring: RecordRing
  let wakeSignal = WakeSignal()
  /// Holds the lock of the folder as long as the log is open.
  private let lockFile: Int32
  private let groupBytes: Int
  /// State and `errno` in one word, so that the request path reads both with one load.
  private let health = Atomic<UInt64>(0)
  private let appendedCount = Atomic<Int>(0)
  private let refusedCount = Atomic<Int>(0)
  let committedCount = Atomic<Int>(0)
  let isClosing = Atomic<Bool>(false)
  let retentionIsConfirmed = Atomic<Bool>(false)
  private let waiting = Mutex<[Waiter]>([])
  private let ended = DispatchSemaphore(value: 0)

  /// `done` is called once everything before `position` is on the disk.
  private struct Waiter {
    let position: Int
    let done: @Sendable (Bool) -> Void
  }

  /// Bytes that make a group by themselves.
  static let groupSize = 256 << 10

  private init(ring: RecordRing, lockFile: Int32) {
    self.ring = ring
    self.lockFile = lockFile
    groupBytes = min(Self.groupSize, ring.capacity / 4)
  }

  /// Opens the log of a folder for this process alone, after putting in order what an earlier process left behind.
  /// `unclosed` are the requests it died with: the caller appends a closing record for each.
  package static func open(
    _ configuration: AuditConfiguration
  ) throws(AuditOpenFailure) -> (log: AuditLog, unclosed: [UnclosedRecord]) {
    let path = ringPath(configuration.folder)
    do { try SystemDevice.makeFolder(configuration.folder) } catch {
      throw .system(operation: error.operation, path: configuration.folder, code: error.code)
    }
    try checkFolder(configuration.folder)
    let lockFile = try RingFile.open(path)
    do throws(AuditOpenFailure) {
      let ring = try RingFile.map(lockFile, path, orMake: ringCapacity(configuration.queueBytes))
      var recovery = Recovery(ring: ring, configuration: configuration)
      try recovery.run()
      let log = AuditLog(ring: ring, lockFile: lockFile)
      try log.startWriter(configuration, recovery)
      return (log, recovery.unclosed)
    } catch {
      RingFile.close(lockFile)
      throw error
    }
  }

  static func ringPath(_ folder: String) -> String { folder + "/audit.ring" }

  /// Whole pages, since the ring is mapped twice in a row.
  static func ringCapacity(_ queueBytes: Int) -> Int { max(1 << 18, (queueBytes + 4095) & ~4095) }

  /// - Throws: when others may write to an audit's folder, or it cannot be looked at. One that is not there is fine.
  package static func checkFolder(_ path: String) throws(AuditOpenFailure) {
    let mode: UInt32?
    do { mode = try SystemDevice.permissions(ofFolder: path) } catch {
      throw .system(operation: error.operation, path: path, code: error.code)
    }
    if let mode, mode & 0o022 != 0 { throw .exposed(path: path, mode: mode) }
  }

  /// The thread keeps the log alive until it has ended.
  private func startWriter(_ configuration: AuditConfiguration, _ recovery: Recovery) throws(AuditOpenFailure) {
    let writer = AuditWriter(log: self, configuration: configuration, recovery: recovery)
    let code = WriterThread.start {
      var writer = writer
      writer.run()
      self.ended.signal()
    }
    if code != 0 { throw .system(operation: "pthread_create", path: configuration.folder, code: code) }
  }

  // MARK: the request path

  /// Takes one record: a line of JSON without its line feed, whole and at most 64 KiB. When this returns, the record
  /// survives the process. It never waits, allocates nothing and, while the writer is awake, makes no system call.
  ///
  /// - Parameter closesRequest: the record closes what an earlier one has opened. It is taken while the disk takes
  /// nothing,
  ///   too, as long as there is room: what was begun before that is not to stay open.
  package func append(_ line: Span<UInt8>, closesRequest: Bool = false) throws(AuditRefusal) {
    try appendQuietly(line, closesRequest: closesRequest)
    wakeWriter()
  }

  /// The same without waking the writer, which takes longer than all the rest where it sleeps. `wakeWriter` has to
  /// follow as soon as what is urgent is done.
  package func appendQuietly(_ line: Span<UInt8>, closesRequest: Bool = false) throws(AuditRefusal) {
    do { try take(line, closesRequest: closesRequest) } catch {
      refusedCount.add(1, ordering: .relaxed)
      throw error
    }
  }

  /// Wakes the writer when it sleeps and there is a reason not to.
  package func wakeWriter() { wakeSignal.ring { ring.queued >= groupBytes } }

  /// Health first: a log that cannot write takes nothing that nobody would see.
  private func take(_ line: Span<UInt8>, closesRequest: Bool) throws(AuditRefusal) {
    switch refusal(health.load(ordering: .acquiring)) {
    case .stalled where closesRequest: break
    case let refusal?: throw refusal
    case nil: break
    }
    guard line.count > 0 else { throw .malformed }
    guard line.count <= RecordRing.longestRecord else { throw .tooLong }
    switch ring.append(line) {
    case .full: throw .queueFull
    case .malformed: throw .malformed
    case .taken: appendedCount.add(1, ordering: .relaxed)
    }
  }

  // MARK: health

  private static let healthy: UInt64 = 0
  private static let stalled: UInt64 = 1
  private static let broken: UInt64 = 2
  private static let closed: UInt64 = 3

  private func refusal(_ word: UInt64) -> AuditRefusal? {
    let code = Int32(truncatingIfNeeded: word >> 8)
    switch word & 0xFF {
    case Self.healthy: return nil
    case Self.stalled: return .stalled(code: code)
    case Self.broken: return .failed(code: code)
    default: return .closed
    }
  }

  func setHealth(_ state: AuditStatus.State) {
    let word =
      switch state {
      case .writable: Self.healthy
      case .stalled(let code): Self.stalled | UInt64(UInt32(bitPattern: code)) << 8
      case .failed(let code): Self.broken | UInt64(UInt32(bitPattern: code)) << 8
      case .closed: Self.closed
      }
    health.store(word, ordering: .releasing)
  }

  package var status: AuditStatus {
    let state: AuditStatus.State =
      switch refusal(health.load(ordering: .acquiring)) {
      case .stalled(let code): .stalled(code: code)
      case .failed(let code): .failed(code: code)
      case .closed: .closed
      default: .writable
      }
    return AuditStatus(
      state: state, appended: appendedCount.load(ordering: .relaxed),
      committed: committedCount.load(ordering: .relaxed), refused: refusedCount.load(ordering: .relaxed),
      queuedBytes: ring.queued, queueBytes: ring.capacity, isRetentionHeld: ring.flags.contains(.retentionHeld))
  }

  /// Says that the clock is right although it went forward by more than two days: what is too old is deleted.
  package func confirmRetention() {
    retentionIsConfirmed.store(true, ordering: .releasing)
    wakeSignal.ringAlways()
  }

  // MARK: waiting for the disk

  /// Calls `done` when everything appended so far is on the disk (true), or cannot get there (false); on the writer's
  /// thread, or at once.
  package func whenDurable(_ done: @escaping @Sendable (Bool) -> Void) {
    let position = ring.end
    let isHopeless = waiting.withLock { waiting in
      switch refusal(health.load(ordering: .acquiring)) {
      case .failed, .closed: return true
      default: waiting.append(Waiter(position: position, done: done))
      }
      return false
    }
    if isHopeless { done(Int(ring[.committed]) >= position) } else { wakeSignal.ringAlways() }
  }

  /// Waits until everything appended so far is on the disk; false when it is not by then.
  @discardableResult
  package func flush(within limit: Duration = .seconds(10)) -> Bool {
    let (semaphore, response) = (DispatchSemaphore(value: 0), Response())
    whenDurable { isDurable in
      response.isDurable.store(isDurable, ordering: .releasing)
      semaphore.signal()
    }
    let isInTime = semaphore.wait(timeout: .now() + .nanoseconds(limit.nanoseconds)) == .success
    return isInTime && response.isDurable.load(ordering: .acquiring)
  }

  private final class Response: Sendable {
    let isDurable = Atomic<Bool>(false)
  }

  var hasWaiters: Bool { waiting.withLock { !$0.isEmpty } }

  /// Calls those who wait for records before `position`; the rest as well when it is over. Outside of the lock: `done`
  /// may wait for another record.
  func resumeWaiters(_ position: Int, isOver: Bool) {
    let due = waiting.withLock { waiting in
      let due = waiting.filter { isOver || $0.position <= position }
      waiting.removeAll { isOver || $0.position <= position }
      return due
    }
    for waiter in due { waiter.done(waiter.position <= position) }
  }

  /// Takes no more records, writes those that wait and releases the folder. False when not all could be written in
  /// time: those are in the ring and will be written at the next start.
  @discardableResult
  package func close(within limit: Duration = .seconds(10)) -> Bool {
    guard !isClosing.exchange(true, ordering: .acquiringAndReleasing) else { return false }
    wakeSignal.ringAlways()
    guard ended.wait(timeout: .now() + .nanoseconds(limit.nanoseconds)) == .success else { return false }
    RingFile.close(lockFile)
    return Int(ring[.committed]) >= ring.end
  }
}

import JSONCore
import Synchronization
import System

/// Moves records from the ring to the day files, on a thread of its own: a group is written, waited for until it is on
/// the disk, and only then leaves the ring.
struct AuditWriter: Sendable {
  /// Most bytes of a group; under load it is what has come in during the last one.
  private static let largestGroup = 2 << 20
  /// How often an idle log looks at the clock.
  private static let tick = Duration.seconds(60)

  private let log: AuditLog
  private let configuration: AuditConfiguration
  private let folder: DayFolder
  private var retention: Retention
  private var openRequests: OpenRequests
  private var roles = GroupRoles()
  private var file: Int32 = -1
  /// Where the current file ends.
  private var mark: FileMark
  /// Records before this are on the disk.
  private var position: Int
  private var group: [UInt8] = []
  /// Where each record is in `group`.
  private var lines: [Range<Int>] = []
  /// Whether the disk took nothing at the last try; reports are made when it changes.
  private var isStalled = false

  private var ring: RecordRing { log.ring }

  init(log: AuditLog, configuration: AuditConfiguration, recovery: Recovery) {
    self.log = log
    self.configuration = configuration
    folder = recovery.folder
    retention = recovery.retention
    openRequests = recovery.openRequests
    mark = log.ring.fileMark
    position = Int(log.ring[.committed])
    group.reserveCapacity(Self.largestGroup + RecordRing.longestRecord)
  }

  /// Until the log is closed or the disk has failed. Failures that may pass lead to another try; all others end it,
  /// since nobody knows what is on the disk.
  mutating func run() {
    while true {
      let isClosing = log.isClosing.load(ordering: .acquiring)
      // Before the last groups: what is appended from here on would not be written.
      if isClosing { log.setHealth(.closed) }
      if !isClosing { waitForWork() }
      do {
        try commitGroup()
        if isStalled { resume() }
        retention.confirm(if: log.retentionIsConfirmed.exchange(false, ordering: .acquiring))
        retention.apply(now: configuration.clock())
      } catch  where SystemDevice.isPassing(error) {
        stall(error)
        if isClosing { return end() }
        log.wakeSignal.sleep(atMost: configuration.retryDelay, isIdle: false) { false }
      } catch {
        return fail(error)
      }
      if isClosing && position == ring.end { return end() }
    }
  }

  // MARK: waiting

  /// First for a record, then `groupDelay` for others that go to the disk with it: one sync for all of them.
  private func waitForWork() {
    if !hasWork { log.wakeSignal.sleep(atMost: Self.tick, isIdle: true) { hasWork } }
    if !isUrgent { log.wakeSignal.sleep(atMost: configuration.groupDelay, isIdle: false) { isUrgent } }
  }

  private var hasWork: Bool {
    ring.end != position || log.hasWaiters || log.isClosing.load(ordering: .acquiring)
      || log.retentionIsConfirmed.load(ordering: .acquiring)
  }

  /// Whether the group does not wait for more.
  private var isUrgent: Bool {
    ring.end - position >= AuditLog.groupSize || ring.end == position || log.hasWaiters
      || log.isClosing.load(ordering: .acquiring)
  }

  // MARK: a group

  /// Write, sync, note it in the ring, wake those that wait, and only then free the records: killed anywhere in
  /// between, the next start finds them in the ring or in the file, and knows which.
  private mutating func commitGroup() throws(DeviceFailure) {
    let next = gather()
    guard next > position else {
      log.resumeWaiters(position, isOver: false)
      // Somebody is in the middle of adding the next record.
      if ring.end > position { log.wakeSignal.sleep(atMost: .milliseconds(1), isIdle: false) { false } }
      return
    }
    try openFile()
    try write()
    let start = mark.offset
    mark = FileMark(day: mark.day, offset: start + group.count)
    position = next
    ring.commit(position, mark)
    log.committedCount.add(lines.count, ordering: .relaxed)
    log.resumeWaiters(position, isOver: false)
    noteRoles(from: start)
    ring.release(to: position)
  }

  /// Collects the lines of the next group. Returns the position behind it.
  private mutating func gather() -> Int {
    group.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    var next = position
    // Not beyond the end: in a full ring the oldest record is right behind the newest.
    let end = ring.end
    while next < end, group.count < Self.largestGroup, case .complete(let length, _) = ring.entry(at: next) {
      let start = group.count
      ring.copy(next, length: length, into: &group)
      group.append(0x0A)
      lines.append(start..<start + length)
      next += RecordRing.size(length)
    }
    return next
  }

  /// Opens the file of the day. Days only go forward: a clock that steps back does not open an earlier one again.
  private mutating func openFile() throws(DeviceFailure) {
    let day = max(mark.day, UTCTime.day(of: configuration.clock()))
    if file >= 0 && day == mark.day { return }
    closeFile()
    file = try folder.open(day)
    mark = FileMark(day: day, offset: try folder.device.size(file))
    ring[.file] = mark.word
  }

  private mutating func closeFile() {
    if file >= 0 { folder.device.close(file) }
    file = -1
  }

  /// At the end of the file, and then waits for the disk.
  private func write() throws(DeviceFailure) {
    do { try folder.write(file, group) } catch {
      // What has been written of the group is taken back; it is all still in the ring.
      try folder.device.truncate(file, to: mark.offset)
      throw error
    }
    try folder.device.sync(file)
  }

  /// After the commit, where nobody waits: which requests have opened and closed, for the next start.
  private mutating func noteRoles(from start: Int) {
    roles.note(group, lines, configuration, day: mark.day, start: start, in: &openRequests)
    ring[.openSince] = (openRequests.earliest() ?? mark).word
  }

  // MARK: when the disk takes nothing

  /// Reported once, at the beginning; the records stay in the ring, and the log refuses new ones.
  private mutating func stall(_ failure: DeviceFailure) {
    if !isStalled { configuration.report(.stalled(code: failure.code)) }
    isStalled = true
    if !log.isClosing.load(ordering: .acquiring) { log.setHealth(.stalled(code: failure.code)) }
  }

  /// The first group has gone through: the stall is over.
  private mutating func resume() {
    isStalled = false
    if log.isClosing.load(ordering: .acquiring) { return }
    log.setHealth(.writable)
    configuration.report(.resumed)
  }

  /// The disk is not asked again: after a failed sync nobody knows what is on it.
  private mutating func fail(_ failure: DeviceFailure) {
    ring.flags.insert(.failed)
    log.setHealth(.failed(code: failure.code))
    configuration.report(.failed(operation: failure.operation, code: failure.code))
    log.resumeWaiters(position, isOver: true)
    closeFile()
  }

  /// `clean` informs the next start that nothing is left in the ring.
  private mutating func end() {
    closeFile()
    // Nothing waits, so the next start need not look for records.
    if position == ring.end { ring.flags.insert(.clean) }
    log.resumeWaiters(position, isOver: true)
  }
}

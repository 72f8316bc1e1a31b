import JSONCore
import System

/// Puts a folder in order before the log opens: every record that an earlier process took is in a day file exactly
/// once, whenever that process, or a recovery after it, was killed.
///
/// The ring says up to where records are committed and how long the file was then. What the file holds behind that is
/// compared with the records in the ring: those that are there already are not written again.
struct Recovery {
  let folder: DayFolder
  private let ring: RecordRing
  private let configuration: AuditConfiguration
  private(set) var retention: Retention
  private(set) var openRequests = OpenRequests()
  /// In the order in which they were opened.
  private(set) var unclosed: [UnclosedRecord] = []
  /// Records that a producer had begun when it died: none of them was reported as taken.
  private var unfinished = 0
  /// The position behind the last record in the ring, whole or not.
  private var end = 0

  init(ring: RecordRing, configuration: AuditConfiguration) {
    self.ring = ring
    self.configuration = configuration
    folder = DayFolder(path: configuration.folder, device: configuration.device)
    retention = Retention(ring: ring, folder: folder, configuration: configuration)
  }

  /// Before a thread writes or a request is taken. Throws for a folder or file that cannot be read or written.
  mutating func run() throws(AuditOpenFailure) {
    do { try settle() } catch {
      throw .system(operation: error.operation, path: folder.path, code: error.code)
    }
  }

  /// Each step may be cut off and done again: what it has written is found by the next one.
  private mutating func settle() throws(DeviceFailure) {
    let isClean = ring.flags.contains(.clean)
    var records = leftRecords()
    let found = try settleTails(of: records)
    records = Self.without(records, found)
    try append(records)
    ring.flags.subtract([.failed, .clean])
    ring.restart(at: end, filling: !isClean || !records.isEmpty)
    if !records.isEmpty || unfinished > 0 {
      configuration.report(.recovered(records: records.count, unfinished: unfinished))
    }
    try findUnclosed()
    try leaveTheFuture()
    holdRetentionWithoutHistory()
    retention.apply(now: configuration.clock())
  }

  /// The records in the ring that are not committed, in order.
  private mutating func leftRecords() -> [[UInt8]] {
    var records: [[UInt8]] = []
    end = Int(ring[.committed])
    let limit = end + ring.capacity
    while end < limit {
      switch ring.entry(at: end) {
      case .free, .damaged: return records
      case .reserved(let length):
        unfinished += 1
        end += RecordRing.size(length)
      case .complete(let length, let checksum):
        // Pages that a power failure has lost: everything from here on is unreadable.
        guard ring.matches(end, length: length, checksum: checksum) else { return records }
        var record: [UInt8] = []
        ring.copy(end, length: length, into: &record)
        records.append(record)
        end += RecordRing.size(length)
      }
    }
    return records
  }

  /// Drops each record as often as it was found in a file.
  private static func without(_ records: [[UInt8]], _ found: [[UInt8]: Int]) -> [[UInt8]] {
    var found = found
    return records.filter { record in
      guard let count = found[record], count > 0 else { return true }
      found[record] = count - 1
      return false
    }
  }

  // MARK: the ends of the files

  /// Looks at what was written behind the committed position, cuts off what is not whole, and counts which of the
  /// records are there.
  private func settleTails(of records: [[UInt8]]) throws(DeviceFailure) -> [[UInt8]: Int] {
    var found = Dictionary(records.map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
    let committed = ring.fileMark
    let days = try folder.days()
    for day in days where day >= committed.day && (committed.day > 0 || day == days.last) {
      let file = try folder.open(day)
      defer { folder.device.close(file) }
      let size = try folder.device.size(file)
      var start = FileMark(day: day, offset: day == committed.day ? committed.offset : 0)
      if committed.day == 0 || start.offset > size {
        // Nothing is known of this file, or somebody has cut it: only its last line can be looked at.
        if start.offset > size {
          configuration.report(
            .shortened(file: DayFolder.name(day), expected: start.offset, found: size))
        }
        start = FileMark(day: day, offset: try endOfLastLine(file, size))
      }
      try settleTail(file, start, size, &found)
    }
    return found
  }

  /// Cuts off what is behind the last whole line of JSON, into a file of its own: a kill or a power failure may have
  /// left half a record.
  private func settleTail(
    _ file: Int32, _ start: FileMark, _ size: Int, _ found: inout [[UInt8]: Int]
  ) throws(DeviceFailure) {
    var whole = start.offset
    // After a failed sync the file's content may be only in memory, so all of it is written again.
    if !ring.flags.contains(.failed) {
      var counts = found
      whole = try LineScanner(device: folder.device, file: file).scan(from: start.offset) { line, _ in
        guard Self.isJSON(line) else { return false }
        if let count = counts[line.bytes] { counts[line.bytes] = count + 1 }
        return true
      }
      found = counts
    }
    guard whole < size else { return }
    let cut = FileMark(day: start.day, offset: whole)
    try folder.cut(file, at: cut, size: size)
    configuration.report(
      .torn(file: DayFolder.name(start.day), torn: folder.tornPath(cut), bytes: size - whole))
  }

  private static func isJSON(_ line: JSONSlice) -> Bool {
    var reader = JSONReader(line)
    return reader.skipValue() && reader.finish()
  }

  /// The offset behind the last line feed.
  private func endOfLastLine(_ file: Int32, _ size: Int) throws(DeviceFailure) -> Int {
    var end = size
    while end > 0 {
      let start = max(0, end - 65_536)
      let bytes = try folder.device.read(file, at: start, count: end - start)
      if let index = bytes.lastIndex(of: 0x0A) { return start + index + 1 }
      end = start
    }
    return 0
  }

  // MARK: writing what is missing

  /// To the file of today or of the last day, whichever is later: no file gets a record older than those before it.
  private func append(_ records: [[UInt8]]) throws(DeviceFailure) {
    let days = try folder.days()
    let last = max(ring.fileMark.day, days.last ?? 0)
    if records.isEmpty {
      try noteEnd(days.contains(last) ? last : nil)
      return
    }
    let day = max(last, UTCTime.day(of: configuration.clock()))
    let file = try folder.open(day)
    defer { folder.device.close(file) }
    // A MiB at a time: the ring may hold more than is good to copy at once.
    var part: [UInt8] = []
    for record in records {
      part += record
      part.append(0x0A)
      if part.count < 1 << 20 { continue }
      try folder.write(file, part)
      part = []
    }
    try folder.write(file, part)
    try folder.device.sync(file)
    ring.commit(end, FileMark(day: day, offset: try folder.device.size(file)))
  }

  /// Nothing was missing; what is in the file is on the disk before the ring forgets it. Without a file the ring notes
  /// the day all the same: whatever file there is at the next start was begun after this.
  private func noteEnd(_ day: Int?) throws(DeviceFailure) {
    guard let day else {
      let today = UTCTime.day(of: configuration.clock())
      return ring.commit(end, FileMark(day: max(ring.fileMark.day, today), offset: ring.fileMark.offset))
    }
    let file = try folder.open(day)
    defer { folder.device.close(file) }
    try folder.device.sync(file)
    ring.commit(end, FileMark(day: day, offset: try folder.device.size(file)))
  }

  // MARK: requests without an end

  /// Looks through the records since the position that the ring has noted, in the last two files at most.
  private mutating func findUnclosed() throws(DeviceFailure) {
    let since = FileMark(word: ring[.openSince])
    var lines: [[UInt8]: [UInt8]] = [:]
    var order: [[UInt8]] = []
    for day in try folder.days().suffix(2) where day >= since.day {
      let file = try folder.open(day)
      defer { folder.device.close(file) }
      var requests = openRequests
      _ = try LineScanner(device: folder.device, file: file).scan(from: day == since.day ? since.offset : 0) {
        line, offset in
        let role = configuration.role(line)
        requests.note(role, at: FileMark(day: day, offset: offset))
        switch role {
        case .opens(let id):
          if lines.updateValue(line.bytes, forKey: id.bytes) == nil { order.append(id.bytes) }
        case .closes(let id): lines[id.bytes] = nil
        case .other: break
        }
        return true
      }
      openRequests = requests
    }
    unclosed = order.compactMap { id in lines.removeValue(forKey: id).map { UnclosedRecord(id: id, line: $0) } }
    ring[.openSince] = (openRequests.earliest() ?? ring.fileMark).word
  }

  /// Days before this one are those of a machine that does not know the time yet: 2025-01-01.
  private static let firstPlausibleDay = 20_089
  /// A file that is ahead by no more than this is caught up with soon enough.
  private static let nearDays = 31

  /// A clock that was ahead for a moment has begun a file of a day that is far away, and all records since then have
  /// gone to it, because no file may be older than the last. It gets another name, and today's file is the last one
  /// again. Not while requests are open in it: their ends are looked for in the files of days, and this is done at the
  /// next start.
  private mutating func leaveTheFuture() throws(DeviceFailure) {
    let today = UTCTime.day(of: configuration.clock())
    let days = try folder.days()
    guard today >= Self.firstPlausibleDay, unclosed.isEmpty,
      max(ring.fileMark.day, days.last ?? 0) > today + Self.nearDays
    else {
      return
    }
    for day in days where day > today + Self.nearDays {
      let name = try folder.setAside(day)
      configuration.report(.ahead(file: DayFolder.name(day), now: name))
    }
    try folder.device.syncFolder(folder.path)
    let last = days.last { $0 <= today + Self.nearDays }
    var mark = FileMark(day: last ?? today, offset: 0)
    if let last {
      let file = try folder.open(last)
      defer { folder.device.close(file) }
      mark = FileMark(day: last, offset: try folder.device.size(file))
    }
    ring.commit(end, mark)
    ring[.openSince] = mark.word
    // It was held because the clock had gone forward, and it has come back.
    ring.flags.remove(.retentionHeld)
  }

  /// A ring that was never used knows no last time; the last file's day is used instead.
  private func holdRetentionWithoutHistory() {
    guard ring[.lastSeen] == 0, ring.fileMark.day > 0 else { return }
    ring[.lastSeen] = UInt64((ring.fileMark.day + 1) * UTCTime.millisecondsPerDay - 1)
  }
}

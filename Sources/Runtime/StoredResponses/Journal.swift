import JSONCore
import Synchronization
import System

/// The file of the ids. Lines are added at its end; when most of them have become useless it is written anew beside
/// itself and takes its own place in one step.
///
/// Used by one thread at a time, which may wait for the disk. Lines reach the kernel, so that they survive the end of
/// this process; the disk is waited for only where a file takes the place of another, whose lines are older.
struct Journal {
  /// Bytes that are gathered for one write.
  private static let batchBytes = 64 << 10
  /// Useless lines that are not worth writing a file anew.
  private static let spareLines = 1000

  private let path: String
  /// Has the lock. A file of its own, because the other one is replaced.
  private let lockFile: JournalFile
  private var file: JournalFile
  /// Bytes of the file that are whole lines, as far as this process has written them.
  private var size = 0
  private var lineCount = 0
  /// Lines that were taken from the table and are not in the file yet.
  private var batch: [UInt8] = []
  private var batchLines = 0
  private var isFailing = false

  private init(path: String, lockFile: JournalFile, file: JournalFile) {
    self.path = path
    self.lockFile = lockFile
    self.file = file
  }
}

// MARK: reading

extension Journal {
  /// Opens the file, making it and missing folders (mode 0700) when there are none, and reads it into the table.
  ///
  /// - Parameter expiry: Entries made before this moment are left out; seconds since 1970.
  /// - Returns: The journal, and what there is to say about the file.
  static func open(
    _ path: String, into table: inout OwnerTable, expiry: Int
  ) throws(StoredResponsesFailure) -> (Journal, StoredResponsesNotice?) {
    let lockFile = try attributed(path) { () throws(SystemError) in
      if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.utf8.startIndex {
        try Folders.make(String(path[..<slash]))
      }
      return try JournalFile(path + ".lock")
    }
    let isLocked = try attributed(path) { () throws(SystemError) in try lockFile.lock() }
    guard isLocked else { throw .inUse(path: path) }
    let file = try attributed(path) { () throws(SystemError) in try JournalFile(path) }
    let status = try attributed(path) { () throws(SystemError) in try file.status() }
    guard status.kind == .regular else { throw .notRegular(path: path) }
    guard status.isPrivate else { throw .exposed(path: path) }
    var journal = Journal(path: path, lockFile: lockFile, file: file)
    let notice = try attributed(path) { () throws(SystemError) in try journal.load(into: &table, expiry: expiry) }
    return (journal, notice)
  }

  /// Gives a failure of the system the file it is about.
  private static func attributed<Result>(
    _ path: String, _ body: () throws(SystemError) -> Result
  ) throws(StoredResponsesFailure) -> Result {
    do throws(SystemError) { return try body() } catch { throw .system(path: path, error) }
  }

  /// Reads the whole file. What cannot be read as a line of ours is damage: the file is to be written anew without it,
  /// or moved aside if there is nothing else in it, since it may be somebody else's.
  private mutating func load(into table: inout OwnerTable, expiry: Int) throws(SystemError) -> StoredResponsesNotice? {
    size = try file.status().size
    var damagedCount = 0
    let isWhole = eachLine { line in
      lineCount += 1
      switch JournalRow(line) {
      case .remembered(let id, let owner):
        if let known = table.index(of: id) { table.remove(known) }
        if owner.created >= expiry { table.insert(id, owner) }
      case .forgotten(let id): if let known = table.index(of: id) { table.remove(known) }
      case nil: damagedCount += 1
      }
    }
    if !isWhole { damagedCount += 1 }
    table.endLoad(mustRewrite: damagedCount > 0)
    if damagedCount == 0 { return nil }
    if damagedCount < lineCount { return .damaged(path: path, lines: damagedCount) }
    let aside = path + ".damaged"
    try JournalFile.rename(path, to: aside)
    file = try JournalFile(path, isNew: true)
    (size, lineCount) = (0, 0)
    table.endLoad(mustRewrite: false)
    return .setAside(path: path, now: aside)
  }

  /// Calls `body` with each line that has something in it. False when the end could not be read.
  ///
  /// In pieces: the file may be twice as large as the table, and what is read at the start stays in the process's
  /// memory.
  private func eachLine(_ body: (ArraySlice<UInt8>) -> Void) -> Bool {
    var text: [UInt8] = []
    while let piece = try? file.read(atMost: Self.batchBytes) {
      text += piece
      var start = 0
      while let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if end > start { body(text[start..<end]) }
        start = end + 1
      }
      text.removeFirst(start)
      // The last line, which may have lost its end; or what is too long to be one, as a file without any line feed.
      if !text.isEmpty, piece.isEmpty || text.count > JournalRow.longest {
        body(text[...])
        text = []
      }
      if piece.isEmpty { return true }
    }
    return false
  }
}

// MARK: writing

extension Journal {
  /// Brings the file up to date with the table. After a failure the next call does what was left.
  mutating func save(_ table: borrowing Mutex<OwnerTable>) throws(SystemError) {
    let lineCount = lineCount
    let isDue = table.withLock { $0.changes.mustRewrite || lineCount > 2 * $0.count + Self.spareLines }
    if isDue || !isInPlace { try rewrite(table) }
    while gather(table) {
      do throws(SystemError) { try file.append(batch) } catch {
        // A line that was cut off would be reported as damage, and each try would add another.
        do throws(SystemError) { try file.truncate(to: size) } catch {
          table.withLock { $0.changes.mustRewrite = true }
        }
        throw error
      }
      noteWritten()
    }
  }

  /// What there is to report after `save`: the first failure, and the end of failures.
  mutating func notice(of failure: SystemError?) -> StoredResponsesNotice? {
    defer { isFailing = failure != nil }
    if let failure { return isFailing ? nil : .failing(path: path, failure) }
    return isFailing ? .resumed(path: path) : nil
  }

  /// Whether the path still leads to the open file. One that was removed or moved would be written to for nothing.
  private var isInPlace: Bool {
    guard let own = try? file.status(), let found = FileStatus(ofLink: path) else { return false }
    return own.device == found.device && own.inode == found.inode
  }

  /// Takes lines from the table, a few at a time, until they are enough for one write. False when there are none.
  private mutating func gather(_ table: borrowing Mutex<OwnerTable>) -> Bool {
    while batch.count < Self.batchBytes {
      let changes = table.withLock { $0.takeChanges() }
      if changes.isEmpty { break }
      for id in changes.forgotten { JournalRow.forgotten(id).append(to: &batch) }
      for entry in changes.remembered { JournalRow.remembered(entry.id, entry.owner).append(to: &batch) }
      batchLines += changes.forgotten.count + changes.remembered.count
    }
    return !batch.isEmpty
  }

  private mutating func noteWritten() {
    size += batch.count
    lineCount += batchLines
    discardBatch()
  }

  private mutating func discardBatch() {
    batch.removeAll(keepingCapacity: true)
    batchLines = 0
  }

  /// Writes everything the table has to a new file, which then takes the place of the old one. Changes meanwhile are
  /// behind it: none is lost, whenever this is interrupted.
  private mutating func rewrite(_ table: borrowing Mutex<OwnerTable>) throws(SystemError) {
    table.withLock { $0.beginRewrite() }
    discardBatch()
    let (oldSize, oldCount) = (size, lineCount)
    let path = path + ".new"
    do throws(SystemError) {
      try JournalFile.remove(path)
      let fresh = try JournalFile(path, isNew: true)
      (size, lineCount) = (0, 0)
      while gather(table) {
        try fresh.append(batch)
        noteWritten()
      }
      try fresh.sync()
      try JournalFile.rename(path, to: self.path)
      file = fresh
    } catch {
      (size, lineCount) = (oldSize, oldCount)
      discardBatch()
      table.withLock { $0.changes.mustRewrite = true }
      try? JournalFile.remove(path)
      throw error
    }
  }
}

import JSONCore
import System

/// What one file of the audit adds up to, and by what it is known again.
struct AuditFileSummary: Equatable, Sendable {
  let name: String
  /// What the system said about the file before it was read.
  private(set) var mark: FileMark
  /// Up to here it was read: the end of the last whole line.
  private(set) var consumed = 0
  /// Of the bytes at both ends of what was read.
  private(set) var prints = FilePrints()
  /// Lines that are no events.
  private(set) var unreadable = 0
  private(set) var rows = UsageRows()

  init(
    name: String, mark: FileMark, consumed: Int, prints: FilePrints, unreadable: Int, rows: UsageRows
  ) {
    self.name = name
    self.mark = mark
    self.consumed = consumed
    self.prints = prints
    self.unreadable = unreadable
    self.rows = rows
  }
}

/// Which file it is and how it was found: if nothing of this differs, neither does the content.
struct FileMark: Equatable, Sendable {
  /// What an index has for a file that was written a moment before it was read: another write within the same tick of
  /// the file system's clock would not show, so that the file counts as changed.
  static let unsettled = 0
  /// Nanoseconds; the clock of file systems goes on each 4 to 10 ms.
  private static let tick = 100_000_000

  var device: Int
  var inode: Int
  var size: Int
  var changed: Int

  init(device: Int, inode: Int, size: Int, changed: Int) {
    self.device = device
    self.inode = inode
    self.size = size
    self.changed = changed
  }

  init(_ status: FileStatus, now: Int) {
    device = Int(truncatingIfNeeded: status.device)
    inode = Int(truncatingIfNeeded: status.inode)
    size = status.size
    changed = now - status.changed < Self.tick ? Self.unsettled : status.changed
  }

  func isSameFile(as other: FileMark) -> Bool { device == other.device && inode == other.inode }
}

/// Fingerprints of the first and the last bytes of what was read of a file: one that was written anew under its old
/// name and number does not begin and end there with the same bytes. Against accidents, not against forgers.
struct FilePrints: Equatable, Sendable {
  private static let length = 4096

  var head = 0
  var tail = 0

  init() {}

  init(head: Int, tail: Int) {
    self.head = head
    self.tail = tail
  }

  init(_ file: borrowing ReadableFile, upTo end: Int) throws(SystemError) {
    head = Fingerprint.of(try file.read(at: 0, count: min(Self.length, end)))
    let start = max(0, end - Self.length)
    tail = Fingerprint.of(try file.read(at: start, count: end - start))
  }
}

/// FNV-1a of 64 bits.
enum Fingerprint {
  static func of(_ bytes: [UInt8]) -> Int { of(bytes.span) }

  static func of(_ bytes: Span<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash)
  }
}

extension AuditFileSummary {
  /// A record has at most 64 KiB.
  private static let longestLine = 1 << 20

  /// What the file is now, read as far as it must be.
  ///
  /// - Parameters:
  ///   - known: what an earlier run found of the same name.
  /// - Returns: nil when the file is gone.
  static func read(_ folder: String, _ name: String, known: AuditFileSummary?) throws(UsageFailure) -> Self? {
    let path = folder + "/" + name
    guard let found = FileStatus(path) else { return nil }
    if let known, known.mark == FileMark(found, now: .max) { return known }
    do throws(FileReadError) {
      let file = try ReadableFile(path)
      return try scan(file, name, known)
    } catch {
      // Retention may have deleted it since the folder was read.
      if !FileAccess.exists(path) { return nil }
      throw UsageFailure(path, error)
    }
  }

  /// Reads on where the file was left, if it has grown and what was read of it is still the same at both ends; all of
  /// it otherwise.
  private static func scan(
    _ file: borrowing ReadableFile, _ name: String, _ known: AuditFileSummary?
  ) throws(FileReadError) -> Self {
    do throws(SystemError) {
      // Before the first byte: what is written meanwhile makes the next run look again.
      let mark = FileMark(try file.status(), now: WallClock.nanoseconds)
      if let known, known.mark.isSameFile(as: mark), mark.size > known.mark.size,
        try FilePrints(file, upTo: known.consumed) == known.prints
      {
        return try known.reading(on: file, mark)
      }
      return try Self(name: name, mark: mark, consumed: 0, prints: FilePrints(), unreadable: 0, rows: UsageRows())
        .reading(on: file, mark)
    } catch {
      throw .system(error)
    }
  }

  /// A last line without its line feed is still being written: it is left for the next run.
  private consuming func reading(on file: borrowing ReadableFile, _ mark: FileMark) throws(SystemError) -> Self {
    try file.move(to: consumed)
    var tally = UsageTally(rows.expanded)
    var lines = LineBuffer(limit: Self.longestLine)
    while true {
      let count = lines.fill(from: file.descriptor)
      if count < 0 { throw SystemError(code: Int32(-count)) }
      if count == 0 { break }
      while let line = lines.next() {
        guard case .text(let bytes, let range) = line else {
          unreadable += 1
          continue
        }
        switch UsageRecord.read(bytes, range) {
        case .record(let record): tally.add(record.counts, to: record.group)
        case .other: break
        case .unreadable: unreadable += 1
        }
      }
    }
    self.mark = mark
    consumed += lines.passed
    prints = try FilePrints(file, upTo: consumed)
    rows = UsageRows(tally.rows)
    return self
  }
}

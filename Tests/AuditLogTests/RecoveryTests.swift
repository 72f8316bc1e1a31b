import Foundation
import TestData
import Testing

@testable import AuditLog

@Suite struct RecoveryTests {
  /// A folder whose last process was killed with these records in the ring and nothing in a file.
  private func killed(with lines: [String], in folder: Folder, clock: TestClock? = nil) throws {
    let device = FailingDevice { _, operation in operation == "write" ? ENOSPC : nil }
    let (log, _) = try AuditLog.open(
      configuration(folder, clock: clock, device: device) { $0.groupDelay = .seconds(5) })
    for line in lines { try log.append(line) }
    // The disk takes nothing, so the log ends with its records in the ring.
    #expect(!log.close())
  }

  @Test func appendsTheRingOnce() throws {
    let folder = try Folder()
    let notices = Notices()
    let lines = (0..<200).map(received)
    try killed(with: lines, in: folder)
    #expect(try folder.lines().isEmpty)
    let (log, unclosed) = try AuditLog.open(configuration(folder, notices: notices))
    #expect(try folder.lines() == lines)
    #expect(unclosed.map(\.line) == lines.map { Array($0.utf8) })
    #expect(notices.all == [.recovered(records: 200, unfinished: 0)])
    try log.append(finished(1))
    #expect(log.close())
    let (again, rest) = try AuditLog.open(configuration(folder))
    #expect(again.close())
    #expect(try folder.lines() == lines + [finished(1)])
    #expect(rest.count == 199)
  }

  @Test func keepsEqualRecordsSeparately() throws {
    let folder = try Folder()
    try killed(with: ["{}", "{}", "1", "{}"], in: folder)
    let (log, _) = try AuditLog.open(configuration(folder))
    #expect(log.close())
    #expect(try folder.lines() == ["{}", "{}", "1", "{}"])
  }

  /// Kills at every call of a session, and again at every call of each recovery; of every ninth unless it is a proof.
  @Test func recoversFromTwoKillsAtEveryStep() throws {
    let (folder, first, second) = (try Folder(), try Folder(), try Folder())
    let clock = TestClock("2026-02-28")
    let device = SnapshotDevice(of: folder.path, into: first.path)
    let (log, _) = try AuditLog.open(configuration(folder, clock: clock, device: device))
    var lines: [String] = []
    for day in 0..<2 {
      let (from, before) = (lines.count, device.snapshots.count)
      lines += (0..<20).map { received(day * 100 + $0) }
      for line in lines[from...] { try log.append(line) }
      // From here on every snapshot must hold all of them.
      let settled = device.snapshots.count
      #expect(log.flush())
      try check(device.snapshots[before..<settled], possible: lines, certain: from, clock, second, deeper: false)
      try check(device.snapshots[settled...], possible: lines, certain: lines.count, clock, second, deeper: true)
      clock.advance(days: 1)
    }
    #expect(log.close())
    #expect(device.snapshots.count > 40)
  }

  /// Recovers each snapshot: the first `certain` lines are there, and only lines of `possible`, in order and once.
  private func check(
    _ snapshots: ArraySlice<String>, possible: [String], certain: Int, _ clock: TestClock, _ scratch: Folder,
    deeper: Bool
  ) throws {
    for (index, path) in snapshots.enumerated() {
      let deeper = deeper && index % (Effort.isProof ? 1 : 9) == 0
      let copy = try Folder(copying: path)
      let device = SnapshotDevice(of: copy.path, into: scratch.path + "/" + UUID().uuidString)
      if deeper { try FileManager.default.createDirectory(atPath: device.copies, withIntermediateDirectories: true) }
      let (log, unclosed) = try AuditLog.open(
        configuration(copy, clock: clock, device: deeper ? device : SystemDevice()))
      let found = try copy.lines()
      #expect(found == Array(possible.prefix(found.count)) && found.count >= certain)
      #expect(unclosed.map { String(decoding: $0.line, as: UTF8.self) } == found)
      #expect(log.close())
      guard deeper else { continue }
      try check(device.snapshots[...], possible: possible, certain: certain, clock, scratch, deeper: false)
      try FileManager.default.removeItem(atPath: device.copies)
    }
  }

  @Test(arguments: ["{\"half\":", "\u{0}\u{0}\u{0}\n", "{}garbage\n{\"x\":1}\n"])
  func movesAPartialLastLineAside(end: String) throws {
    let folder = try Folder()
    let clock = TestClock("2026-07-28")
    let (log, _) = try AuditLog.open(configuration(folder, clock: clock))
    try log.append("{\"n\":1}")
    #expect(log.close())
    let name = "audit-2026-07-28.jsonl"
    try folder.write(name, "{\"n\":1}\n" + end)
    let notices = Notices()
    let (again, _) = try AuditLog.open(configuration(folder, clock: clock, notices: notices))
    try again.append("{\"n\":2}")
    #expect(again.close())
    #expect(try folder.lines() == ["{\"n\":1}", "{\"n\":2}"])
    #expect(try folder.bytes(name + ".8.torn") == Array(end.utf8))
    #expect(
      notices.all == [.torn(file: name, torn: "\(folder.path)/\(name).8.torn", bytes: end.utf8.count)])
  }

  @Test func reportsATruncatedFile() throws {
    let folder = try Folder()
    let clock = TestClock("2026-07-28")
    let (log, _) = try AuditLog.open(configuration(folder, clock: clock))
    for _ in 0..<3 { try log.append("{\"n\":1}") }
    #expect(log.close())
    let name = "audit-2026-07-28.jsonl"
    try folder.write(name, "{\"n\":1}\n{\"n\"")
    let notices = Notices()
    let (again, _) = try AuditLog.open(configuration(folder, clock: clock, notices: notices))
    #expect(again.close())
    #expect(notices.contains { $0 == .shortened(file: name, expected: 24, found: 12) })
    #expect(try folder.lines() == ["{\"n\":1}"])
  }

  @Test func keepsTheFilesWithoutTheRing() throws {
    let folder = try Folder()
    let (log, _) = try AuditLog.open(configuration(folder))
    try log.append(received(1))
    #expect(log.close())
    try FileManager.default.removeItem(atPath: folder.path + "/audit.ring")
    let (again, unclosed) = try AuditLog.open(configuration(folder))
    #expect(unclosed.map(\.id) == [Array("1".utf8)])
    try again.append(finished(1))
    #expect(again.close())
    #expect(try folder.lines() == [received(1), finished(1)])
  }

  @Test func reportsOnlyOpenRequests() throws {
    let folder = try Folder()
    try killed(with: [received(1), received(2), finished(1), received(3), "{\"other\":1}"], in: folder)
    let (log, unclosed) = try AuditLog.open(configuration(folder))
    #expect(unclosed.map(\.line) == [received(2), received(3)].map { Array($0.utf8) })
    for record in unclosed {
      try log.append(#"{"event_type":"unknown","request_id":"\#(String(decoding: record.id, as: UTF8.self))"}"#)
    }
    #expect(log.close())
    let (again, rest) = try AuditLog.open(configuration(folder))
    #expect(rest.isEmpty)
    #expect(again.close())
  }

  @Test func searchesOpenRequestsFromTheEarliest() throws {
    let folder = try Folder()
    let (log, _) = try AuditLog.open(configuration(folder))
    for id in 0..<100 {
      try log.append(received(id))
      try log.append(finished(id))
    }
    try log.append(received(100))
    #expect(log.flush())
    let position = FileMark(word: log.ring[.openSince])
    #expect(
      eventually {
        FileMark(word: log.ring[.openSince]).offset
          == (try? folder.lines().dropLast().joined(separator: "\n").utf8.count + 1)
      })
    #expect(position.day > 0)
    #expect(log.close())
  }
}

extension Folder {
  convenience init(copying other: String) throws {
    try self.init()
    for name in try FileManager.default.contentsOfDirectory(atPath: other) {
      try FileManager.default.copyItem(atPath: other + "/" + name, toPath: path + "/" + name)
    }
  }
}

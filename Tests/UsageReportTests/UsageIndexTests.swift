import Foundation
import JSONCore
import Testing

@testable import UsageReport

/// The index says what the files say, whatever happened to them since it was made.
@Suite struct UsageIndexTests {
  private let folder: AuditFixture

  init() throws { folder = try AuditFixture() }

  /// Each change is compared with an index that is made of nothing.
  private func expectFresh(requests: Int, cost: Int, _ location: Testing.SourceLocation = #_sourceLocation) async throws
  {
    let index = try await folder.refresh()
    let total = UsageReport(index, by: [], days: 0...Int.max).total
    #expect(total.requests == requests, sourceLocation: location)
    #expect(total.costNanoDollars == cost, sourceLocation: location)
    let rebuilt = try await folder.refresh(rebuilding: true)
    let all = UsageReport(rebuilt, by: UsageDimension.allCases, days: 0...Int.max)
    #expect(
      UsageReport(index, by: UsageDimension.allCases, days: 0...Int.max).rows == all.rows, sourceLocation: location)
  }

  @Test func readsOnWhereAFileHasGrown() async throws {
    try folder.write("2026-11-20", finished(paid))
    try await expectFresh(requests: 1, cost: 250)
    try folder.append("2026-11-20", finished(paid) + finished(paid, key: "k2"))
    try await expectFresh(requests: 3, cost: 750)
    try folder.write("2026-11-21", finished(paid, day: "2026-11-21"))
    try await expectFresh(requests: 4, cost: 1000)
  }

  @Test func leavesALineThatIsBeingWritten() async throws {
    let line = finished(paid)
    try folder.write("2026-11-20", line + line.prefix(60))
    try await expectFresh(requests: 1, cost: 250)
    #expect(UsageReport(try await folder.refresh(), by: [], days: 0...Int.max).unreadable.isEmpty)
    try folder.append("2026-11-20", String(line.dropFirst(60)))
    try await expectFresh(requests: 2, cost: 500)
  }

  @Test func noticesThatAFileWasShortenedOrRemoved() async throws {
    try folder.write("2026-11-20", finished(paid) + finished(paid))
    try folder.write("2026-11-21", finished(paid, day: "2026-11-21"))
    try await expectFresh(requests: 3, cost: 750)
    try await shorten("2026-11-20", to: UInt64(finished(paid).utf8.count))
    try await expectFresh(requests: 2, cost: 500)
    try FileManager.default.removeItem(atPath: folder.file("2026-11-21"))
    try await expectFresh(requests: 1, cost: 250)
  }

  /// Same name, same inode, same length.
  @Test func noticesThatAFileWasChanged() async throws {
    try folder.write("2026-11-20", finished(paid))
    try await expectFresh(requests: 1, cost: 250)
    try await overwrite("2026-11-20", finished(paid.replacingOccurrences(of: "250", with: "999")))
    try await expectFresh(requests: 1, cost: 999)
  }

  /// Longer than before, but not what it was: nothing of it is kept.
  @Test func noticesThatAFileWasWrittenAnew() async throws {
    try folder.write("2026-11-20", finished(paid))
    try await expectFresh(requests: 1, cost: 250)
    try await overwrite("2026-11-20", finished(paid, key: "k9") + finished(paid, key: "k9"))
    try await expectFresh(requests: 2, cost: 500)
    // And under another inode.
    try folder.write("2026-11-20", finished(paid, key: "k9") + finished(paid) + finished(paid))
    try await expectFresh(requests: 3, cost: 750)
  }

  /// A write in the moment of the run cannot be told by the file's time: such a file is read again.
  @Test func readsAFileAgainThatWasWrittenAMomentAgo() async throws {
    try folder.write("2026-11-20", finished(paid))
    try await overwrite("2026-11-20", finished(paid))
    _ = try await folder.refresh()
    try await overwrite("2026-11-20", finished(paid.replacingOccurrences(of: "250", with: "777")))
    try await expectFresh(requests: 1, cost: 777)
  }

  @Test func anIndexThatIsDamagedOrGoneIsMadeAgain() async throws {
    try folder.write("2026-11-20", finished(paid) + finished(paid, key: "k2"))
    let index = folder.path + "/usage.index"
    _ = try await folder.refresh()
    let kept = try Data(contentsOf: URL(fileURLWithPath: index))
    for position in stride(from: 0, to: kept.count, by: 7) {
      var damaged = kept
      damaged[position] ^= 1
      try damaged.write(to: URL(fileURLWithPath: index))
      #expect(try await folder.total().costNanoDollars == 500)
      try kept.prefix(position).write(to: URL(fileURLWithPath: index))
      #expect(try await folder.total().costNanoDollars == 500)
    }
    try FileManager.default.removeItem(atPath: index)
    #expect(try await folder.total().costNanoDollars == 500)
    #expect(try Data(contentsOf: URL(fileURLWithPath: index)) == kept)
  }

  @Test func anIndexThatCannotBeKeptChangesNoResult() async throws {
    try folder.write("2026-11-20", finished(paid))
    try FileManager.default.createDirectory(atPath: folder.path + "/usage.index", withIntermediateDirectories: true)
    let (index, notKept) = try await UsageIndex.refreshed(folder.path, threads: 1)
    #expect(UsageReport(index, by: [], days: 0...Int.max).total.costNanoDollars == 250)
    #expect(notKept?.path == folder.path + "/usage.index")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.sorted() == ["audit-2026-11-20.jsonl", "usage.index"])
  }

  @Test func severalRunsAtOnceAgree() async throws {
    for day in 10..<30 { try folder.append(new: "2026-11-\(day)", finished(paid, day: "2026-11-\(day)")) }
    let folder = self.folder.path
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<16 {
        group.addTask {
          let index = try await UsageIndex.refreshed(folder, threads: 2).index
          return UsageReport(index, by: [], days: 0...Int.max).total.costNanoDollars
        }
      }
      for try await cost in group { #expect(cost == 5000) }
    }
    try await expectFresh(requests: 20, cost: 5000)
  }

  @Test func countsWhatItCannotRead() async throws {
    let long = String(repeating: "x", count: 3 << 20)
    try folder.write("2026-11-20", "nonsense\n" + finished(paid) + long + "\n" + finished(paid) + "\n")
    let report = UsageReport(try await folder.refresh(), by: [], days: 0...Int.max)
    #expect(report.total.requests == 2)
    #expect(report.unreadable.map(\.file) == ["audit-2026-11-20.jsonl"])
    #expect(report.unreadable.map(\.lines) == [3])
    try folder.append("2026-11-20", finished(paid))
    try await expectFresh(requests: 3, cost: 750)
  }

  /// Who sends another user with each request does not make an index as long as the audit, and takes nothing from others.
  @Test func usersAndTagsOfAFileAreBounded() async throws {
    func lines(_ numbers: Range<Int>) -> String {
      numbers.map { finished(paid + #","end_user":"user \#($0)","tags":["tag \#($0 % 1500)"]"#) }.joined()
    }
    try folder.write("2026-11-20", lines(0..<6000))
    _ = try await folder.refresh()
    // Read on in parts, as while it is written, or all at once: the same.
    try folder.append("2026-11-20", lines(6000..<12_000) + lines(0..<1) + finished(paid))
    try await expectFresh(requests: 12_002, cost: 12_002 * 250)
    let index = try await folder.refresh()
    let users = UsageReport(index, by: [.user], days: 0...Int.max)
    #expect(users.rows.count == 10_002)
    #expect(users.rows.map(\.counts.requests).sorted().suffix(2) == [2, 2000])
    #expect(users.text(users.rows[0], .user) == "(others)")
    let tags = UsageReport(index, by: [.tag], days: 0...Int.max)
    #expect(tags.rows.count == 1002)
    #expect(tags.text(tags.rows[0], .tag) == "(others)" && tags.rows[0].counts.requests == 4000)
    #expect(tags.total.requests == 12_002)
  }

  /// Files that were set aside are read, incomplete ends and other files are not.
  @Test func readsTheFilesOfTheAuditAlone() async throws {
    try folder.write("2026-11-20", finished(paid))
    for name in ["audit-2100-01-01.ahead.jsonl", "audit-2026-11-20.jsonl.8192.torn", "audit.ring", "other.jsonl"] {
      try finished(paid, day: "2026-11-21").write(toFile: folder.path + "/" + name, atomically: true, encoding: .utf8)
    }
    try await expectFresh(requests: 2, cost: 500)
  }

  /// A result without a file would be too low.
  @Test func aFileThatCannotBeReadIsAnError() async throws {
    try FileManager.default.createDirectory(atPath: folder.file("2026-11-20"), withIntermediateDirectories: true)
    await #expect(throws: UsageFailure.self) { try await folder.refresh() }
    await #expect(throws: UsageFailure.self) { try await UsageIndex.refreshed(folder.path + "/none", threads: 1).index }
  }

  private func overwrite(_ day: String, _ text: String) async throws {
    let handle = try #require(FileHandle(forWritingAtPath: folder.file(day)))
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  private func shorten(_ day: String, to length: UInt64) async throws {
    let handle = try #require(FileHandle(forWritingAtPath: folder.file(day)))
    try handle.truncate(atOffset: length)
    try handle.close()
  }
}

extension AuditFixture {
  /// Without waiting for its time to be old.
  func append(new day: String, _ text: String) throws {
    try text.write(toFile: file(day), atomically: false, encoding: .utf8)
  }
}

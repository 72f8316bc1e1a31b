import Foundation
import JSONCore
import System
import Testing

@testable import AuditLog

@Suite struct RetentionTests {
  @Test func keepsNinetyOfFourHundredDays() throws {
    let folder = try Folder()
    // Through a leap day and a turn of the year.
    let clock = TestClock("2027-06-01")
    let start = try #require(UTCTime.day("2027-06-01"))
    let (log, _) = try AuditLog.open(configuration(folder, clock: clock))
    for day in 0..<400 {
      try log.append(received(day))
      #expect(log.flush())
      let expected = (max(0, day - 89)...day).map { DayFolder.name(start + $0) }
      #expect(eventually { (try? folder.names()) == expected })
      if day >= 89 { #expect(expected.count == 90) }
      clock.advance(days: 1)
    }
    #expect(log.close())
    #expect(try folder.names().contains("audit-2028-02-29.jsonl") == false)
    #expect(try folder.names().last == "audit-2028-07-04.jsonl")
  }

  @Test func staysInTheLastFileWhenTheClockStepsBack() throws {
    let folder = try Folder()
    let clock = TestClock("2026-07-28")
    let (log, _) = try AuditLog.open(configuration(folder, clock: clock))
    try log.append(received(1))
    #expect(log.flush())
    clock.advance(days: -3)
    try log.append(received(2))
    #expect(log.close())
    let (again, _) = try AuditLog.open(configuration(folder, clock: clock))
    try again.append(received(3))
    #expect(again.close())
    #expect(try folder.names() == ["audit-2026-07-28.jsonl"])
    #expect(try folder.lines() == (1...3).map(received))
  }

  @Test func deletesNothingAfterAClockLeapUntilConfirmed() throws {
    let folder = try Folder()
    let notices = Notices()
    let clock = TestClock("2026-07-28")
    let (log, _) = try AuditLog.open(configuration(folder, clock: clock, notices: notices))
    try log.append(received(1))
    #expect(log.flush())
    clock.advance(days: 3650)
    try log.append(received(2))
    #expect(log.flush())
    #expect(eventually { log.status.isRetentionHeld })
    #expect(notices.contains { if case .retentionHeld = $0 { true } else { false } })
    // It stays held, also over a restart and when days go by.
    clock.advance(days: 1)
    try log.append(received(3))
    #expect(log.close())
    let (again, _) = try AuditLog.open(configuration(folder, clock: clock))
    #expect(again.status.isRetentionHeld)
    #expect(try folder.names().first == "audit-2026-07-28.jsonl")
    again.confirmRetention()
    #expect(eventually { (try? folder.names().first) != "audit-2026-07-28.jsonl" })
    #expect(!again.status.isRetentionHeld)
    #expect(again.close())
    #expect(try folder.names().count == 2)
  }

  @Test func postponesDeletionAfterALongPause() throws {
    let folder = try Folder()
    let clock = TestClock("2026-01-01")
    try folder.write("audit-2025-01-01.jsonl", "{}\n")
    let (log, _) = try AuditLog.open(configuration(folder, clock: clock))
    #expect(log.status.isRetentionHeld)
    log.confirmRetention()
    #expect(eventually { (try? folder.names()) == [] })
    #expect(log.close())
  }

  @Test func deletesOnlyLogFiles() throws {
    let folder = try Folder()
    let clock = TestClock("2026-07-28")
    let strangers = [
      "audit-2020-01-01.json", "audit-2020-01-01.jsonl.bak", "audit-2020-02-30.jsonl", "audit-2020-1-1.jsonl",
      "audit-20200101.jsonl", "xaudit-2020-01-01.jsonl", "audit-+020-01-01.jsonl",
    ]
    let ours = ["audit-2020-01-01.jsonl", "audit-2020-01-01.jsonl.5.torn"]
    for name in strangers + ours { try folder.write(name, "{}\n") }
    let (log, _) = try AuditLog.open(configuration(folder, clock: clock))
    log.confirmRetention()
    #expect(eventually { (try? folder.names("")) == (strangers + ["audit.ring"]).sorted() })
    #expect(log.close())
  }

  // MARK: a clock that was ahead

  /// Opens, appends and closes; the notices about files that were set aside.
  private func use(_ folder: Folder, _ clock: TestClock, _ lines: [String]) throws -> [AuditNotice] {
    let notices = Notices()
    let (log, _) = try AuditLog.open(configuration(folder, clock: clock, notices: notices))
    for line in lines { try log.append(line) }
    #expect(log.close())
    return notices.all.filter { if case .ahead = $0 { true } else { false } }
  }

  @Test(arguments: ["2100-01-01", "2026-10-01", "2999-12-31", "2027-07-28"])
  func returnsFromAFarDayAtTheNextStart(far: String) throws {
    let folder = try Folder()
    #expect(try use(folder, TestClock("2026-07-27"), ["1"]).isEmpty)
    #expect(try use(folder, TestClock(far), ["2"]).isEmpty)
    let back = try use(folder, TestClock("2026-07-28"), ["3"])
    #expect(back == [.ahead(file: "audit-\(far).jsonl", now: "audit-\(far).ahead.jsonl")])
    #expect(try use(folder, TestClock("2026-07-29"), ["4"]).isEmpty)
    #expect(
      try folder.names() == [
        "audit-2026-07-27.jsonl", "audit-2026-07-28.jsonl", "audit-2026-07-29.jsonl", "audit-\(far).ahead.jsonl",
      ])
    #expect(try Set(folder.lines()) == ["1", "2", "3", "4"])
    // What is set aside is nobody's to delete, and does not prevent a second time.
    #expect(try use(folder, TestClock(far), ["5"]).isEmpty)
    _ = try use(folder, TestClock("2026-07-30"), ["6"])
    #expect(try folder.names().contains("audit-\(far).ahead-2.jsonl"))
    #expect(try folder.lines().sorted() == ["1", "2", "3", "4", "5", "6"])
  }

  @Test(arguments: [("2026-07-28", "2026-08-20"), ("1970-01-01", "2026-07-28"), ("2026-07-28", "2026-07-29")])
  func ignoresANearDayAndAnUnsetClock(now: String, last: String) throws {
    let folder = try Folder()
    _ = try use(folder, TestClock(last), ["1"])
    #expect(try use(folder, TestClock(now), ["2"]).isEmpty)
    #expect(try folder.names() == ["audit-\(last).jsonl"])
    #expect(try folder.lines() == ["1", "2"])
  }

  @Test func closesOpenRequestsFirst() throws {
    let folder = try Folder()
    _ = try use(folder, TestClock("2100-01-01"), [received(1)])
    let (log, unclosed) = try AuditLog.open(configuration(folder, clock: TestClock("2026-07-28")))
    #expect(unclosed.map(\.id) == [Array("1".utf8)])
    try log.append(finished(1))
    #expect(log.close())
    #expect(try folder.names() == ["audit-2100-01-01.jsonl"])
    #expect(try use(folder, TestClock("2026-07-28"), [received(2), finished(2)]).count == 1)
    #expect(try folder.names() == ["audit-2026-07-28.jsonl", "audit-2100-01-01.ahead.jsonl"])
  }

  // MARK: whose folder

  @Test(arguments: [(0o777, true), (0o770, true), (0o702, true), (0o1777, true), (0o755, false), (0o700, false)])
  func rejectsFoldersOthersMayWrite(mode: Int, isRefused: Bool) throws {
    let folder = try Folder()
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path)
    var failure: AuditOpenFailure?
    do throws(AuditOpenFailure) {
      let (log, _) = try AuditLog.open(configuration(folder))
      log.close()
    } catch { failure = error }
    #expect(failure == (isRefused ? .exposed(path: folder.path, mode: UInt32(mode)) : nil))
    #expect(try folder.names(".ring").isEmpty == isRefused)
  }
}

import Foundation
import JSONCore
import Synchronization
import Testing

@testable import AuditLog

@Suite struct AuditLogTests {
  @Test func recordsReachTheDayFileInOrder() throws {
    let folder = try Folder()
    let clock = TestClock("2026-07-28")
    let (log, unclosed) = try AuditLog.open(configuration(folder, clock: clock))
    #expect(unclosed.isEmpty)
    let lines = (0..<1000).map(received)
    for line in lines { try log.append(line) }
    #expect(log.flush())
    #expect(try folder.lines() == lines)
    #expect(try folder.names() == ["audit-2026-07-28.jsonl"])
    #expect(log.status.appended == 1000 && log.status.committed == 1000 && log.status.isReady)
    #expect(log.close())
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/audit-2026-07-28.jsonl")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func writesQuietRecordsOnWakeUp() throws {
    let folder = try Folder()
    let (log, _) = try AuditLog.open(configuration(folder))
    for number in 1...3 {
      // Long enough for the writer to sleep.
      usleep(100_000)
      try log.appendQuietly(Array(received(number).utf8).span)
      #expect(log.status.appended == number)
      log.wakeWriter()
      #expect(eventually { log.status.committed == number })
    }
    #expect(log.close())
    #expect(throws: AuditRefusal.closed) { try log.appendQuietly(Array("{}".utf8).span) }
    #expect(try folder.lines() == (1...3).map(received))
  }

  @Test func rejectsNonLines() throws {
    let folder = try Folder()
    let (log, _) = try AuditLog.open(configuration(folder))
    for bad in ["", "{\n}", "{\u{0}}", "1234567\n", "12345678\u{1f}23456789", String(repeating: "x", count: 9) + "\t"] {
      #expect(throws: AuditRefusal.malformed) { try log.append(bad) }
    }
    #expect(throws: AuditRefusal.tooLong) { try log.append(String(repeating: "x", count: 65_537)) }
    try log.append("\"" + String(repeating: "é", count: 32_767) + "\"")
    #expect(log.status.refused == 7)
    #expect(log.close())
    #expect(throws: AuditRefusal.closed) { try log.append("{}") }
    #expect(try folder.lines().map(\.utf8.count) == [65_536])
  }

  @Test func keepsRecordsOfEveryLength() throws {
    let folder = try Folder()
    let (log, _) = try AuditLog.open(configuration(folder))
    // Far more than the ring holds, so that records lie across its end in every way.
    let lines = (0..<4000).map { "\"" + String(repeating: "d", count: $0 % 700) + "\"" }
    for line in lines {
      while true {
        do {
          try log.append(line)
          break
        } catch {
          #expect(error == .queueFull)
          usleep(1000)
        }
      }
    }
    #expect(log.close())
    #expect(try folder.lines() == lines)
  }

  @Test func threadsDoNotDisturbEachOther() throws {
    let folder = try Folder()
    let (log, _) = try AuditLog.open(configuration(folder))
    let refused = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for index in 0..<2000 {
        let line = #"{"t":\#(thread),"i":\#(index),"x":"\#(String(repeating: "y", count: index % 90))"}"#
        while (try? log.append(line)) == nil {
          refused.add(1, ordering: .relaxed)
          usleep(500)
        }
      }
    }
    #expect(log.close())
    var next = [Int](repeating: 0, count: 8)
    for line in try folder.lines() {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let thread = try #require(object["t"] as? Int)
      #expect(object["i"] as? Int == next[thread])
      next[thread] += 1
    }
    #expect(next == [Int](repeating: 2000, count: 8))
    #expect(log.status.refused == refused.load(ordering: .relaxed))
  }

  @Test func rejectsASecondProcess() throws {
    let folder = try Folder()
    let (log, _) = try AuditLog.open(configuration(folder))
    // Two descriptors of one process exclude each other just as those of two do.
    #expect(throws: AuditOpenFailure.inUse(path: folder.path + "/audit.ring")) {
      try AuditLog.open(configuration(folder))
    }
    #expect(log.close())
    let (again, _) = try AuditLog.open(configuration(folder))
    #expect(again.close())
  }

  @Test func reportsAnUnwritableFolder() throws {
    let configuration = AuditConfiguration(folder: "/proc/audit-test", role: requestRole)
    #expect(throws: AuditOpenFailure.system(operation: "mkdir", path: "/proc/audit-test", code: ENOENT)) {
      try AuditLog.open(configuration)
    }
  }

  @Test func leavesForeignQueueFilesAlone() throws {
    let folder = try Folder()
    let text = String(repeating: "not a ring", count: 100)
    try folder.write("audit.ring", text)
    #expect(throws: AuditOpenFailure.damagedQueue(path: folder.path + "/audit.ring")) {
      try AuditLog.open(configuration(folder))
    }
    #expect(try folder.bytes("audit.ring") == Array(text.utf8))
  }

  @Test func allowsRepeatedAndLateClosing() throws {
    let folder = try Folder()
    let (log, _) = try AuditLog.open(configuration(folder))
    try log.append("{}")
    #expect(log.close())
    #expect(!log.close())
    #expect(log.flush())
    #expect(try folder.lines() == ["{}"])
  }
}

import Foundation
import Synchronization
import TestData
import Testing

@testable import AuditLog

@Suite struct FaultInjectionTests {
  @Test func aFullQueueRejectsAndLosesNothing() throws {
    let folder = try Folder()
    let isBlocked = Atomic<Bool>(true)
    let device = FailingDevice { _, operation in
      operation == "write" && isBlocked.load(ordering: .acquiring) ? ENOSPC : nil
    }
    // Nothing is tried before the queue is full.
    let (log, _) = try AuditLog.open(configuration(folder, device: device) { $0.groupDelay = .seconds(1) })
    var taken: [String] = []
    var refusal: AuditRefusal?
    for id in 0..<100_000 where refusal == nil {
      do throws(AuditRefusal) {
        try log.append(received(id))
        taken.append(received(id))
      } catch { refusal = error }
    }
    #expect(refusal == .queueFull || refusal == .stalled(code: ENOSPC))
    isBlocked.store(false, ordering: .releasing)
    #expect(log.flush() && log.close())
    #expect(try folder.lines() == taken)
  }

  @Test func resumesAfterAFullDisk() throws {
    let folder = try Folder()
    let notices = Notices()
    let device = FailingDevice()
    let (log, _) = try AuditLog.open(
      configuration(folder, notices: notices, device: device) { $0.retryDelay = .milliseconds(5) })
    try log.append(received(1))
    #expect(log.flush())
    // Half of the group gets through before the space is gone.
    let first = device.count
    device.set { number, operation in operation == "write" && number > first + 1 ? ENOSPC : nil }
    try log.append(received(2))
    #expect(eventually { log.status.state == .stalled(code: ENOSPC) })
    #expect(!log.status.isReady)
    #expect(throws: AuditRefusal.stalled(code: ENOSPC)) { try log.append(received(3)) }
    try log.append(Array(finished(2).utf8).span, closesRequest: true)
    #expect(try folder.lines() == [received(1)])
    device.set { _, _ in nil }
    #expect(eventually { log.status.isReady })
    try log.append(received(4))
    #expect(log.close())
    #expect(try folder.lines() == [received(1), received(2), finished(2), received(4)])
    #expect(notices.all == [.stalled(code: ENOSPC), .resumed])
  }

  @Test func neverRetriesAFailedSync() throws {
    let folder = try Folder()
    let notices = Notices()
    let device = FailingDevice()
    let (log, _) = try AuditLog.open(configuration(folder, notices: notices, device: device))
    try log.append(received(1))
    #expect(log.flush())
    let failures = Atomic<Int>(0)
    device.set { _, operation in
      guard operation == "fdatasync" else { return nil }
      failures.add(1, ordering: .relaxed)
      return EIO
    }
    try log.append(received(2))
    #expect(!log.flush())
    #expect(log.status.state == .failed(code: EIO))
    device.set { _, _ in nil }
    #expect(throws: AuditRefusal.failed(code: EIO)) { try log.append(received(3)) }
    #expect(!log.close())
    #expect(failures.load(ordering: .relaxed) == 1)
    #expect(notices.all == [.failed(operation: "fdatasync", code: EIO)])
    // The file holds the second record, but perhaps only in memory: it is written again.
    let (again, _) = try AuditLog.open(configuration(folder, notices: notices))
    #expect(again.close())
    #expect(try folder.lines() == [1, 2].map(received))
    #expect(try folder.names(".torn").count == 1)
  }

  @Test func rejectsRecordsOnceTheFolderIsReadOnly() throws {
    let folder = try Folder()
    let device = FailingDevice { _, operation in operation == "open" ? EROFS : nil }
    let (log, _) = try AuditLog.open(configuration(folder, device: device) { $0.retryDelay = .milliseconds(5) })
    try log.append(received(1))
    #expect(eventually { log.status.state == .stalled(code: EROFS) })
    #expect(throws: AuditRefusal.stalled(code: EROFS)) { try log.append(received(2)) }
    device.set { _, _ in nil }
    #expect(log.flush() && log.close())
    #expect(try folder.lines() == [received(1)])
  }

  private static let codes: [Int32] = [EIO, ENOSPC, EMFILE, EROFS]

  /// Fails each call of a session in turn: start with records left behind, two days, deletion of an old file, end.
  /// Unless it is a proof, each call fails with one of the codes only.
  @Test(arguments: 0..<codes.count) func survivesTheFailureOfAnyCall(number: Int) throws {
    var call = Effort.isProof ? 1 : 1 + number
    while try session(failing: call, Self.codes[number]) { call += Effort.isProof ? 1 : Self.codes.count }
    #expect(call > 30)
  }

  /// Returns whether the call was reached.
  private func session(failing call: Int, _ code: Int32) throws -> Bool {
    let folder = try Folder()
    let clock = TestClock("2026-07-28")
    let left = (0..<5).map(received)
    do {
      let full = FailingDevice { _, operation in operation == "write" ? ENOSPC : nil }
      let (log, _) = try AuditLog.open(configuration(folder, clock: clock, device: full))
      for line in left { try log.append(line) }
      #expect(!log.close())
    }
    try folder.write("audit-2026-01-01.jsonl", "{}\n")
    let device = FailingDevice { number, _ in number == call ? code : nil }
    var taken = left
    if let (log, _) = try? AuditLog.open(
      configuration(folder, clock: clock, device: device) { $0.retryDelay = .milliseconds(2) })
    {
      for id in 10..<40 {
        if id == 25 {
          log.flush(within: .milliseconds(500))
          clock.advance(days: 1)
        }
        if (try? log.append(received(id))) != nil { taken.append(received(id)) }
      }
      log.flush(within: .milliseconds(500))
      log.close()
    }
    let (log, _) = try AuditLog.open(configuration(folder, clock: clock))
    #expect(log.close())
    let lines = try folder.lines().filter { $0 != "{}" }
    #expect(lines == taken, "call \(call) failed with \(code)")
    return device.count >= call
  }
}

import Foundation
import Testing

@testable import AuditLog

/// A disk that really is full: a small file system in memory, where the process may mount one.
@Suite struct FullDiskTests {
  private static let mayMount: Bool = {
    let path = NSTemporaryDirectory() + "audit-mount-" + UUID().uuidString
    guard geteuid() == 0, unsafe mkdir(path, 0o700) == 0 else { return false }
    defer { unsafe rmdir(path) }
    guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=1m,mode=0700") == 0 else { return false }
    unsafe umount(path)
    return true
  }()

  @Test(.enabled(if: mayMount, "this process may not mount a file system"))
  func rejectsRecordsWhileTheDiskIsFull() throws {
    let folder = try Folder()
    let mounted = unsafe mount("tmpfs", folder.path, "tmpfs", 0, "size=1m,mode=0700")
    try #require(mounted == 0)
    defer { unsafe umount2(folder.path, CInt(MNT_DETACH)) }
    let notices = Notices()
    let (log, _) = try AuditLog.open(configuration(folder, notices: notices) { $0.retryDelay = .milliseconds(5) })
    try folder.write("filler", String(repeating: "x", count: 400 << 10))
    var taken: [String] = []
    var refusals = 0
    // The ring and the filler leave less than 400 KiB.
    while refusals == 0, taken.count < 20_000 {
      do throws(AuditRefusal) {
        try log.append(received(taken.count))
        taken.append(received(taken.count))
      } catch {
        if error == .queueFull { usleep(1000) } else { refusals += 1 }
      }
    }
    #expect(log.status.state == .stalled(code: ENOSPC))
    #expect(throws: AuditRefusal.stalled(code: ENOSPC)) { try log.append("{}") }
    try FileManager.default.removeItem(atPath: folder.path + "/filler")
    #expect(eventually { log.status.isReady })
    try log.append("{}")
    #expect(log.close())
    #expect(try folder.lines() == taken + ["{}"])
    #expect(notices.all == [.stalled(code: ENOSPC), .resumed])
  }
}

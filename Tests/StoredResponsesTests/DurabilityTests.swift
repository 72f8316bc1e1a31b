import Foundation
import System
import TestData
import Testing

@testable import StoredResponses

/// A process that is killed while it writes.
@Suite struct KillTests {
  /// `SECURELLM_PROOF=1` makes it more.
  private static let rounds = Effort.isProof ? 100 : 5

  @Test func keepsWhatWasWritten() async throws {
    for _ in 0..<Self.rounds {
      let folder = try Folder()
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.file as String] in
        let responses = try StoredResponses(file: path, now: now)
        for number in 0..<500 { responses.remember(id(number), owner(number)) }
        try #require(eventually { lineCount(path) == 500 })
        responses.forget(id(0))
        try #require(eventually { lineCount(path) == 501 })
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int.random(in: 1...300))) {
          kill(getpid(), SIGKILL)
        }
        // So much of it is useless after a moment that the file is written anew again and again.
        for number in 500... {
          responses.remember(id(number), owner(number))
          responses.forget(id(number - 10))
          if number % 100 == 0 { usleep(1000) }
        }
      }
      let notices = Notices()
      let responses = try StoredResponses.open(folder, capacity: 1_000_000, notices: notices)
      #expect(!responses.knows(id(0)))
      for number in 1..<490 { #expect(responses.owner(of: id(number), for: 7, now: now) == owner(number)) }
      // At most the line at which it was killed.
      for notice in notices.all { #expect(notice == .damaged(path: folder.file, lines: 1)) }
    }
  }
}

/// A disk that takes no more.
@Suite struct FullDiskTests {
  /// By the limit for files of a process: writes are cut off in the middle, and fail from then on.
  @Test func repairsTheFileAfterFailures() async throws {
    let folder = try Folder()
    await #expect(processExitsWith: .success) { [path = folder.file as String] in
      signal(SIGXFSZ, SIG_IGN)
      let notices = Notices()
      let responses = try StoredResponses(file: path, capacity: 2000, now: now, report: { notices.add($0) })
      for number in 0..<20 { responses.remember(id(number), owner(number)) }
      try #require(eventually { (FileStatus(path)?.size ?? 0) > 1500 })
      var limit = rlimit(rlim_cur: 5000, rlim_max: rlim_t.max)
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      for number in 20..<500 { #expect(responses.remember(id(number), owner(number))) }
      for number in 10..<30 { responses.forget(id(number)) }
      #expect(eventually { responses.failedWrites > 0 })
      // Requests notice nothing.
      #expect(responses.remember(id(500), owner(500)) && responses.knows(id(500)) && !responses.knows(id(10)))
      #expect(FileStatus(path)?.size ?? .max <= 5000)
      limit.rlim_cur = rlim_t.max
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #expect(eventually { notices.all.last == .resumed(path: path) })
      #expect(notices.all == [.failing(path: path, SystemError(code: EFBIG)), .resumed(path: path)])
      // It is not closed: the file is complete without that.
    }
    let notices = Notices()
    let responses = try StoredResponses.open(folder, capacity: 2000, notices: notices)
    for number in 0...500 { #expect(responses.knows(id(number)) == !(10..<30).contains(number), "\(number)") }
    #expect(notices.all.isEmpty)
  }

  private static let mayMount: Bool = {
    let path = NSTemporaryDirectory() + "responses-mount-" + UUID().uuidString
    guard geteuid() == 0, unsafe mkdir(path, 0o700) == 0 else { return false }
    defer { unsafe rmdir(path) }
    guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=1m,mode=0700") == 0 else { return false }
    unsafe umount(path)
    return true
  }()

  /// One that really is full: a small file system in memory.
  @Test(.enabled(if: mayMount, "this process may not mount a file system"))
  func survivesAFullFileSystem() throws {
    let folder = try Folder()
    let mounted = unsafe mount("tmpfs", folder.path, "tmpfs", 0, "size=1m,mode=0700")
    try #require(mounted == 0)
    defer { unsafe umount2(folder.path, CInt(MNT_DETACH)) }
    let notices = Notices()
    let responses = try StoredResponses.open(folder, capacity: 2000, notices: notices)
    try Data(repeating: 0x78, count: 950 << 10).write(to: URL(filePath: folder.path + "/filler"))
    for number in 0..<2000 { #expect(responses.remember(id(number), owner(number))) }
    #expect(eventually { responses.failedWrites > 0 })
    // Neither the end of the file nor a new one has room.
    for number in 2000..<4000 { #expect(responses.remember(id(number), owner(number))) }
    #expect(responses.knows(id(3999)) && !responses.knows(id(1999)))
    try FileManager.default.removeItem(atPath: folder.path + "/filler")
    #expect(eventually { notices.all.last == .resumed(path: folder.file) })
    #expect(notices.all.first == .failing(path: folder.file, SystemError(code: ENOSPC)))
    #expect(responses.close())
    let again = try StoredResponses.open(folder, capacity: 2000)
    #expect(again.count == 2000)
    for number in 2000..<4000 { #expect(again.knows(id(number))) }
    #expect(again.close())
  }
}

/// As many as there may be. What it takes is printed, not judged: machines differ.
@Suite struct LargeFileTests {
  @Test func readsAHundredThousand() throws {
    let folder = try Folder()
    let first = try StoredResponses.open(folder, capacity: 100_000)
    for number in 0..<100_000 { first.remember(id(number), owner(number)) }
    #expect(first.close())
    let size = try folder.bytes().count
    var loaded: StoredResponses?
    let seconds = try Effort.processorSeconds { loaded = try StoredResponses.open(folder, capacity: 100_000) }
    #expect(loaded?.count == 100_000 && loaded?.knows(id(99_999)) == true)
    print("100,000 stored responses, \(size) bytes, are read in \(Int(seconds * 1000)) ms")
  }
}

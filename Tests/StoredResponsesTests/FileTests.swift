import Foundation
import JSONCore
import System
import Testing

@testable import StoredResponses

@Suite struct FileTests {
  @Test func survivesRestarts() throws {
    let folder = try Folder()
    let notices = Notices()
    for round in 0..<4 {
      let responses = try StoredResponses.open(folder, notices: notices)
      #expect(responses.count == round * 10)
      for number in 0..<round * 10 {
        #expect(responses.owner(of: id(number), for: 7, now: now) == owner(number))
      }
      for number in round * 10..<(round + 1) * 10 { responses.remember(id(number), owner(number)) }
      #expect(responses.close())
    }
    #expect(notices.all.isEmpty)
    let mode = try FileManager.default.attributesOfItem(atPath: folder.file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func forgetsForGood() throws {
    let folder = try Folder()
    let first = try StoredResponses.open(folder)
    for number in 0..<10 { first.remember(id(number), owner()) }
    #expect(eventually { folder.lineCount() == 10 })
    for number in 0..<10 where number % 2 == 0 { first.forget(id(number)) }
    // Forgotten, and given out once more by its provider.
    first.remember(id(0), owner(5, key: 8))
    #expect(eventually { folder.lineCount() == 16 })
    #expect(first.close())
    let second = try StoredResponses.open(folder)
    for number in 0..<10 { #expect(second.knows(id(number)) == (number % 2 == 1)) }
    #expect(second.knows(id(0), key: 8))
  }

  /// Nobody has to close it for its lines to be in the file.
  @Test func writesByItself() throws {
    let folder = try Folder()
    let responses = try StoredResponses.open(folder)
    for number in 0..<3 {
      responses.remember(id(number), owner())
      #expect(eventually { folder.lineCount() == number + 1 })
    }
    #expect(responses.close())
    // What comes after that is known all the same.
    #expect(responses.remember(id(5), owner()) && responses.knows(id(5)) && responses.close())
    #expect(folder.lineCount() == 3)
  }

  @Test func dropsTheOldestAfterRestartToo() throws {
    let folder = try Folder()
    let first = try StoredResponses.open(folder, capacity: 10)
    for number in 0..<30 { first.remember(id(number), owner()) }
    #expect(first.close())
    let second = try StoredResponses.open(folder, capacity: 5)
    #expect(second.count == 5)
    for number in 0..<30 { #expect(second.knows(id(number)) == (number >= 25)) }
  }

  @Test func leavesOutWhatIsTooOld() throws {
    let folder = try Folder()
    let first = try StoredResponses.open(folder)
    for day in 0..<40 { first.remember(id(day), owner(created: now + day * 86_400)) }
    #expect(first.close())
    let second = try StoredResponses.open(folder, now: now + 40 * 86_400)
    #expect(second.count == 30)
  }

  /// Lines of what was dropped or forgotten do not pile up.
  @Test func writesTheFileAnew() throws {
    let folder = try Folder()
    let responses = try StoredResponses.open(folder, capacity: 100)
    for number in 0..<5000 {
      responses.remember(id(number), owner())
      if number % 500 == 0 { usleep(60_000) }
    }
    #expect(responses.close())
    let again = try StoredResponses.open(folder, capacity: 100)
    again.remember(id(5000), owner())
    #expect(again.close())
    #expect(folder.lineCount() <= 1300)
    let last = try StoredResponses.open(folder, capacity: 100)
    for number in 4900...5001 { #expect(last.knows(id(number)) == (number > 4900 && number <= 5000)) }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.sorted() == ["responses", "responses.lock"])
  }

  /// A file that is moved away under a running process is made once more, with everything in it.
  @Test func restoresARemovedFile() throws {
    let folder = try Folder()
    let responses = try StoredResponses.open(folder)
    for number in 0..<5 { responses.remember(id(number), owner()) }
    #expect(eventually { folder.lineCount() == 5 })
    try FileManager.default.removeItem(atPath: folder.file)
    responses.remember(id(5), owner())
    #expect(responses.close() && responses.failedWrites == 0)
    #expect(folder.lineCount() == 6)
  }

  /// What is left of a process that was killed while it wrote the file anew is no obstacle.
  @Test func ignoresHalfAFile() throws {
    let folder = try Folder()
    try "half a file".write(toFile: folder.file + ".new", atomically: false, encoding: .utf8)
    let responses = try StoredResponses.open(folder)
    responses.remember(id(1), owner())
    try FileManager.default.removeItem(atPath: folder.file)
    #expect(responses.close())
    #expect(try StoredResponses.open(folder).knows(id(1)))
    #expect(!FileManager.default.fileExists(atPath: folder.file + ".new"))
  }
}

@Suite struct DamageTests {
  /// Short, because its file is damaged at every byte.
  private func short(_ number: Int) -> ResponseID { id(number, length: 8) }

  /// A file of five lines: four ids, of which one is forgotten.
  private func sample(_ folder: Folder) throws -> [UInt8] {
    let responses = try StoredResponses.open(folder)
    for number in 0..<4 { responses.remember(short(number), owner(number)) }
    #expect(eventually { folder.lineCount() == 4 })
    responses.forget(short(2))
    #expect(responses.close())
    return try folder.bytes()
  }

  /// Which of the sample's ids are known, with the owner that they had and no other.
  private func known(_ responses: StoredResponses) -> Set<Int> {
    let known = (0..<4).filter { number in
      guard let found = responses.owner(of: short(number), for: 7, now: now) else { return false }
      return found == owner(number)
    }
    #expect(responses.count == known.count)
    return Set(known)
  }

  /// The line that a byte of the sample belongs to; each has a line feed on both sides.
  private func lines(_ sample: [UInt8]) -> [Int] {
    sample.indices.map { index in (sample[..<index].filter { $0 == 0x0A }.count) / 2 }
  }

  @Test func losesTheDamagedLineOnly() throws {
    let folder = try Folder()
    let sample = try sample(folder)
    let lines = lines(sample)
    let whole: Set = [0, 1, 3]
    for index in sample.indices {
      for byte in [sample[index] ^ 1, 0x0A] where byte != sample[index] {
        var damaged = sample
        damaged[index] = byte
        try folder.write(damaged)
        let notices = Notices()
        let responses = try StoredResponses.open(folder, notices: notices)
        let lost = whole.subtracting(known(responses))
        #expect(lost.isSubset(of: [lines[index]]), "byte \(index)")
        // The line that forgets one is the last; without it that one is back.
        if !known(responses).isSubset(of: whole) { #expect(lines[index] >= 4) }
        if !lost.isEmpty { #expect(notices.all.count == 1) }
        let before = known(responses)
        #expect(responses.close())
        // Written anew: what was reported once is not reported again.
        let silent = Notices()
        let again = try StoredResponses.open(folder, notices: silent)
        #expect(known(again) == before && silent.all.isEmpty)
        #expect(again.close())
      }
    }
  }

  @Test func losesWhatWasCutOff() throws {
    let folder = try Folder()
    let sample = try sample(folder)
    for count in sample.indices {
      try folder.write(Array(sample[..<count]))
      let wholeLines = sample[..<count].split(separator: 0x0A).filter { JournalRow($0) != nil }.count
      let expected = Set(0..<min(4, wholeLines)).subtracting(wholeLines == 5 ? [2] : [])
      let responses = try StoredResponses.open(folder)
      #expect(known(responses) == expected, "\(count) bytes")
      responses.remember(short(9), owner())
      #expect(responses.close())
      let again = try StoredResponses.open(folder)
      #expect(again.knows(short(9)) && again.count == expected.count + 1)
      #expect(again.close())
    }
  }

  /// It may be somebody else's file.
  @Test(arguments: [1, 100, 5000, 200_000]) func setsForeignFilesAside(count: Int) throws {
    let folder = try Folder()
    let foreign = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 | 0x80) }
    try folder.write(foreign)
    let notices = Notices()
    let responses = try StoredResponses.open(folder, notices: notices)
    #expect(notices.all == [.setAside(path: folder.file, now: folder.file + ".damaged")])
    #expect(try folder.bytes("responses.damaged") == foreign)
    responses.remember(short(1), owner())
    #expect(responses.close())
    #expect(try StoredResponses.open(folder).knows(short(1)))
  }

  /// Garbage of any length between good lines costs no good line.
  @Test func findsLinesBehindGarbage() throws {
    let folder = try Folder()
    let sample = try sample(folder)
    for count in [1, 3000, 70_000, 200_000] {
      try folder.write(sample + [UInt8](repeating: 0x78, count: count) + sample)
      let notices = Notices()
      let responses = try StoredResponses.open(folder, notices: notices)
      #expect(known(responses) == [0, 1, 3])
      guard case .damaged(folder.file, let lines)? = notices.all.first else {
        Issue.record("nothing reported of \(count) bytes")
        return
      }
      #expect(lines >= 1 && notices.all.count == 1)
      #expect(responses.close())
    }
  }
}

@Suite struct OpeningTests {
  /// The second of two processes gets an error, and touches nothing. A lock belongs to an opening of the file and not
  /// to a process, so that one process can play both.
  @Test func isForOneProcess() throws {
    let folder = try Folder()
    let first = try StoredResponses.open(folder)
    first.remember(id(1), owner())
    #expect(throws: StoredResponsesFailure.inUse(path: folder.file)) { try StoredResponses.open(folder) }
    #expect(first.close())
    #expect(try StoredResponses.open(folder).knows(id(1)))
  }

  /// What the file says decides about access, so that nobody else may have written it.
  @Test(arguments: [0o620, 0o602, 0o666]) func rejectsFilesThatOthersMayWrite(mode: Int) throws {
    let folder = try Folder()
    try folder.write([])
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.file)
    #expect(throws: StoredResponsesFailure.exposed(path: folder.file)) { try StoredResponses.open(folder) }
  }

  @Test func rejectsWhatIsNoFile() throws {
    let pipe = try Folder()
    let made = unsafe mkfifo(pipe.file, 0o600)
    #expect(made == 0)
    #expect(throws: StoredResponsesFailure.notRegular(path: pipe.file)) { try StoredResponses.open(pipe) }
    let link = try Folder()
    try FileManager.default.createSymbolicLink(atPath: link.file, withDestinationPath: "/dev/null")
    #expect(throws: StoredResponsesFailure.system(path: link.file, .init(code: ELOOP))) {
      try StoredResponses.open(link)
    }
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.file, withIntermediateDirectories: false)
    #expect(throws: StoredResponsesFailure.system(path: folder.file, .init(code: EISDIR))) {
      try StoredResponses.open(folder)
    }
  }

  @Test func makesMissingFolders() throws {
    let folder = try Folder()
    let responses = try StoredResponses(file: folder.path + "/a/b/responses", now: now)
    responses.remember(id(1), owner())
    #expect(responses.close())
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/a/b")[.posixPermissions] as? Int
    #expect(mode == 0o700)
  }

  /// Sentences say what, where, and what to do.
  @Test func describesFailures() {
    let failures: [StoredResponsesFailure] = [
      .inUse(path: "/x"), .exposed(path: "/x"), .notRegular(path: "/x"), .system(path: "/x", .init(code: ENOSPC)),
    ]
    let notices: [StoredResponsesNotice] = [
      .damaged(path: "/x", lines: 3), .setAside(path: "/x", now: "/x.damaged"), .resumed(path: "/x"),
      .failing(path: "/x", .init(code: ENOSPC)),
    ]
    for text in failures.map(\.description) + notices.map(\.description) {
      #expect(text.hasPrefix("the list of stored responses /x "))
    }
    #expect(failures[3].description.contains("No space left on device"))
  }
}

import Foundation
import System
import Testing

@Suite struct FilesTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "system-\(UUID().uuidString)").path
    try Folders.make(folder)
  }

  private func path(_ name: String) -> String { folder + "/" + name }

  private func failure(_ read: () throws(FileReadError) -> [UInt8]) -> FileReadError? {
    do {
      _ = try read()
      return nil
    } catch { return error }
  }

  @Test func readsWholeFilesUpToTheLimit() throws {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
    try Files.write(bytes, to: path("file"), mode: 0o600)
    #expect(try Files.read(path("file"), limit: 100_000) == bytes)
    #expect(failure { () throws(FileReadError) in try Files.read(path("file"), limit: 99_999) } == .tooLarge)
    #expect(try Files.readPrefix(path("file"), limit: 5_000) == Array(bytes.prefix(5_000)))
    try Files.write([], to: path("file"), mode: 0o600)
    #expect(try Files.read(path("file"), limit: 0) == [])
  }

  /// A file of `/proc` claims to have no bytes.
  @Test func readsFilesOfUnknownSize() throws {
    #expect(FileStatus("/proc/self/status")?.size == 0)
    #expect(try Files.read("/proc/self/status", limit: 1 << 20).starts(with: "Name:".utf8))
  }

  @Test(.timeLimit(.minutes(1))) func neverWaitsForOthers() throws {
    let made = unsafe mkfifo(path("pipe"), 0o600)
    #expect(made == 0)
    #expect(failure { () throws(FileReadError) in try Files.read(path("pipe"), limit: 10) } == .notRegular)
    #expect(failure { () throws(FileReadError) in try Files.read(folder, limit: 10) } == .notRegular)
    #expect(failure { () throws(FileReadError) in try Files.read("/dev/zero", limit: 10) } == .notRegular)
    let missing = failure { () throws(FileReadError) in try Files.read(path("none"), limit: 10) }
    #expect(missing == .system(SystemError(code: ENOENT)))
    #expect("\(SystemError(code: ENOENT))" == "No such file or directory")
  }

  @Test func foldersAreMadeForThisUserOnly() throws {
    try Folders.make(path("a/b/c"))
    try Folders.make(path("a/b/c"))
    #expect(FileStatus(path("a/b"))?.permissions == 0o700)
    #expect(FileStatus(path("a/b"))?.isPrivate == true)
    try Files.write([1], to: path("a/file"), mode: 0o644)
    #expect(Set(try Folders.names(in: path("a"))) == [Array("b".utf8), Array("file".utf8)])
    #expect(try Folders.names(in: path("a"), limit: 1).count == 1)
    #expect(throws: SystemError(code: 20)) { try Folders.make(path("a/file/b")) }
    #expect(throws: SystemError(code: ENOENT)) { try Folders.names(in: path("none")) }
  }

  @Test func linksAreReplacedInOneStep() throws {
    #expect(SymbolicLinks.replace(path("link"), target: "one"))
    #expect(SymbolicLinks.replace(path("link"), target: "two"))
    #expect(SymbolicLinks.target(of: path("link")) == "two")
    #expect(SymbolicLinks.target(of: folder) == nil)
    #expect(FileStatus(ofLink: path("link"))?.kind == .link)
    #expect(FileStatus(path("link")) == nil)
    #expect(try Folders.names(in: folder) == [Array("link".utf8)])
  }

  @Test func statusDistinguishesFiles() throws {
    try Files.write([1, 2, 3], to: path("one"), mode: 0o640)
    try Files.write([1, 2, 3], to: path("two"), mode: 0o640)
    let (one, two) = (try #require(FileStatus(path("one"))), try #require(FileStatus(path("two"))))
    #expect(one.kind == .regular && one.size == 3 && one.permissions & 0o600 == 0o600)
    #expect(one.device == two.device && one.inode != two.inode)
    #expect(FileAccess.exists(path("one")) && !FileAccess.exists(path("three")))
    #expect(!FileAccess.mayExecute(path("one")) && FileAccess.mayChange(folder: folder))
  }

  // MARK: folders

  @Test func parentsOfPaths() {
    let parents = ["/", "/a", "/a/b", "a", "a/b", "./a", "."].map { Folders.parent(of: $0) }
    #expect(parents == [nil, "/", "/a", ".", "a", ".", nil])
  }

  @Test func saysWhyAFolderCannotBeMade() throws {
    #expect(Folders.failure(preparing: path("a/b/c")) == nil && Folders.failure(preparing: folder) == nil)
    #expect(FileStatus(path("a")) == nil)
    try Files.write([], to: path("file"), mode: 0o600)
    let found = try #require(Folders.failure(preparing: path("file/a/b")))
    #expect(found.error == SystemError(code: 20) && found.path == path("file"))
  }
}

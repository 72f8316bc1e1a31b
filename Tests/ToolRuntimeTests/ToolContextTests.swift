import Foundation
import JSONCore
import Synchronization
import Testing

@testable import ToolRuntime

/// What a handler is given besides its input.
@Suite struct ToolContextTests {
  private final class Project {
    let root = NSTemporaryDirectory() + "/tool-context-" + UUID().uuidString

    init() throws {
      try FileManager.default.createDirectory(atPath: root + "/.git", withIntermediateDirectories: true)
      for (name, text) in ["notes.txt": "one\ntwo\n", ".git/config": "[core]"] {
        try Data(text.utf8).write(to: URL(filePath: "\(root)/\(name)"))
      }
      try FileManager.default.createSymbolicLink(atPath: root + "/out", withDestinationPath: "/etc/passwd")
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func context(_ onProgress: @escaping @Sendable (ToolProgress) -> Void = { _ in }) -> ToolContext {
      let settings = ToolHost.Settings(
        projectRoot: root, programDirectories: [], homeDirectory: root + "/home", guardDirectory: root + "/guard")
      return ToolContext(host: ToolHost(settings: settings, definitions: []), onProgress: onProgress)
    }
  }

  @Test func readsFilesOfTheProject() throws {
    let project = try Project()
    let files = project.context().project
    #expect(try files.text("notes.txt", limit: 8) == "one\ntwo\n")
    #expect(try files.read("./notes.txt", limit: 100).count == 8)
    try files.check("notes.txt")
    try files.check("not/there/yet.txt")
  }

  @Test(arguments: [
    ("../x", "leads out of the project"), ("/etc/passwd", "leads out of the project"),
    ("out", "leads out of the project"),
    (".git/config", "never read"), ("gone", "is not there"), (".", "is not a regular file"),
    ("notes.txt", "more than 3 bytes"),
  ])
  func saysWhatIsWrongWithAPath(_ path: String, _ part: String) throws {
    let project = try Project()
    let files = project.context().project
    let failure = withExtendedLifetime(project) {
      #expect(throws: ToolFailure.self) { try files.read(JSONString(path), limit: 3) }
    }
    #expect(failure?.message.contains(part) == true, "\(String(describing: failure))")
  }

  @Test func reportsProgressAndWorksOnAnotherThread() async throws {
    let reports = Mutex<[String]>([])
    let context = try Project().context { progress in reports.withLock { $0.append(progress.message ?? "") } }
    context.report(1, "one of two")
    let value = try await context.blocking { () throws(ToolFailure) in 7 }
    #expect(value == 7 && reports.withLock { $0 } == ["one of two"])
    try context.checkCancellation()
  }

  @Test func noticesThatNobodyWaits() async throws {
    let context = try Project().context()
    let task = Task { () async throws in
      while !Task.isCancelled { await Task.yield() }
      try context.checkCancellation()
    }
    task.cancel()
    await #expect(throws: ToolFailure.self) { try await task.value }
  }

  @Test func aFailureIsASentence() {
    let failure = ToolFailure("the file is empty")
    #expect(failure.message == "the file is empty" && failure.code == .programFailed)
  }
}

import Foundation
import Testing

@testable import ProcessRunner

private struct NoFolder: Error {}

private func opened(_ folder: consuming ProjectFolder?) throws -> ProjectFolder {
  guard let folder else { throw NoFolder() }
  return folder
}

extension ProcessRunnerTests {
  /// A folder that was looked at is the one that a program starts in, and a program of a project is beneath it.
  @Suite final class StartFolderTests {
    private let parent = NSTemporaryDirectory() + "/start-folder-" + UUID().uuidString

    init() throws {
      for folder in ["project/a/b", "project/.git", "outside"] {
        try FileManager.default.createDirectory(atPath: "\(parent)/\(folder)", withIntermediateDirectories: true)
      }
      for file in ["project/a/tool", "project/a/text", "outside/tool", "project/.git/tool"] {
        try Data("#!/bin/sh\npwd -P\n".utf8).write(to: URL(filePath: "\(parent)/\(file)"))
        let mode = file.hasSuffix("tool") ? 0o755 : 0o644
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(parent)/\(file)")
      }
      for (name, target) in ["in": "a/b", "out": "../outside", "tool": "a/tool", "far": "../outside/tool"] {
        try FileManager.default.createSymbolicLink(atPath: "\(parent)/project/\(name)", withDestinationPath: target)
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: parent) }

    @Test func startsWhereItWasOpened() throws {
      let root = parent + "/project"
      let found = try opened(ProjectFolder(root)).startFolder(Array("in".utf8))
      let folder = try #require(found)
      // Somebody puts a link to another place under the name.
      try FileManager.default.removeItem(atPath: root + "/in")
      try FileManager.default.createSymbolicLink(atPath: root + "/in", withDestinationPath: "../outside")
      let program = try #require(Program.resolve("pwd", in: ["/bin", "/usr/bin"]))
      var request = ProcessRequest(
        program: program, arguments: [Array("-P".utf8)], environment: [], workingDirectory: root, timeout: .seconds(30),
        maxOutputBytes: 4096, maxErrorBytes: 4096)
      request.startFolder = folder
      let output = try ProcessRunner().runHere(request)
      #expect(String(decoding: output.standardOutput, as: UTF8.self).hasSuffix("/project/a/b\n"))
    }

    @Test(arguments: ["out", "..", "/", ".git", "a/text", "gone", "a/../.."]) func opensNoOther(path: String) throws {
      #expect(try isOpened(path, asksKernel: true) == false)
      #expect(try isOpened(path, asksKernel: false) == false)
    }

    @Test(arguments: [".", "a", "a/b/..", "in/.."]) func opensThoseBeneath(path: String) throws {
      #expect(try isOpened(path, asksKernel: true))
    }

    private func isOpened(_ path: String, asksKernel: Bool) throws -> Bool {
      try opened(ProjectFolder(parent + "/project", asksKernel: asksKernel)).startFolder(Array(path.utf8)) != nil
    }

    @Test(
      arguments: [
        ("./a/tool", true), ("a/tool", true), ("tool", true), ("a/text", false), ("a/b", false), ("far", false),
        ("out/tool", false), (".git/tool", false), ("../outside/tool", false), ("gone", false), ("/bin/sh", false),
        ("", false),
      ])
    func programsAreBeneathTheProject(path: String, isOne: Bool) {
      let program = Program.beneath(parent + "/project", path)
      #expect((program != nil) == isOne, "\(program?.path ?? "none")")
      #expect(Program.beneath("project", path) == nil)
    }
  }
}

import Foundation
import Testing

@testable import ProcessRunner

/// A project with links of every kind, beside a folder with a secret.
private final class LinkedProject {
  let parent: String
  var root: String { parent + "/project" }

  init() throws {
    parent = NSTemporaryDirectory() + "/project-folder-" + UUID().uuidString
    for folder in ["outside", "project/src/deep", "project/.git/objects", "project/sub/.git", "project/.GIT"] {
      try FileManager.default.createDirectory(atPath: parent + "/" + folder, withIntermediateDirectories: true)
    }
    for file in ["outside/secret", "project/src/main.c", "project/.git/config", "project/.gitignore"] {
      try Data("text".utf8).write(to: URL(filePath: parent + "/" + file))
    }
    let links = [
      "folder": "/etc", "file": "/etc/passwd", "up": "../outside", "root": "/", "proc": "/proc", "chained": "via",
      "via": "src/on", "src/on": "../../outside/secret", "self": "/proc/self/root", "inner": "src",
      "src/back": "../src/deep",
      "round": "around", "around": "round", "dangling": "src/gone", "lost": "../gone", "config": ".git/config",
      "git": ".git", "src/history": "../sub/.git", "within": "../project/src",
    ]
    for (name, target) in links {
      try FileManager.default.createSymbolicLink(atPath: root + "/" + name, withDestinationPath: target)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: parent) }
}

private struct NoFolder: Error {}

private func opened(_ folder: consuming ProjectFolder?) throws -> ProjectFolder {
  guard let folder else { throw NoFolder() }
  return folder
}

extension ProcessRunnerTests {
  @Suite struct ProjectFolderTests {
    static let cases: [(path: String, outcome: ProjectFolder.Outcome)] = [
      (".", .inside), ("src", .inside), ("src/", .inside), ("src/main.c", .inside), ("./src/./deep", .inside),
      ("inner/main.c", .inside), ("src/back", .inside), ("src/deep/../main.c", .inside), (".gitignore", .inside),
      ("gone", .absent), ("src/gone/more", .absent), ("src/main.c/x", .absent), ("dangling", .absent),
      ("a" + String(repeating: "b", count: 300), .absent),
      ("folder", .outside), ("folder/passwd", .outside), ("file", .outside), ("up", .outside), ("up/secret", .outside),
      ("up/gone", .outside), ("root/etc/passwd", .outside), ("proc/1/environ", .outside), ("chained", .outside),
      ("self/etc", .outside), ("lost", .outside), ("within", .outside), ("..", .outside),
      ("src/../../outside", .outside),
      ("/etc/passwd", .outside), ("gone/../../outside", .outside),
      (".git", .repository), (".git/config", .repository), (".git/", .repository), ("sub/.git/x", .repository),
      (".GIT/x", .repository), ("gone/.Git/x", .repository), ("config", .repository), ("git/config", .repository),
      ("src/history", .repository),
      ("round", .circular),
    ]

    @Test(arguments: [true, false])
    func followsLinks(asksKernel: Bool) throws {
      let project = try LinkedProject()
      let folder = try opened(ProjectFolder(project.root, asksKernel: asksKernel))
      for (path, outcome) in Self.cases {
        #expect(folder.outcome(Array(path.utf8)) == outcome, "\(path)")
      }
    }

    /// Where the project is the root of the machine, the links of /proc are beneath it by their text.
    @Test func linksOfProcessesLeadOutside() throws {
      let folder = try opened(ProjectFolder("/proc/self"))
      for path in ["root/etc/passwd", "cwd", "exe", "fd/0"] {
        let outcome = folder.outcome(Array(path.utf8))
        #expect(outcome == .outside || outcome == .circular, "\(path): \(outcome)")
      }
    }

    @Test func recognizesRepositoriesOfOtherNames() throws {
      let project = try LinkedProject()
      // A hard link of a `.git` that is a file, as linked work trees have one, represents a file system with two names.
      #expect(FileManager.default.createFile(atPath: project.root + "/src/.git", contents: Data("gitdir: x".utf8)))
      try FileManager.default.linkItem(atPath: project.root + "/src/.git", toPath: project.root + "/src/GIT~1")
      let folder = try opened(ProjectFolder(project.root))
      #expect(folder.outcome(Array("src/GIT~1".utf8)) == .repository)
    }

    @Test func leavesNoDescriptorOpen() throws {
      let project = try LinkedProject()
      let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
      for _ in 0..<50 {
        let folder = try opened(ProjectFolder(project.root))
        for (path, _) in Self.cases { _ = folder.outcome(Array(path.utf8)) }
      }
      let after = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
      #expect(after <= before + 2)
    }

    @Test func readsFilesInsideOnly() throws {
      let project = try LinkedProject()
      let folder = try opened(ProjectFolder(project.root))
      #expect(try folder.read(Array("inner/main.c".utf8), limit: 4) == Array("text".utf8))
      #expect(throws: ProjectFolder.ReadFailure.tooLarge) { try folder.read(Array("src/main.c".utf8), limit: 3) }
      #expect(throws: ProjectFolder.ReadFailure.notFile) { try folder.read(Array("src".utf8), limit: 4) }
      for (path, outcome) in Self.cases where outcome != .inside {
        #expect(throws: ProjectFolder.ReadFailure.refused(outcome), "\(path)") {
          try folder.read(Array(path.utf8), limit: 4)
        }
      }
    }

    /// Opening a pipe that nobody writes to would wait for ever.
    @Test func waitsForNoPipe() throws {
      let project = try LinkedProject()
      #expect(unsafe mkfifo(project.root + "/pipe", 0o600) == 0)
      let folder = try opened(ProjectFolder(project.root))
      #expect(throws: ProjectFolder.ReadFailure.notFile) { try folder.read(Array("pipe".utf8), limit: 4) }
    }

    @Test func rejectsNonFolders() throws {
      let project = try LinkedProject()
      for path in ["/src/main.c", "/gone"] {
        #expect(throws: NoFolder.self) { _ = try opened(ProjectFolder(project.root + path)) }
      }
    }
  }
}

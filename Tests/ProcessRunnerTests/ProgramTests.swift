import Foundation
import Testing

@testable import ProcessRunner

extension ProcessRunnerTests {
  @Suite struct Programs {
    @Test func findsABareNameInTheFirstDirectory() async throws {
      try await withTemporaryDirectory { directory in
        try FileManager.default.createDirectory(atPath: "\(directory)/b", withIntermediateDirectories: true)
        try writeFile("\(directory)/b/tool", "#!/bin/sh\n", mode: 0o755)
        #expect(Program.resolve("tool", in: ["\(directory)/a", "\(directory)/b"])?.path == "\(directory)/b/tool")
        #expect(Program.resolve("tool", in: ["\(directory)/a"]) == nil)
        #expect(Program.resolve("sh", in: ["\(directory)/a", "/bin"])?.path == "/bin/sh")
      }
    }

    @Test(arguments: ["", ".", "..", "/bin/sh", "../bin/sh", "bin/sh", "sh\0", "\0"])
    func searchesOnlyBareNames(name: String) {
      #expect(Program.resolve(name) == nil)
    }

    @Test func onlyExecutableRegularFilesCount() async throws {
      try await withTemporaryDirectory { directory in
        try writeFile("\(directory)/plain", "#!/bin/sh\n", mode: 0o644)
        try FileManager.default.createDirectory(atPath: "\(directory)/folder", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: "\(directory)/dangling", withDestinationPath: "nowhere")
        try FileManager.default.createSymbolicLink(atPath: "\(directory)/link", withDestinationPath: "/bin/true")
        for name in ["plain", "folder", "dangling"] {
          #expect(Program.resolve(name, in: [directory]) == nil)
        }
        #expect(Program.resolve("link", in: [directory]) != nil)
      }
    }

    /// A launcher does whatever it is told, whatever it is called.
    @Test func launchersUnderOtherNamesAreNotFound() async throws {
      try await withTemporaryDirectory { directory in
        let files = FileManager.default
        try writeFile("\(directory)/busybox", "\u{7F}ELF", mode: 0o755)
        try writeFile("\(directory)/python3.11", "\u{7F}ELF", mode: 0o755)
        for (name, target) in [("lister", "/bin/sh"), ("grepper", "busybox"), ("counter", "python3.11")] {
          try files.createSymbolicLink(atPath: "\(directory)/\(name)", withDestinationPath: target)
          #expect(Program.resolve(name, in: [directory]) == nil, "\(name)")
          #expect(Program.launcher(behind: name, in: [directory]) != nil, "\(name)")
        }
        try files.createSymbolicLink(atPath: "\(directory)/twice", withDestinationPath: "lister")
        try files.linkItem(atPath: "\(directory)/busybox", toPath: "\(directory)/hard")
        for name in ["twice", "hard"] { #expect(Program.resolve(name, in: [directory]) == nil, "\(name)") }
        // By its own name it is what was asked for, and a script is what it says.
        #expect(Program.resolve("busybox", in: [directory]) != nil)
        try writeFile("\(directory)/python3", "#!/bin/sh\n", mode: 0o755)
        try files.linkItem(atPath: "\(directory)/python3", toPath: "\(directory)/shim")
        #expect(Program.resolve("shim", in: [directory]) != nil)
        #expect(Program.launcher(behind: "shim", in: [directory]) == nil)
      }
    }

    @Test func relativeDirectoriesAreNeverSearched() {
      #expect(Program.resolve("sh", in: ["", ".", "bin", "../../../../../../../../bin", "/bin\0"]) == nil)
    }

    @Test func recognizesAncestorsOfAFolder() async throws {
      try await withTemporaryDirectory { directory in
        let files = FileManager.default
        try files.createDirectory(atPath: "\(directory)/a/b", withIntermediateDirectories: true)
        try files.createDirectory(atPath: "\(directory)/ab", withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: "\(directory)/link", withDestinationPath: "a")
        for folder in [
          "/", directory, "\(directory)/a", "\(directory)/link", "\(directory)/a/b", "\(directory)/ab/../a",
        ] {
          #expect(Program.isFolder(folder, above: "\(directory)/a/b"), "\(folder)")
        }
        for folder in ["\(directory)/ab", "\(directory)/a/b/c", "\(directory)/gone", "\(directory)/a/b/."] {
          #expect(!Program.isFolder(folder, above: "\(directory)/a"), "\(folder)")
        }
      }
    }

    @Test func requiresAbsoluteSearchLists() throws {
      #expect(try Program.directories(parsing: "/opt/a:/opt/b") == ["/opt/a", "/opt/b"])
      for (list, entry) in [("", 1), ("/a:", 2), (":/a", 1), ("/a::/b", 2), ("/a:b", 2), (".", 1), ("/a:/b\0", 2)] {
        #expect(throws: InvalidSearchList(entry: entry)) { try Program.directories(parsing: list) }
      }
    }
  }
}

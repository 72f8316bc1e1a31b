import Foundation
import SchemaCompiler
import Synchronization
import Testing
import ToolRuntime

@testable import ToolFiles

/// A project's own tools: never before they are allowed, and only as they were then.
@Suite struct ProjectToolsTests {
  /// A project and a data directory.
  private struct Bench {
    let project: Folder
    let data: Folder
    var allowed: AllowedProjects { AllowedProjects(dataDirectory: data.path) }

    init(_ files: [String: String]) throws {
      project = try Folder(Dictionary(uniqueKeysWithValues: files.map { (".securellm/tools/" + $0.key, $0.value) }))
      data = try Folder()
    }

    var tools: ProjectTools? { ProjectTools(ofProject: project.path, allowed) }

    func folders(_ named: [String] = []) -> ToolFolders {
      ToolFolders(
        folders: named, projectRoot: project.path, allowed: allowed, builtIn: ["git_log"], report: { _ in })
    }
  }

  @Test func areUsedWhenAllowedAndOnlyAsTheyWere() throws {
    let bench = try Bench(["a.json": toolFile("a_tool")])
    let tools = try #require(bench.tools)
    #expect(tools.permission == .never && tools.reason?.contains("securellm allow") == true)
    try bench.allowed.allow(tools.project, digest: tools.files.digest)
    #expect(bench.tools?.permission == .allowed)
    try bench.project.write(toolFile("a_tool", title: "Count them"), ".securellm/tools/a.json")
    #expect(bench.tools?.permission == .changed)
    try bench.project.write(toolFile("a_tool"), ".securellm/tools/a.json")
    #expect(bench.tools?.permission == .allowed)
    try bench.project.write(toolFile("b_tool"), ".securellm/tools/b.json")
    #expect(bench.tools?.permission == .changed)
    try bench.project.remove(".securellm/tools/b.json")
    #expect(try bench.allowed.deny(tools.project) == true)
    #expect(try bench.allowed.deny(tools.project) == false)
    #expect(bench.tools?.permission == .never)
  }

  @Test func theDigestIsOfNamesAndTexts() {
    func digest(_ files: [(String, String)]) -> String {
      ToolFileSet(
        ToolLocation("/x", .project),
        files: files.map { .init(relative: $0.0, path: "tools/" + $0.0, shown: "/x/" + $0.0, bytes: Array($0.1.utf8)) },
        problems: []
      ).digest
    }
    let digests = [
      digest([]), digest([("a", "b")]), digest([("ab", "")]), digest([("a", ""), ("b", "")]),
      digest([("a", "b"), ("c", "d")]),
      digest([("a", "bc"), ("c", "d")]), digest([("a", "b"), ("cc", "d")]),
    ]
    #expect(Set(digests).count == digests.count)
    #expect(digest([("a", "1"), ("b", "2")]) == digest([("b", "2"), ("a", "1")]))
    #expect(digests.allSatisfy { $0.utf8.count == 64 })
  }

  @Test func theRecordIsThisUsersAlone() throws {
    let bench = try Bench(["a.json": toolFile("a_tool")])
    let tools = try #require(bench.tools)
    try bench.allowed.allow(tools.project, digest: tools.files.digest)
    #expect(bench.allowed.entries.map(\.project) == [tools.project])
    let file = bench.allowed.file(of: tools.project)
    let name = String(file.dropFirst(bench.data.path.count + 1))
    try bench.data.setMode(0o666, of: name)
    #expect(bench.tools?.permission == .never)
    try bench.data.setMode(0o600, of: name)
    #expect(bench.tools?.permission == .allowed)
    // The record of one project is none of another.
    let other = try Folder([".securellm/tools/a.json": toolFile("a_tool")])
    #expect(ProjectTools(ofProject: other.path, bench.allowed)?.permission == .never)
  }

  @Test func aLinkToTheFolderIsRefused() throws {
    let elsewhere = try Folder(["a.json": toolFile("a_tool")])
    let bench = try Bench([:])
    try bench.project.write("", ".securellm/x")
    try bench.project.link(".securellm/tools", to: elsewhere.path)
    #expect(bench.tools?.permission == .refused)
    #expect(bench.folders().refresh()?.isEmpty == true)
    let above = try Folder()
    try above.link(".securellm", to: bench.project.path + "/.securellm")
    #expect(ProjectTools(ofProject: above.path, bench.allowed)?.permission == .refused)
  }

  @Test func changesAreNoticed() throws {
    let bench = try Bench(["a.json": toolFile("a_tool")])
    let named = try Folder(["n.json": toolFile("n_tool")])
    let folders = bench.folders([named.path])
    func look() -> [String]? { folders.refresh()?.map(\.definition.name) }
    #expect(look() == ["n_tool"])
    #expect(folders.contents.project?.permission == .never)
    let tools = try #require(bench.tools)
    try bench.allowed.allow(tools.project, digest: tools.files.digest)
    #expect(look() == ["n_tool", "a_tool"])
    #expect(look() == nil)
    try named.write(toolFile("other"), "n.json")
    #expect(look() == ["other", "a_tool"])
    try named.write("{", "n.json")
    #expect(look() == ["a_tool"])
    #expect(folders.contents.errors.map(\.file) == [named.path + "/n.json"])
    try bench.project.write(toolFile("a_tool", title: "Other"), ".securellm/tools/a.json")
    #expect(look() == [])
    #expect(folders.contents.project?.permission == .changed)
  }

  @Test func aProjectWithoutToolsNeedsNothing() throws {
    let project = try Folder(["README.md": "x"])
    #expect(ToolFolders.areNeeded(folders: [], projectRoot: project.path) == false)
    #expect(ToolFolders.areNeeded(folders: ["/x"], projectRoot: project.path))
    try project.write("x", ".securellm/tools/readme.txt")
    #expect(ToolFolders.areNeeded(folders: [], projectRoot: project.path))
    #expect(ProjectTools(ofProject: project.path, AllowedProjects(dataDirectory: project.path)) == nil)
  }
}

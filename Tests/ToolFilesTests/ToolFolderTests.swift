import Foundation
import SchemaCompiler
import Testing
import ToolRuntime

@testable import ToolFiles

/// What is loaded of a folder, and what is said of the rest.
@Suite struct ToolFolderTests {
  private func load(_ folder: Folder, _ kind: ToolLocation.Kind = .folder, beside: [String] = []) -> ToolFolder {
    ToolFolder.load([ToolLocation(folder.path, kind)], beside: beside)
  }

  private func names(_ folder: ToolFolder) -> [String] { folder.tools.map(\.compiled.name) }

  private func messages(_ folder: ToolFolder) -> [String] { folder.errors.map(\.message) }

  @Test func findsFilesInTheFolderAndOneBelow() throws {
    let folder = try Folder([
      "a.json": toolFile("a_tool"), "group/b.json": toolFile("b_tool"), "group/deeper/c.json": toolFile("c_tool"),
      ".hidden.json": toolFile("d_tool"), "notes.txt": "no tool",
    ])
    let loaded = load(folder)
    #expect(names(loaded) == ["a_tool", "b_tool"])
    #expect(loaded.errors == [])
    #expect(loaded.tools.map(\.shown) == ["a.json", "group/b.json"].map { folder.path + "/" + $0 })
    #expect(loaded.tools.map(\.compiled.file) == ["tools/local/a.json", "tools/group/b.json"])
  }

  @Test func saysWhatIsWrongAndLoadsTheOthers() throws {
    let folder = try Folder([
      "good.json": toolFile("good"), "cut.json": "{\"name\": ", "misspelt.json": toolFile("x", exec: "\"exce\": {}"),
    ])
    let loaded = load(folder)
    #expect(names(loaded) == ["good"])
    let files = Set(loaded.errors.map(\.file))
    #expect(files == [folder.path + "/cut.json", folder.path + "/misspelt.json"])
    #expect(loaded.errors.contains { $0.line > 1 && $0.message.contains("exce") })
  }

  @Test func refersToTheSharedDefinitionsOfTheBuildAndToItsOwn() throws {
    let reference = { (pointer: String) in
      toolFile("reads").replacingOccurrences(
        of: "{\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9_]+$\", \"maxLength\": 100}",
        with: "{\"$ref\": \"\(pointer)\"}")
    }
    let builtIn = try Folder(["g/a.json": reference("../../common/path.json#/$defs/projectPath")])
    #expect(load(builtIn).errors == [])
    let own = try Folder([
      "a.json": reference("../../common/own.json#/$defs/word"),
      "common/own.json": "{\"$defs\": {\"word\": {\"type\": \"string\", \"pattern\": \"^[a-z]+$\", \"maxLength\": 9}}}",
    ])
    #expect(load(own).errors == [])
    let missing = try Folder(["a.json": reference("../../common/none.json#/$defs/word")])
    #expect(messages(load(missing)).contains { $0.contains("there is no file \"common/none.json\"") })
    let outside = try Folder(["a.json": reference("../../../secret.json")])
    #expect(messages(load(outside)).contains { $0.contains("leads out of the schema folder") })
  }

  @Test func takesNoNameThatIsTaken() throws {
    let folder = try Folder([
      "a.json": toolFile("one"), "b.json": toolFile("one"), "c.json": toolFile("On-e"), "d.json": toolFile("Git_Log"),
    ])
    let loaded = load(folder, beside: ["git_log"])
    #expect(names(loaded) == ["one"])
    #expect(
      messages(loaded) == [
        "the tool \"one\" is also in \(folder.path)/a.json",
        "the tool \"On-e\" is also in \(folder.path)/a.json as \"one\"",
        "\"Git_Log\" is the name of a built-in tool",
      ])
    #expect(loaded.errors.map(\.pointer) == ["/name", "/name", "/name"])
  }

  @Test func namesTheBuildForSwiftCode() throws {
    let handler = "\"handler\": {\"mode\": \"inline\"}, \"timeoutSeconds\": 5"
    let loaded = load(try Folder(["a.json": toolFile("a_tool", exec: handler)]))
    #expect(loaded.tools.isEmpty)
    #expect(loaded.errors.map(\.pointer) == ["/handler"])
    #expect(loaded.errors.first?.hint.contains("securellm init") == true)
  }

  @Test func readsWithinBounds() throws {
    let folder = try Folder(["good.json": toolFile("good")])
    try folder.write(String(repeating: " ", count: ToolFileLimits.fileBytes + 1), "large.json")
    #expect(messages(load(folder)) == ["this has more than 1048576 bytes"])
    let many = try Folder()
    for index in 0...ToolFileLimits.files { try many.write("{}", "f\(index).json") }
    let set = ToolFileSet(ToolLocation(many.path, .folder))
    #expect(set.files.count == ToolFileLimits.files)
    #expect(set.problems.map(\.message) == ["there are too many tool files here: this and the following are not read"])
  }

  @Test func aFolderThatIsNotThereIsSaid() throws {
    let loaded = ToolFolder.load([ToolLocation("/nonexistent/tools", .folder)], beside: [])
    #expect(loaded.errors.map(\.file) == ["/nonexistent/tools"])
    #expect(messages(loaded) == ["this cannot be read: No such file or directory"])
  }

  @Test func takesASingleFile() throws {
    let folder = try Folder(["g/a.json": toolFile("a_tool"), "g/b.json": "no JSON"])
    let loaded = ToolFolder.load([ToolLocation(folder.path + "/g/a.json", .file)], beside: [])
    #expect(names(loaded) == ["a_tool"])
    #expect(loaded.tools.map(\.compiled.file) == ["tools/g/a.json"])
  }

  @Test func linksAreForThoseWhoNameTheFolder() throws {
    let elsewhere = try Folder(["x.json": toolFile("linked")])
    let folder = try Folder(["own.json": toolFile("own")])
    try folder.link("x.json", to: elsewhere.path + "/x.json")
    #expect(names(load(folder)) == ["own", "linked"])
    let project = load(folder, .project)
    #expect(names(project) == ["own"])
    #expect(messages(project) == ["this is a symbolic link, which a project's tools may not be"])
  }

  @Test func whatOthersMayWriteIsNotUsed() throws {
    let folder = try Folder(["a.json": toolFile("a_tool"), "b.json": toolFile("b_tool")])
    try folder.setMode(0o664, of: "a.json")
    #expect(names(load(folder)) == ["a_tool", "b_tool"])
    #expect(names(load(folder, .project)) == ["b_tool"])
    try folder.setMode(0o666, of: "a.json")
    #expect(names(load(folder)) == ["b_tool"])
    #expect(messages(load(folder)) == ["everybody may write this, so it is not used"])
  }

  @Test func compilesAgainOnlyWhatHasChanged() throws {
    let shared = "{\"$defs\": {\"word\": {\"type\": \"string\", \"pattern\": \"^[a-z]+$\", \"maxLength\": 9}}}"
    let reading = toolFile("reads").replacingOccurrences(
      of: "{\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9_]+$\", \"maxLength\": 100}",
      with: "{\"$ref\": \"../../common/own.json#/$defs/word\"}")
    let folder = try Folder(["a.json": reading, "b.json": toolFile("plain"), "common/own.json": shared])
    let known = ToolCompilations()
    let location = ToolLocation(folder.path, .folder)
    func load() -> [String] {
      ToolFolder.load([ToolFileSet(location)], beside: [], known).tools.map(\.compiled.listEntry)
    }
    let first = load()
    #expect(load() == first)
    try folder.write(shared.replacingOccurrences(of: "9", with: "8"), "common/own.json")
    let second = load()
    #expect(second[0].contains("\"maxLength\":8") && second[1] == first[1])
  }
}

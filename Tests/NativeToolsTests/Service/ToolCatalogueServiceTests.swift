import Foundation
import JSONCore
import NativeTools
import Testing
import ToolRuntime
import Tools

private let nativeTools = [
  "cache_stats", "create_session", "save_knowledge", "search_knowledge", "server_status", "system_health_check",
]

struct ToolCatalogueServiceTests {
  private func listed(_ service: ToolCatalogueService) throws -> [String] {
    let array = try JSONSerialization.jsonObject(with: Data(service.listing.bytes))
    return try #require(array as? [[String: Any]]).compactMap { $0["name"] as? String }
  }

  @Test func withoutProgramsOnlyNativeToolsAreThere() throws {
    let service = try Bench().service
    #expect(try listed(service) == nativeTools)
    #expect(service.toolsAvailable == nativeTools.count)
    #expect(service.find("git_status") == nil)
    #expect(service.find("no_such_tool") == nil)
    #expect(service.find("") == nil)
  }

  @Test func addsTheToolsOfInstalledPrograms() throws {
    let service = try Bench(programs: ["git": "exit 0\n"]).service
    #expect(try listed(service).contains("git_status"))
    #expect(service.find("git_status") != nil)
    #expect(service.find("nix_eval") == nil)
  }

  @Test func traitsAreThoseOfTheFiles() throws {
    let service = try Bench().service
    for name in nativeTools {
      let tool = try #require(service.find(JSONString(name)))
      let definition = Catalogue.definitions[tool]
      #expect("\(definition.name)" == name)
      #expect(service.isInline(tool) == ["cache_stats", "server_status"].contains(name))
      #expect(service.timeoutSeconds(tool) == definition.timeoutSeconds)
    }
  }

  @Test func onlyInlineToolsRunInline() throws {
    let service = try Bench().service
    let tool = try #require(service.find("create_session"))
    var writer = JSONWriter()
    var failure: ToolFailure?
    do { try service.callInline(tool, nil, into: &writer) } catch { failure = error }
    #expect(failure?.code == .internalError)
    #expect(writer.count == 0)
  }

  @Test func inlineToolsAlsoRunAsCalls() async throws {
    let service = try Bench().service
    let tool = try #require(service.find("server_status"))
    let result = try Result(try await service.call(tool, nil, onProgress: { _ in }))
    #expect(result.string("name") == "bench")
  }

  @Test func programsGetAHomeOfTheirOwnWhenTheFirstOneRuns() async throws {
    let bench = try Bench(programs: ["git": "echo \"$HOME\"\n"])
    let home = bench.directory + "/cache/home"
    _ = try await bench.call("server_status")
    #expect(!FileManager.default.fileExists(atPath: home))
    let result = try await bench.call("git_status")
    #expect(result.members["lines"] as? [String] == [home])
    #expect(try mode(home) == 0o700)
    #expect(try mode(bench.directory + "/cache") == 0o700)
  }

  @Test func rejectsHomesOthersCanWrite() async throws {
    let bench = try Bench(programs: ["git": "echo\n"])
    let home = bench.directory + "/cache/home"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: home)
    let failure = try await bench.failure("git_status")
    #expect(failure.code == .storage)
    #expect(failure.message.contains(home))
  }

  @Test func reportsAHomeThatCannotBeCreated() async throws {
    let bench = try Bench(programs: ["git": "echo\n"])
    try Data().write(to: URL(fileURLWithPath: bench.directory + "/cache"))
    let failure = try await bench.failure("git_status")
    #expect(failure.code == .storage)
    #expect(failure.message.contains("XDG_CACHE_HOME"))
  }

  /// What programs find as git is this program, whatever somebody put there.
  @Test(arguments: ["nothing", "another link", "a file"])
  func recreatesTheGuardedGit(instead: String) async throws {
    let bench = try Bench(programs: ["git": "echo\n"])
    let link = bench.directory + "/cache/guard/git"
    _ = try await bench.call("git_status")
    let files = FileManager.default
    let executable = try files.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    #expect(try files.destinationOfSymbolicLink(atPath: link) == executable)
    try files.removeItem(atPath: link)
    if instead == "another link" { try files.createSymbolicLink(atPath: link, withDestinationPath: "/usr/bin/git") }
    if instead == "a file" { try Data().write(to: URL(filePath: link)) }
    _ = try await bench.call("git_status")
    #expect(try files.destinationOfSymbolicLink(atPath: link) == executable)
    #expect(Set(try files.contentsOfDirectory(atPath: bench.directory + "/cache/guard")) == ["git", "hg"])
  }

  @Test func rejectsGuardsOthersCanWrite() async throws {
    let bench = try Bench(programs: ["rg": "echo\n"])
    let folder = bench.directory + "/cache/guard"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
    let failure = try await bench.failure("search_files")
    #expect(failure.code == .storage && failure.message.contains(folder))
  }

  /// Programs that start git find the guard first and get the path of the real one; git itself is not led there.
  @Test func programsFindTheGuardFirst() async throws {
    let bench = try Bench(programs: ["git": "echo \"$PATH|$SECURELLM_GIT\"\n", "rg": "echo \"$PATH|$SECURELLM_GIT\"\n"])
    let programs = bench.directory + "/programs"
    let found = try await bench.call("search_files").members["files"] as? [String]
    #expect(found == ["\(bench.directory)/cache/guard:\(programs)|\(programs)/git"])
    let status = try await bench.call("git_status").members["lines"] as? [String]
    #expect(status == ["\(programs)|"])
  }

  @Test func rejectsALinkAsHome() async throws {
    let bench = try Bench(programs: ["git": "echo\n"])
    try FileManager.default.createDirectory(atPath: bench.directory + "/cache", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: bench.directory + "/cache/home", withDestinationPath: bench.directory + "/project")
    #expect(try await bench.failure("git_status").code == .storage)
  }

  @Test func wiredFromAWorkspace() async throws {
    let bench = try Bench()
    let environment = ["HOME": bench.directory, "SECURELLM_PROGRAM_PATH": bench.directory + "/programs"]
    let workspace = try Workspace(environment: environment, currentDirectory: bench.directory + "/project")
    let service = ToolCatalogueService(workspace: workspace, name: "securellm", version: "0.1")
    #expect(try listed(service) == nativeTools)
    let session = try #require(service.find("create_session"))
    let arguments = try JSONSlice(#"{"title":"t"}"#)
    _ = try await service.call(session, arguments, onProgress: { _ in })
    #expect(FileManager.default.fileExists(atPath: bench.directory + "/.local/share/securellm/knowledge.db"))
    var writer = JSONWriter()
    try service.callInline(try #require(service.find("server_status")), nil, into: &writer)
    let status = try Result(writer.copy())
    #expect(status.integer("callsServed") == 2)
    #expect(status.integer("toolsAvailable") == nativeTools.count)
  }
}

import JSONCore
import KeyStore
import NativeTools
import ProxyConfiguration
import ProxyCore
import System
import ToolCalls
import ToolFiles
import ToolRuntime
import Tools

/// The tools of this process: those of the build and those of files, and which of them are offered.
struct ProcessTools {
  let service: ToolCatalogueService
  /// Nil where no files are loaded.
  let folders: ToolFolders?
  /// A tool must be in each of them.
  let lists: [[ToolPattern]]

  /// Looks for programs, and compiles tool files where there are any; opens no database.
  ///
  /// - Parameters:
  ///   - settings: of `serve`, whose configuration may ask for more than the environment.
  ///   - report: hears of files that are not used, now and whenever they change.
  init(
    _ choice: ToolChoice = ToolChoice(), _ settings: ProxySettings? = nil,
    report: @escaping @Sendable ([String]) -> Void
  ) throws {
    var workspace = try Workspace(
      environment: ProcessEnvironment.variables, currentDirectory: ProcessEnvironment.currentDirectory ?? "/")
    if let settings { workspace.adopt(settings) }
    lists = try EnabledTools.lists(ProcessEnvironment.variables, option: choice.patterns)
    folders = Self.folders(choice, workspace, report)
    var secrets = ToolSecrets(environment: ProcessEnvironment.variables)
    for source in settings?.toolSecrets ?? [] { source.add(to: &secrets) }
    service = ToolCatalogueService(
      workspace: workspace, secrets: secrets, name: "securellm", version: Securellm.version, loading: folders)
  }

  /// Nil where there is nothing to load, which is found by looking for one name: the compiler is not touched then.
  static func folders(
    _ choice: ToolChoice, _ workspace: Workspace, _ report: @escaping @Sendable ([String]) -> Void
  ) -> ToolFolders? {
    let directory = ProcessEnvironment.currentDirectory ?? "/"
    let named = choice.folders.map { FilePaths.absolute($0, workingDirectory: directory) }
    let folders = workspace.toolFolders + named
    guard ToolFolders.areNeeded(folders: folders, projectRoot: workspace.projectRoot) else { return nil }
    return ToolFolders(
      folders: folders, projectRoot: workspace.projectRoot,
      allowed: AllowedProjects(dataDirectory: workspace.dataDirectory), builtIn: Catalogue.definitions.map(\.name),
      report: report)
  }

  /// What is known of each tool, those of the build first, whether it is offered or not.
  var definitions: [ToolDefinition] { Catalogue.definitions + service.loadedTools.map(\.tool.definition) }

  /// What there is to say of files that are not used.
  var complaints: [String] { folders?.contents.complaints ?? [] }

  /// Whether some file has errors.
  var hasErrors: Bool { folders?.contents.errors.isEmpty == false }

  /// Where the file of a tool is, as people know it.
  func file(of definition: ToolDefinition) -> String {
    let loaded = service.loadedTools.first { $0.tool.definition.name.utf8.elementsEqual(definition.name.utf8) }
    return loaded?.tool.path ?? "Schemas/\(definition.file)"
  }

  func offers(_ definition: ToolDefinition) -> Bool { EnabledTools.have(JSONString(definition.name), lists) }
}

extension StandardStreams {
  /// Lines about files, which begin with the file where they are about one, so that editors make a link of it.
  static func complain(_ lines: [String]) {
    let texts = lines.map { ($0.utf8.first == UInt8(ascii: "/") ? "" : "securellm: ") + $0 + "\n" }
    write(texts.joined(), to: 2)
  }
}

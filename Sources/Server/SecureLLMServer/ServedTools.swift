import JSONCore
import NativeTools
import System
import ToolRuntime

/// The catalogue of a package of somebody's own, as servers see it: tools by number, bytes in, bytes out.
struct ServedTools: ToolService {
  private let catalogue: ToolCatalogue
  private let host: ToolHost
  private let home: ProgramHome
  private let gitGuard: GitGuardFolder

  let listing: JSONBytes

  /// Looks for programs, once: one that is installed later needs a restart.
  init(_ catalogue: ToolCatalogue, in workspace: Workspace) {
    self.catalogue = catalogue
    let settings = ToolHost.Settings(
      projectRoot: workspace.projectRoot, programDirectories: workspace.programDirectories,
      homeDirectory: workspace.programHome, guardDirectory: workspace.guardDirectory,
      sandboxDemand: workspace.sandboxDemand,
      secrets: ToolSecrets(environment: ProcessEnvironment.variables))
    host = ToolHost(settings: settings, definitions: catalogue.definitions)
    home = ProgramHome(path: settings.homeDirectory)
    gitGuard = GitGuardFolder(path: settings.guardDirectory)
    listing = host.listing()
  }

  /// A tool without its program is as good as none.
  func find(_ name: JSONString) -> Int? {
    guard let tool = catalogue.find(name), host.isAvailable(tool) else { return nil }
    return tool
  }

  func isInline(_ tool: Int) -> Bool { catalogue.definitions[tool].isInline }

  func timeoutSeconds(_ tool: Int) -> Int { catalogue.definitions[tool].timeoutSeconds }

  func callInline(_ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter) throws(ToolFailure) {
    try catalogue.callInline(tool, arguments, host, &writer)
  }

  func call(
    _ tool: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    let definition = catalogue.definitions[tool]
    if definition.program != nil || definition.usesContext {
      try home.prepare()
      try gitGuard.prepare()
    }
    return try await catalogue.call(tool, arguments, host, onProgress)
  }
}

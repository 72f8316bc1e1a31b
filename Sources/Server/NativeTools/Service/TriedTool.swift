package import JSONCore
package import ToolRuntime

/// A service of one tool that was loaded: what `tools try` calls. There is no other, so that the file of a tool that is
/// part of this program can be tried as well.
package struct TriedTool: ToolService {
  private struct Source: LoadedToolSource {
    let tool: LoadedTool

    /// Once: a call is made of the file as it was.
    func refresh() -> [LoadedTool]? { [tool] }
  }

  private let table: LoadedToolTable
  private let home: ProgramHome
  private let gitGuard: GitGuardFolder

  package init(_ tool: LoadedTool, in workspace: Workspace, secrets: ToolSecrets) {
    let settings = ToolHost.Settings(
      projectRoot: workspace.projectRoot, programDirectories: workspace.programDirectories,
      homeDirectory: workspace.programHome, guardDirectory: workspace.guardDirectory,
      sandboxDemand: workspace.sandboxDemand, secrets: secrets)
    table = LoadedToolTable(Source(tool: tool), settings: settings, first: 0)
    home = ProgramHome(path: settings.homeDirectory)
    gitGuard = GitGuardFolder(path: settings.guardDirectory)
  }

  package var listing: JSONBytes { table.listing(behind: JSONBytes("[]")) }

  package func find(_ name: JSONString) -> Int? { table.find(name) }

  package func isInline(_ tool: Int) -> Bool { false }

  package func timeoutSeconds(_ tool: Int) -> Int { table.timeoutSeconds(tool) }

  package func callInline(
    _ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter
  ) throws(ToolFailure) {
    throw ToolFailure(.internalError, "this tool does not run inline")
  }

  package func call(
    _ tool: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    try home.prepare()
    try gitGuard.prepare()
    return try await table.call(tool, arguments, onProgress: onProgress)
  }
}

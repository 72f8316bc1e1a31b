import ArgumentParser
import AuditEvents
import Dispatch
import EventLog
import Logging
import MCPServer
import NativeTools
import ProcessRunner
import ToolCalls

/// `securellm mcp`: the tools on standard input and output.
struct MCP: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Serve the tools over the Model Context Protocol on standard input and output.",
    discussion: """
      Revisions 2026-07-28, 2025-11-25, 2025-06-18, 2025-03-26 and 2024-11-05. Standard output carries protocol lines \
      only; the log is ~/.local/state/securellm/mcp.log (LOG_LEVEL, DEBUG_TO_STDERR=true).
      """)

  func run() async throws {
    // Not on a thread of the pool that the calls run on: a machine may have only one of those.
    try await withCheckedThrowingContinuation { served in
      DispatchQueue(label: "mcp.stdio").async { served.resume(with: Result { try Self.serve() }) }
    }
  }

  /// Returns at the end of the input, or when the process should end.
  static func serve() throws {
    if let closedStream = Surroundings.closedStream { throw NoClient(reason: closedStream) }
    Surroundings.returnLargeBuffers()
    let log = EventLog(.fromEnvironment())
    let logger = Logger(label: "securellm.mcp") { log.handler(label: $0) }
    let service = try ToolCatalogueService.ofThisProcess()
    let identity = ServerIdentity(
      name: "securellm", version: Securellm.version, title: "SecureLLM",
      description: "Typed, validated, injection-proof tools for a project.",
      instructions: "All paths are relative to the project. Arguments are checked strictly and never coerced.")
    let folder = AuditFolder(try Workspace.dataDirectory(Surroundings.environment) + "/audit/mcp") {
      logger.notice("\($0)")
    }
    let gateway = ToolGateway(service, selection: try service.selected(), audit: folder)
    try serveStdio(LocalTools(gateway), identity: identity, logger: logger)
    folder.close()
    _ = log.flush()
  }
}

/// A server that nobody can speak to would wait for ever, or leave as if it had served.
private struct NoClient: Error, CustomStringConvertible {
  let reason: String

  var description: String {
    "\(reason): an MCP client starts `securellm mcp` with pipes for both; use /dev/null for what is not wanted"
  }
}

extension ToolCatalogueService {
  /// The service for this process's environment and working directory.
  ///
  /// - Parameter sandbox: In place of what the environment demands.
  static func ofThisProcess(sandbox: SandboxDemand? = nil) throws -> ToolCatalogueService {
    var workspace = try Workspace(
      environment: Surroundings.environment, currentDirectory: Surroundings.currentDirectory)
    if let sandbox { workspace.sandboxDemand = sandbox }
    return ToolCatalogueService(workspace: workspace, name: "securellm", version: Securellm.version)
  }

  /// The tools that the environment says are offered.
  func selected() throws -> ToolSelection {
    ToolSelection(self, among: try EnabledTools.lists(Surroundings.environment))
  }
}

import ArgumentParser
import AuditEvents
import Dispatch
import EventLog
import Logging
import MCPServer
import NativeTools
import ProcessRunner
import ProxyCore
import System
import ToolCalls

/// `securellm mcp`: the tools on standard input and output. Editors start it by its name, and nearly all that can be
/// configured is in the environment (`docs/mcp.md`). Its one subcommand tells editors of it.
struct MCP: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Serve the tools over the Model Context Protocol on standard input and output.",
    usage: "securellm mcp [<options>] [<subcommand>]",
    discussion: HelpText.make(
      """
      Supports the protocol revisions 2026-07-28, 2025-11-25, 2025-06-18, 2025-03-26 and 2024-11-05. Standard output \
      carries protocol messages only. An editor starts it: its configuration names this program and the word mcp.
      """,
      environment: HelpText.toolVariables + [
        ("LOG_LEVEL", "the level of the log, which is in ~/.local/state/securellm/mcp.log"),
        ("DEBUG_TO_STDERR", "true: the log is written to standard error as well"),
        ("XDG_DATA_HOME, XDG_STATE_HOME", "where the audit, knowledge and the log are; by default below HOME"),
      ],
      exitCodes: "0 the client has ended the session, 1 the server cannot start, 2 wrong usage",
      examples: [
        "# A first message by hand",
        "echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}' | securellm mcp",
        "# With tools of one's own", "securellm mcp --tools-dir tools < /dev/null",
      ]), subcommands: [InstallServer.self])

  @OptionGroup var tools: ToolOptions

  /// The way of a start with options, `--help` among them; a plain one calls `serve` on the first thread.
  func run() async throws {
    let choice = tools.choice
    // Not on a thread of the pool that the calls run on: a machine may have only one of those.
    try await withCheckedThrowingContinuation { served in
      DispatchQueue(label: "mcp.stdio").async { served.resume(with: Result { try Self.serve(choice) }) }
    }
  }

  /// Returns at the end of the input, or when the process should end. Takes its thread for that long.
  ///
  /// - Throws: what keeps the server from starting, as a sentence that names the setting.
  static func serve(_ choice: ToolChoice = ToolChoice()) throws {
    if let closedStream = StandardStreams.closedStream { throw NoClient(reason: closedStream) }
    // Before the first buffer is made: the setting is for those that come after.
    StandardStreams.returnLargeBuffers()
    // To a file: standard output carries the protocol, and few clients show standard error.
    let log = EventLog(.fromEnvironment())
    let logger = Logger(label: "securellm.mcp") { log.handler(label: $0) }
    // Also to standard error: whoever has written a tool file looks there first.
    let tools = try ProcessTools(choice) { lines in
      for line in lines { logger.warning("\(line)") }
      StandardStreams.complain(lines)
    }
    // The instructions are for models: what holds for all tools, and nothing that a tool says itself.
    let identity = ServerIdentity(
      name: "securellm", version: Securellm.version, title: "SecureLLM",
      description: "Typed, validated, injection-proof tools for a project.",
      instructions: "All paths are relative to the project. Arguments are checked strictly and never coerced.")
    // Opened at the first call of a tool. Several servers side by side have folders `0`, `1`, … of their own.
    let folder = AuditFolder(try Workspace.dataDirectory(ProcessEnvironment.variables) + "/audit/mcp") {
      logger.notice("\($0)")
    }
    // The one way to a tool, here with no caller but the local one.
    let service = LocalTools(tools.service, among: tools.lists, audit: folder)
    // Returns at the end of the input, or after a signal: both are in order.
    try serveStdio(service, identity: identity, logger: logger)
    // Calls have ended by then, so that the last records are theirs.
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

extension Workspace {
  /// What a configuration says of the tools goes before the environment.
  mutating func adopt(_ settings: ProxySettings) {
    sandboxDemand = settings.sandboxDemand
    if let file = settings.knowledgeFile { useKnowledge(at: file) }
    toolFolders += settings.toolFolders
  }
}

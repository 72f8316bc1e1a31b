import ArgumentParser
import AuditEvents
import Glibc
import JSONCore
import NativeTools
import SchemaRuntime
import System
import ToolCalls
import ToolRuntime

/// `securellm tools call`: one call through the same gateway as over MCP and HTTP, so that what works here works
/// there.
struct CallTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Call a tool and print its result as JSON.",
    usage: "securellm tools call <name> [<json>] [<options>]",
    discussion: HelpText.make(
      """
      Before a call is made it is recorded in audit/cli of the data directory (calls over MCP: audit/mcp); a call that \
      cannot be recorded is not made.
      """,
      exitCodes: "0 success, 1 the tool failed, 2 wrong usage",
      examples: [
        "securellm tools call git_log '{\"limit\":3}'",
        "# Arguments that no list of processes shows",
        "echo '{\"limit\":3}' | securellm tools call git_log - --compact",
      ]))

  @Argument(help: "The tool's name, as listed by `securellm tools list`.", completion: .tools)
  var name: String

  /// Empty for tools that need none. Standard input keeps long or private arguments out of the list of processes.
  @Argument(
    help: ArgumentHelp("The arguments as a JSON object; \"-\" reads them from standard input.", valueName: "json"))
  var arguments = "{}"

  @OptionGroup var folders: ToolFolderOptions

  /// The result's bytes as the tool gave them.
  @Flag(help: "Print the result on one line instead of indented.")
  var compact = false

  /// The result goes to standard output; progress, failures and notices go to standard error, so that a pipe has JSON
  /// or nothing.
  func run() async throws {
    // What is wrong with a file is said when a tool is not found, and by `tools list`.
    let process = try ProcessTools(folders.choice) { _ in }
    // One of its own beside that of the servers: each process has one, and takes the first that is free.
    let folder = AuditFolder(try Workspace.dataDirectory(ProcessEnvironment.variables) + "/audit/cli") { notice in
      StandardStreams.write("securellm: \(notice)\n", to: STDERR_FILENO)
    }
    // Before the exit, or the last record would wait in the queue for the next start.
    defer { folder.close() }
    let tools = LocalTools(process.service, among: process.lists, audit: folder)
    guard let tool = tools.find(JSONString(name)) else {
      StandardStreams.complain(process.complaints)
      throw CallTerminal.complain(MissingTool.reason(name, process), status: 2)
    }
    // After the tool is known: a wrong name is reported whatever the arguments are.
    let slice = try CallTerminal.arguments(arguments)
    do {
      let result = try await tools.call(tool, slice) { progress in
        if let message = progress.message { StandardStreams.write(message + "\n", to: STDERR_FILENO) }
      }
      CallTerminal.write(result, compact: compact)
    } catch {
      throw CallTerminal.report(error, slice)
    }
  }
}

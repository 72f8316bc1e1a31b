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

  /// Most bytes of arguments that are read: what the MCP server accepts for a line, 4 MiB.
  private static let largestArguments = 4 << 20

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
      throw complain(MissingTool.reason(name, process), status: 2)
    }
    // After the tool is known: a wrong name is reported whatever the arguments are.
    let slice = try argumentsSlice()
    do {
      let result = try await tools.call(tool, slice) { progress in
        if let message = progress.message { StandardStreams.write(message + "\n", to: STDERR_FILENO) }
      }
      let text = compact ? String(decoding: result.bytes, as: UTF8.self) : IndentedJSON.text(of: result)
      StandardStreams.write(text + "\n", to: STDOUT_FILENO)
    } catch {
      throw report(error, slice)
    }
  }

  /// Only that it is JSON is checked here, with line and column; the tool's schema has the rest.
  private func argumentsSlice() throws -> JSONSlice {
    var text = arguments
    if arguments.utf8.elementsEqual("-".utf8) {
      guard let bytes = StandardStreams.readStandardInput(limit: Self.largestArguments) else {
        throw complain("standard input cannot be read, or holds more than 4 MiB", status: 2)
      }
      text = String(decoding: bytes, as: UTF8.self)
    }
    let bytes = JSONBytes(text)
    var reader = JSONReader(bytes)
    if let slice = reader.rawValue(), reader.finish() { return slice }
    let offset = reader.failureOffset
    let cause = SyntaxCause.find(reader.failure, at: offset, in: bytes)
    throw complain(
      "the arguments are not JSON: \(bytes.location(of: offset)): \(cause?.sentence ?? reader.failure.description)",
      status: 2)
  }

  /// A line on standard error, and the code of `docs/errors.md`.
  private func complain(_ text: String, status: Int32) -> ExitCode {
    StandardStreams.write("securellm: \(text)\n", to: STDERR_FILENO)
    return ExitCode(status)
  }

  /// Violations have the line and column of the text that was typed, beside the pointer.
  private func report(_ failure: ToolFailure, _ arguments: JSONSlice) -> ExitCode {
    StandardStreams.write("securellm: \(failure.code.rawValue): \(failure.message)\n", to: STDERR_FILENO)
    // Of several alternatives, what is wrong by the closest one.
    for violation in failure.violations.flatMap(\.nearestErrors) {
      let location = arguments.buffer.location(of: violation.offset)
      let pointer = violation.instanceLocation.isEmpty ? "(arguments)" : violation.instanceLocation
      StandardStreams.write(
        "  \(location): \(pointer): \(violation.keyword): \(violation.message)\n", to: STDERR_FILENO)
    }
    // What a program wrote before it failed often says why; it is marked, since it is not the result.
    if let partial = failure.partialOutput {
      StandardStreams.write("  the beginning of its output (partial):\n\(partial)\n", to: STDERR_FILENO)
    }
    return ExitCode(1)
  }
}

import ArgumentParser
import AuditEvents
import Glibc
import JSONCore
import NativeTools
import SchemaCompiler
import System
import ToolCalls
import ToolFiles
import ToolRuntime

/// `securellm tools try`: one call of a tool file as it is now, without a build and without offering it to anybody.
struct TryTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Call the tool of a file once, without a build.",
    discussion: HelpText.make(
      """
      The file is compiled and proved as `securellm tools check` does, and the program runs as for `securellm tools \
      call`: in its sandbox, in the project, recorded in audit/cli of the data directory.
      """,
      environment: HelpText.toolVariables,
      exitCodes: "0 success, 1 the file has errors or the tool failed, 2 wrong usage",
      examples: [
        "securellm tools try line_count.json '{\"path\":\"notes.txt\"}'",
        "# Which arguments the program would get; nothing is run",
        "securellm tools try --argv line_count.json '{\"path\":\"notes.txt\"}'",
      ]))

  @Argument(help: ArgumentHelp("A tool file.", valueName: "file"), completion: .json)
  var file: String

  @Argument(
    help: ArgumentHelp("The arguments as a JSON object; \"-\" reads them from standard input.", valueName: "json"))
  var arguments = "{}"

  @Flag(help: "Print the program and its arguments as a JSON array instead of running it.")
  var argv = false

  @Flag(help: "Print the result on one line instead of indented.")
  var compact = false

  func run() async throws {
    let tool = try loaded()
    let slice = try CallTerminal.arguments(arguments)
    if argv { return try writeArguments(tool, slice) }
    // As `tools call` has it: one folder for what is called by hand.
    let folder = AuditFolder(try Workspace.dataDirectory(ProcessEnvironment.variables) + "/audit/cli") { notice in
      StandardStreams.write("securellm: \(notice)\n", to: STDERR_FILENO)
    }
    defer { folder.close() }
    let workspace = try Workspace(
      environment: ProcessEnvironment.variables, currentDirectory: ProcessEnvironment.currentDirectory ?? "/")
    let service = TriedTool(tool, in: workspace, secrets: ToolSecrets(environment: ProcessEnvironment.variables))
    let tools = LocalTools(service, audit: folder)
    guard let number = tools.find(JSONString(tool.definition.name)) else {
      let program = tool.definition.program?.name ?? ""
      throw CallTerminal.complain(
        "the program \(program) is not installed: install it, or name its directory in SECURELLM_PROGRAM_PATH",
        status: 1)
    }
    do {
      let result = try await tools.call(number, slice) { progress in
        if let message = progress.message { StandardStreams.write(message + "\n", to: STDERR_FILENO) }
      }
      CallTerminal.write(result, compact: compact)
    } catch {
      throw CallTerminal.report(error, slice)
    }
  }

  /// The tool, after everything there is to say of its file.
  private func loaded() throws -> LoadedTool {
    let path = file.utf8.first == UInt8(ascii: "/") ? file : (ProcessEnvironment.currentDirectory ?? "") + "/" + file
    guard FileStatus(path)?.kind == .regular else {
      throw CallTerminal.complain("\(file): there is no such file", status: 2)
    }
    // Beside no others: the file may be that of a tool of the build, which is to be changed.
    let folder = ToolFolder.load([ToolLocation(path, .file)], beside: [])
    for diagnostic in folder.diagnostics {
      StandardStreams.write(diagnostic.description + "\n", to: STDERR_FILENO)
    }
    guard folder.errors.isEmpty, let found = folder.tools.first else { throw ExitCode(1) }
    guard let tool = LoadedTool(found.compiled, shown: found.shown) else {
      throw CallTerminal.complain("\(file): a tool in Swift needs a build: docs/writing-tools.md", status: 1)
    }
    return tool
  }

  /// As JSON, so that blanks and quotes in an argument cannot be mistaken.
  private func writeArguments(_ tool: LoadedTool, _ slice: JSONSlice) throws {
    do throws(ToolFailure) {
      let words = try tool.vector(slice).entries.map { String(decoding: $0, as: UTF8.self) }
      var writer = JSONWriter()
      writer.array([tool.definition.program?.name ?? ""] + words) { $1.string($0) }
      CallTerminal.write(writer.take(), compact: compact)
    } catch {
      throw CallTerminal.report(error, slice)
    }
  }
}

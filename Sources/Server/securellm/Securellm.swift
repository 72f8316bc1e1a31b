import ArgumentParser
import Dispatch
import Glibc
import SchemaValidation

/// The program: subcommands only. Each command parses its options and wires modules that know nothing of command
/// lines; what a command does is in `SchemaValidation`, `SchemaTools`, `MCPServer`, `ModelProxy`, where tests reach
/// it without a process.
@main
struct Securellm: AsyncParsableCommand {
  /// Also what MCP clients read as the server's version, and Bowtie as the implementation's.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "securellm",
    abstract: "Schema-first toolkit for LLMs: an MCP server, a proxy for LLM APIs, and JSON Schema commands.",
    discussion: "Shell completions: securellm --generate-completion-script bash|zsh|fish.",
    version: version,
    subcommands: [
      MCP.self, Validate.self, Metaschema.self, Explain.self, TestSchemas.self, BowtieHarness.self, Fmt.self, Lint.self,
      Bundle.self, UpgradeSchema.self, Inspect.self, Generate.self, Infer.self, ToolsCommand.self, KeysCommand.self,
      PricesCommand.self, Serve.self, Usage.self, Doctor.self,
    ])

  /// Not the parser's own `main`, whose start would come before the process is private, and cost `securellm mcp` the
  /// parser.
  static func main() {
    // What replaces git passes its environment on, and is the child of a process that has kept the rest to
    // itself.
    if GitGuard.isCalled { GitGuard.run() }
    ProcessPrivacy.begin()
    // From 5.5 ms and 18.1 MB to 3.6 ms and 14.9 MB, together with a service group that is gone.
    if isPlainServer { return serveTools() }
    // A task, because commands may wait; `dispatchMain` keeps the first thread, and the task ends the process.
    Task {
      do {
        var command = try parseAsRoot()
        if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        Glibc.exit(0)
      } catch {
        leave(error)
      }
    }
    dispatchMain()
  }

  /// `securellm mcp`, as editors start it, several at a time and all day. Its one word needs no parser, whose code is
  /// a fifth of what a start reads into memory, and no thread beside the first. With options it is parsed as any
  /// other command.
  private static var isPlainServer: Bool {
    CommandLine.arguments.count == 2 && CommandLine.arguments[1].utf8.elementsEqual("mcp".utf8)
  }

  /// On the first thread, which waits for input from then on.
  private static func serveTools() {
    do { try MCP.serve() } catch { leave(error) }
  }

  /// Exit code 2 for wrong usage, as the table in `docs/errors.md` has it; the parser's own is 64. With `--json` the
  /// sentence is a JSON document, as all other output is: a script has one way to read it.
  private static func leave(_ error: any Error) -> Never {
    // All else has a code of its own: that of a command, or 0 for `--help`.
    guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
    let isJSON = CommandLine.arguments.contains { $0.utf8.elementsEqual("--json".utf8) }
    let status = CommandFailure.usage(
      isJSON ? message(for: error) : fullMessage(for: error), asJSON: isJSON,
      Streams(output: STDOUT_FILENO, messages: STDERR_FILENO))
    Glibc.exit(status.rawValue)
  }
}

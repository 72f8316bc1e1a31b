import ArgumentParser
import Dispatch
import Glibc
import SchemaValidation

/// The program: subcommands only, each wired in its own folder.
@main
struct Securellm: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "securellm",
    abstract: "Schema-first tools for models: an MCP server, and the command line to the same tools.",
    discussion: "Shell completions: securellm --generate-completion-script bash|zsh|fish.",
    version: version,
    subcommands: [
      MCP.self, Validate.self, Metaschema.self, Explain.self, TestSchemas.self, BowtieHarness.self, Fmt.self, Lint.self,
      Bundle.self, UpgradeSchema.self, Inspect.self, Generate.self, Infer.self, ToolsCommand.self, KeysCommand.self,
      Serve.self, Doctor.self,
    ])

  static func main() {
    // What takes git's place hands its environment on, and is the child of a process that has kept the rest to itself.
    if GitGuard.isCalled { GitGuard.run() }
    ProcessPrivacy.begin()
    if isPlainServer { return serveTools() }
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

  /// `securellm mcp`, as editors start it, several at a time and all day. Its one word needs no parser, whose code is a
  /// fifth of what a start reads into memory, and no thread beside the first.
  private static var isPlainServer: Bool {
    CommandLine.arguments.count == 2 && CommandLine.arguments[1].utf8.elementsEqual("mcp".utf8)
  }

  private static func serveTools() {
    do { try MCP.serve() } catch { leave(error) }
  }

  /// Exit code 2 for wrong usage, as the table in `docs/errors.md` has it; the parser's own is 64. With `--json` the
  /// sentence is a JSON document, as every other answer is.
  private static func leave(_ error: any Error) -> Never {
    guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
    let isJSON = CommandLine.arguments.contains { $0.utf8.elementsEqual("--json".utf8) }
    let status = CommandFailure.usage(
      isJSON ? message(for: error) : fullMessage(for: error), asJSON: isJSON,
      Streams(output: STDOUT_FILENO, messages: STDERR_FILENO))
    Glibc.exit(status.rawValue)
  }
}

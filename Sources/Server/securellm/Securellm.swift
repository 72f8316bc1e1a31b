import ArgumentParser
import Dispatch
import Glibc
import ProcessStart
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
    discussion: HelpText.make(
      exitCodes: "0 success, 2 wrong usage; the help of each command has the rest",
      examples: [
        "# Offer the tools of this folder to an editor (the editor starts it)", "securellm mcp",
        "# Serve the models of all providers whose keys are in the environment",
        "OPENAI_API_KEY=... securellm serve",
        "# Validate every JSON file of a folder",
        "securellm validate --schema order.schema.json orders/",
        "# What is installed here, what is missing, and what that disables", "securellm doctor",
        "# Completions: for bash, in ~/.bashrc (docs/cli.md has zsh and fish)",
        "source <(securellm --generate-completion-script bash)",
      ]),
    version: version,
    // A title becomes "TOOL SUBCOMMANDS" in the help.
    groupedSubcommands: [
      CommandGroup(name: "Tool", subcommands: [MCP.self, ToolsCommand.self, AllowTools.self, DenyTools.self]),
      CommandGroup(
        name: "Proxy", subcommands: [Serve.self, Healthcheck.self, KeysCommand.self, Usage.self, PricesCommand.self]),
      CommandGroup(
        name: "Schema",
        subcommands: [
          Validate.self, Explain.self, Metaschema.self, TestSchemas.self, Lint.self, Fmt.self, Bundle.self,
          UpgradeSchema.self, Inspect.self, Generate.self, Infer.self, BowtieHarness.self,
        ]),
      CommandGroup(
        name: "Other", subcommands: [Doctor.self, InitPackage.self, ImportCommand.self, VersionCommand.self]),
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
    do {
      // A word that names no command is found before the parser looks.
      var path = CommandPath(Self.self)
      var command = try parseAsRoot(try path.resolve(Array(ProcessImage.words.dropFirst())))
      if let command = command as? any AsyncParsableCommand { runAsTask(command) }
      do { try command.run() } catch { throw failure(error, of: command) }
      Glibc.exit(0)
    } catch {
      leave(error)
    }
  }

  /// A task, because it may wait; `dispatchMain` keeps the first thread, and the task ends the process.
  private static func runAsTask(_ command: sending any AsyncParsableCommand) -> Never {
    ProcessFileSystem.demand()
    Task {
      var command = command
      do {
        try await command.run()
        Glibc.exit(0)
      } catch {
        leave(failure(error, of: command))
      }
    }
    dispatchMain()
  }

  /// A group of commands does nothing but show its help.
  private static func failure(_ error: any Error, of command: any ParsableCommand) -> any Error {
    guard let exit = error as? CleanExit, !type(of: command).configuration.subcommands.isEmpty else { return error }
    return MissingCommand(help: fullMessage(for: exit))
  }

  /// `securellm mcp`, as editors start it, several at a time and all day. Its one word needs no parser, whose code is
  /// a fifth of what a start reads into memory, and no thread beside the first. With options it is parsed as any
  /// other command.
  private static var isPlainServer: Bool {
    ProcessImage.words.count == 2 && ProcessImage.words[1].utf8.elementsEqual("mcp".utf8)
  }

  /// On the first thread, which waits for input from then on.
  private static func serveTools() {
    ProcessFileSystem.demand()
    do { try MCP.serve() } catch { leave(error) }
  }

  /// Exit code 2 for wrong usage, as the table in `docs/errors.md` has it; the parser's own is 64. With `--json` the
  /// sentence is a JSON document, as all other output is: a script has one way to read it.
  private static func leave(_ error: any Error) -> Never {
    switch error {
    case let error as UnknownCommand: end(message: error.description, text: error.text)
    case let error as MissingCommand: end(message: "a subcommand is missing", text: error.help)
    case _ where exitCode(for: error) == .success && ProcessImage.words.contains(CompletionScript.option):
      StandardStreams.write(CompletionScript.adjusted(fullMessage(for: error)) + "\n", to: STDOUT_FILENO)
      Glibc.exit(0)
    // All else has a code of its own: that of a command, or 0 for `--help`.
    case _ where exitCode(for: error) != .validationFailure: exit(withError: error)
    default: end(message: message(for: error), text: fullMessage(for: error))
    }
  }

  private static func end(message: String, text: String) -> Never {
    let isJSON = ProcessImage.words.contains { $0.utf8.elementsEqual("--json".utf8) }
    let status = CommandFailure.usage(
      isJSON ? message : text, asJSON: isJSON, Streams(output: STDOUT_FILENO, messages: STDERR_FILENO))
    Glibc.exit(status.rawValue)
  }
}

/// A command that is only a group of others. Its help is on standard error with the code of wrong usage: a script whose
/// variable for the command was empty must not go on.
private struct MissingCommand: Error {
  let help: String
}

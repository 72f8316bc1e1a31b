import ArgumentParser
import Glibc
import SchemaTools

/// `securellm tools check`: everything that is wrong with tool files, by the compiler that the build has.
struct CheckTools: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check tool files: every error and warning, without a build.",
    discussion: HelpText.make(
      """
      The same checks and proofs as in the build and when a server loads the file. A warning for what only a shell \
      would read, such as "|", is silenced by a member of that text in "x-ack" with the reason.
      """,
      exitCodes: "0 no errors (there may be warnings), 1 errors, 2 wrong usage or a file that cannot be read",
      examples: [
        "securellm tools check line_count.json",
        "# As annotations of a pull request",
        "securellm tools check --output github line_count.json",
      ]))

  @Option(help: "human, json (one document per diagnostic) or github (annotations of a workflow).")
  var output = ToolCheckRequest.Output.human

  @Flag(help: "The same as --output json.")
  var json = false

  @Argument(
    help: ArgumentHelp("Tool files, folders or patterns; \"-\" is standard input.", valueName: "file"),
    completion: .json)
  var files: [String]

  func run() throws {
    let request = ToolCheckRequest(files: files, output: json ? .json : output)
    try ToolChecking.run(request, output: STDOUT_FILENO, messages: STDERR_FILENO).exit()
  }
}

extension ToolCheckRequest.Output: ExpressibleByArgument {}

import ArgumentParser
import Glibc
import SchemaTools

/// `securellm tools prove`: why no string that a tool's input admits can be more than the argument it is meant to be.
/// For whoever reviews a tool: what was proved, of which program, and what the author has taken upon himself.
struct ProveTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove", abstract: "Show the proof of a tool's arguments: every slot, and why it is safe.",
    discussion: HelpText.make(
      exitCodes: "0 proved, 1 the tool file has errors, 2 wrong usage or unknown tool, 3 not a tool file",
      examples: [
        "securellm tools prove git_log",
        "# A tool file, for a program that reads the result",
        "securellm tools prove --json line_count.json",
      ]))

  @Flag(help: "Print the proof as one line of JSON.")
  var json = false

  @Argument(
    help: ArgumentHelp("The name of a built-in tool, or the path of a tool file.", valueName: "tool"),
    completion: .tools)
  var tool: String

  func run() throws {
    try Proving.run(ProveRequest(tool: tool, json: json), output: STDOUT_FILENO, messages: STDERR_FILENO).exit()
  }
}

import ArgumentParser

/// The program: subcommands only, each wired in its own folder.
@main
struct Securellm: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "securellm",
    abstract: "Schema-first tools for models: an MCP server, and the command line to the same tools.",
    discussion: "Shell completions: securellm --generate-completion-script bash|zsh|fish.",
    version: version, subcommands: [MCP.self, Validate.self, ToolsCommand.self, Doctor.self])
}

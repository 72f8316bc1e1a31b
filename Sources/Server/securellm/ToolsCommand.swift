import ArgumentParser

/// `securellm tools`: the same tools as over MCP, for people and scripts: what an editor's model can do can be tried
/// by hand.
struct ToolsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tools", abstract: "List, show and call the tools.",
    subcommands: [ListTools.self, CallTool.self, ShowTool.self])
}

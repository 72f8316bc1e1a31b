import ArgumentParser

/// `securellm tools`: the same tools as over MCP, for people and scripts: what an editor's model can do can be tried
/// by hand.
struct ToolsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tools", abstract: "List, show, prove and call the tools; write and check tool files.",
    discussion: HelpText.make(
      environment: HelpText.toolVariables,
      examples: [
        "securellm tools list",
        "securellm tools show git_log",
        "securellm tools prove git_log",
        "securellm tools call git_log '{\"limit\":3}'",
        "# A tool file of your own",
        "securellm tools new count_words -- wc --words notes.txt > count_words.json",
        "securellm tools check count_words.json",
      ]),
    subcommands: [
      ListTools.self, CallTool.self, ShowTool.self, ProveTool.self,
      // For tool files of one's own.
      NewTool.self, CheckTools.self, TryTool.self, ToolSchema.self,
    ])
}

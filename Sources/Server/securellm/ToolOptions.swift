import ArgumentParser
import System

/// Which tools there are and which of them are offered, beyond what the environment says.
struct ToolChoice: Sendable {
  /// As they were named.
  var folders: [String] = []
  /// Patterns between commas.
  var patterns: String?
}

/// The folders of tool files of a command that has tools.
struct ToolFolderOptions: ParsableArguments {
  @Option(
    name: .customLong("tools-dir"),
    help: ArgumentHelp("Load the tool files of this folder as well; may be repeated.", valueName: "folder"),
    completion: .directory)
  var folders: [String] = []

  var choice: ToolChoice { ToolChoice(folders: folders) }
}

/// The same, and which tools are offered.
struct ToolOptions: ParsableArguments {
  @OptionGroup var folders: ToolFolderOptions

  /// Beside SECURELLM_TOOLS and the configuration: a tool must be in all lists.
  @Option(
    name: .customLong("tools"),
    help: ArgumentHelp(
      "Offer these tools only, separated by commas, such as git_*,search_text; none for none.", valueName: "patterns"),
    completion: .toolList)
  var patterns: String?

  var choice: ToolChoice { ToolChoice(folders: folders.folders, patterns: patterns) }
}

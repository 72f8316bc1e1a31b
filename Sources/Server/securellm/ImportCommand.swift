import ArgumentParser

/// `securellm import`: from the programs that this one replaces.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take over knowledge and settings of the older programs.",
    subcommands: [ImportKnowledge.self, ImportConfig.self])
}

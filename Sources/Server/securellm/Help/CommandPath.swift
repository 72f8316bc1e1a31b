import ArgumentParser
import SchemaRuntime

/// The words of a command line that name a command. They are looked at before the parser, which says of a wrong one
/// only that it is unexpected, and shows help for it with exit code 0 after `help`.
struct CommandPath {
  /// From the program down: `securellm`, `keys`, `create`.
  private(set) var commands: [any ParsableCommand.Type]

  init(_ root: any ParsableCommand.Type) { commands = [root] }

  /// As it is typed: `securellm keys`.
  var name: String { commands.map { Self.name($0) }.joined(separator: " ") }

  /// The words as the parser takes them: `-v` becomes `--version`, and `keys help create` what `help keys create` is.
  ///
  /// - Throws: `UnknownCommand` for the first word that should name a command and names none.
  mutating func resolve(_ words: [String]) throws(UnknownCommand) -> [String] {
    if words == ["-v"] { return ["--version"] }
    var isHelp = false
    var named: [String] = []
    for (index, word) in words.enumerated() {
      // An option: what follows is the parser's. `--` ends options and commands.
      if word.utf8.first == UInt8(ascii: "-") { break }
      if below.isEmpty {
        guard isHelp else { return words }
        throw UnknownCommand(word, below: self)
      }
      if !isHelp, word == "help" {
        isHelp = true
      } else if let next = below.first(where: { Self.name($0) == word || $0.configuration.aliases.contains(word) }) {
        commands.append(next)
        named.append(word)
      } else {
        throw UnknownCommand(word, below: self)
      }
      if isHelp, index == words.count - 1 { return ["help"] + named }
    }
    return words
  }

  /// What may come next. `help` is not among them: the parser adds it.
  var below: [any ParsableCommand.Type] { commands[commands.count - 1].configuration.subcommands }

  static func name(_ command: any ParsableCommand.Type) -> String { command._commandName }
}

/// A word that names no command, with the one that was probably meant.
struct UnknownCommand: Error, CustomStringConvertible {
  let description: String
  /// For people: the sentence, and where to look.
  let text: String

  fileprivate init(_ word: String, below path: CommandPath) {
    let names = path.below.filter { $0.configuration.shouldDisplay }.map { CommandPath.name($0) }
    if names.isEmpty {
      description = "'\(path.name)' has no subcommands"
    } else if let closest = ClosestName.find(word, among: names) {
      description = "'\(word)' is not a command of '\(path.name)'; did you mean '\(closest)'?"
    } else {
      description = "'\(word)' is not a command of '\(path.name)'"
    }
    let usage = names.isEmpty ? path.name : "\(path.name) <subcommand>"
    text = "Error: \(description)\nUsage: \(usage)\n  See '\(path.name) --help' for more information."
  }
}

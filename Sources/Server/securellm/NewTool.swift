import ArgumentParser
import Glibc
import SchemaCompiler
import SchemaTools
import System

/// `securellm tools new`: the beginning of a tool file, from a command line that works.
struct NewTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a tool file from a command line that works.",
    usage: "securellm tools new <name> -- <program> [<argument> ...]",
    discussion: HelpText.make(
      """
      Prints the file; the guesses are listed on standard error and marked in the file. Numbers become integers with \
      bounds, words that name files become paths of the project, options become booleans, other words strings with a \
      pattern. What cannot be proved to be safe stays as it is written. Nothing is run.
      """,
      exitCodes: "0 written, 1 the command line cannot be a tool, 2 wrong usage",
      examples: [
        "securellm tools new count_words -- wc --words notes.txt > count_words.json"
      ]))

  @Argument(help: "The tool's name: letters, digits, _ and -.")
  var name: String

  @Argument(parsing: .remaining, help: ArgumentHelp("The command line, after \"--\".", valueName: "command"))
  var command: [String]

  func run() throws {
    // The parser leaves the marker in what remains.
    let words = command.first.map { $0.utf8.elementsEqual("--".utf8) } == true ? Array(command.dropFirst()) : command
    guard let program = words.first else { throw ValidationError("the program is missing: write it after \"--\"") }
    let skeleton = ToolSkeleton(name, program: program, arguments: Array(words.dropFirst())) { path in
      FileStatus(path) != nil
    }
    guard skeleton.diagnostics.isEmpty else {
      for diagnostic in skeleton.diagnostics { StandardStreams.write(diagnostic.description + "\n", to: STDERR_FILENO) }
      throw ExitCode(1)
    }
    skeleton.write(to: STDOUT_FILENO)
    for remark in skeleton.remarks { StandardStreams.write("\(remark)\n", to: STDERR_FILENO) }
  }
}

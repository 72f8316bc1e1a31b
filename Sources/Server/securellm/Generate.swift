import ArgumentParser
import Glibc
import SchemaTools

/// `securellm generate`: the Swift that the build plugin writes for a schema or a tool file, by the same functions
/// and in strict mode. For reading what a change of a schema does before a build.
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Print the Swift code that the build plugin generates from a schema or tool file.",
    discussion: HelpText.make(
      exitCodes: "0 success, 2 wrong usage or a file error, 3 the schema does not compile in strict mode",
      examples: [
        "# The Swift code of a schema",
        "securellm generate order.schema.json",
        "# Check a tool file without a build",
        "securellm generate --report line_count.json",
      ]))

  /// That of the build plugin without it: the file's.
  @Option(help: "The name of the generated enum; by default derived from the file name.")
  var name: String?

  /// How large the code is: wide unions grow fast, and a target may set bounds.
  @Flag(help: "Print the number of lines and the types instead of the code.")
  var report = false

  @Flag(help: "Print the report as one line of JSON.")
  var json = false

  @Argument(
    help: ArgumentHelp("A schema or tool file; \"-\" is standard input.", valueName: "file"), completion: .json)
  var file: String

  func run() throws {
    let request = GenerateRequest(file: file, name: name, report: report, json: json)
    try Generation.run(request, output: STDOUT_FILENO, messages: STDERR_FILENO).exit()
  }
}

import ArgumentParser
import Glibc
import SchemaTools

/// `securellm upgrade`: moves schemas to a newer draft. Files that refer to each other are given together, since
/// references follow what is renamed; either all of them change or none.
struct UpgradeSchema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade", abstract: "Move schemas to a newer draft of JSON Schema, keeping verdicts and layout.",
    discussion: """
      Files given together are changed together, references between them included. What has no equal meaning in the \
      newer draft is refused, and nothing is changed.
      Exit codes: 0 done, 1 refused, 2 wrong usage or a file error, 3 a schema does not compile.
      """)

  /// The newest unless given.
  @Option(help: ArgumentHelp("The draft to move to.", valueName: "draft"))
  var to = Dialect.draft2020

  /// No default: reading an old schema by a newer draft would change what it means, in silence.
  @Option(help: ArgumentHelp("What a schema without \"$schema\" is read as.", valueName: "draft"))
  var from: Dialect?

  /// All files together or none; without it the text goes to standard output.
  @Flag(help: "Replace the files, each in one step, and list those that changed.")
  var write = false

  @OptionGroup var references: ReferenceOptions

  @Flag(help: "One line of JSON per file, with --write.")
  var json = false

  @Argument(help: ArgumentHelp("Schema files, folders or patterns; \"-\" is standard input.", valueName: "file"))
  var files: [String] = ["-"]

  func run() throws {
    let request = UpgradeRequest(
      files: files, sources: references.options(.draft2020), from: from, to: to, write: write, json: json)
    try Upgrading.run(request, output: STDOUT_FILENO, messages: STDERR_FILENO).exit()
  }
}

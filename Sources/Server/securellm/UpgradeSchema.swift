import ArgumentParser
import Glibc
import SchemaTools

/// `securellm upgrade`: moves schemas to a newer draft. Files that refer to each other are given together, since
/// references follow what is renamed; either all of them change or none.
struct UpgradeSchema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade",
    abstract: "Convert schemas to a newer draft of JSON Schema, keeping their meaning and layout.",
    usage: "securellm upgrade [<options>] [<file> ...]",
    discussion: HelpText.make(
      """
      Files given together are converted together, including the references between them. If something has no \
      equivalent in the newer draft, it is reported and no file is changed.
      """,
      exitCodes: "0 success, 1 cannot be converted, 2 wrong usage or a file error, 3 a schema does not compile",
      examples: [
        "# Print a schema in the newest draft",
        "securellm upgrade old/address.json",
        "# Replace schemas of draft 7 that do not say so",
        "securellm upgrade --from draft-07 --write old/*.json",
      ]))

  /// The newest unless given.
  @Option(help: ArgumentHelp("The draft to convert to.", valueName: "draft"))
  var to = DraftName.newest

  /// No default: reading an old schema by a newer draft would change what it means, in silence.
  @Option(help: ArgumentHelp("The draft of schemas without \"$schema\".", valueName: "draft"))
  var from: DraftName?

  /// All files together or none; without it the text goes to standard output.
  @Flag(help: "Replace the files, each atomically, and list those that changed.")
  var write = false

  @OptionGroup var references: ReferenceOptions

  @Flag(help: "With --write, print one line of JSON per file.")
  var json = false

  @Argument(
    help: ArgumentHelp("Schema files, folders or patterns; \"-\" is standard input.", valueName: "file"),
    completion: .documents)
  var files: [String] = ["-"]

  func run() throws {
    let request = UpgradeRequest(
      files: files, sources: references.options(.newest), from: from?.dialect, to: to.dialect, write: write, json: json)
    try Upgrading.run(request, output: STDOUT_FILENO, messages: STDERR_FILENO).exit()
  }
}

import ArgumentParser
import Glibc
import SchemaTools
import SchemaValidation

/// `securellm fmt`: lays out JSON files, schemas in the canonical order of keywords. Numbers and strings are kept to
/// the byte, so that nothing but white space and order can differ.
struct Fmt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Format JSON files; numbers and strings are not changed.",
    usage: "securellm fmt [<options>] [<file> ...]",
    discussion: HelpText.make(
      """
      Folders are searched for .json files. A file is a schema if its "$schema" names a draft of JSON Schema or its \
      name ends in .schema.json; the keywords of schemas are put into their canonical order.
      """,
      exitCodes: "0 success, 1 --check found differences, 2 wrong usage or a file error, 3 a file is not JSON",
      examples: [
        "# Print a formatted file",
        "securellm fmt order.schema.json",
        "# Format a folder",
        "securellm fmt --write schemas/",
        "# In a hook: which files are not formatted",
        "securellm fmt --check schemas/",
      ]))

  /// For hooks and continuous integration: changes nothing.
  @Flag(help: "List the files that are not formatted; exit code 1 if there are any.")
  var check = false

  /// In one step each, their mode kept; a link stays a link.
  @Flag(help: "Replace the files that are not formatted, each atomically, and list them.")
  var write = false

  /// For schemas whose order means something to their authors.
  @Flag(help: "Keep the order of members in schemas too.")
  var keepOrder = false

  /// For schemas that neither say so nor are named so.
  @Flag(name: .customLong("schema"), help: "Treat every file as a schema.")
  var isSchema = false

  /// 120 unless given.
  @Option(
    help: ArgumentHelp(
      "The line length up to which a value stays on one line, 120 by default.", valueName: "characters"))
  var width: Int?

  /// Without `--check` or `--write` standard output has the text itself.
  @Flag(help: "With --check or --write, print one JSON document per file.")
  var json = false

  @Argument(
    help: ArgumentHelp("Files or folders; \"-\" is standard input.", valueName: "file"), completion: .json)
  var files: [String] = ["-"]

  /// Options that contradict each other are usage errors before any file is opened.
  func validate() throws {
    if check, write { throw ValidationError("give --check or --write, not both") }
    if keepOrder, isSchema { throw ValidationError("--keep-order and --schema contradict each other") }
    if let width, !(1...1000).contains(width) { throw ValidationError("--width takes 1 to 1000") }
  }

  func run() throws {
    let request = FormatRequest(
      files: files, action: check ? .check : write ? .write : .print,
      order: keepOrder ? .keep : isSchema ? .canonical : .automatic, width: width, json: json)
    try Formatting.run(request, output: STDOUT_FILENO, messages: STDERR_FILENO).exit()
  }
}

extension CommandStatus {
  /// Ends the command with this exit code when it is not 0. All commands of `SchemaTools` end so.
  func exit() throws { if self != .ok { throw ExitCode(rawValue) } }
}

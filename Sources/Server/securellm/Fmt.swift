import ArgumentParser
import Glibc
import SchemaTools
import SchemaValidation

/// `securellm fmt`: lays out JSON files, schemas in the canonical order of keywords.
struct Fmt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Lay out JSON files; numbers and strings stay as they are written.",
    discussion: """
      Folders stand for the .json files below them. A file is a schema when "$schema" names a draft of JSON Schema or \
      its name ends in .schema.json; its keywords are put into their canonical order.
      Exit codes: 0 done, 1 --check found differences, 2 wrong usage or a file error, 3 a file is not JSON.
      """)

  @Flag(help: "List the files that are laid out differently, and end with exit code 1 when there are any.")
  var check = false

  @Flag(help: "Replace the files that are laid out differently, each in one step, and list them.")
  var write = false

  @Flag(help: "Keep the order of members in schemas, too.")
  var keepOrder = false

  @Flag(name: .customLong("schema"), help: "Take every file for a schema.")
  var isSchema = false

  @Option(help: ArgumentHelp("Length of a line up to which a value stays on it.", valueName: "characters"))
  var width: Int?

  @Flag(help: "One JSON document per file, with --check or --write.")
  var json = false

  @Argument(help: ArgumentHelp("Files or folders; \"-\" is standard input.", valueName: "file"))
  var files: [String] = ["-"]

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
  /// Ends the command with this exit code when it is not 0.
  func exit() throws { if self != .ok { throw ExitCode(rawValue) } }
}

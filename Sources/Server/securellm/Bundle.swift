import ArgumentParser
import Glibc
import SchemaTools

/// `securellm bundle`: one self-contained document of a schema and everything it refers to, for programs that follow
/// no references. What is written was compiled alone before.
struct Bundle: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: "Combine a schema and everything it refers to into one self-contained document.",
    usage: "securellm bundle [<options>] <file>",
    discussion: HelpText.make(
      """
      Other documents are embedded in the definitions with their $id, as specified by JSON Schema 2020-12; references \
      are not changed. Nothing is fetched: references resolve to files relative to the schema, or to files given with \
      --ref.
      """,
      exitCodes: "0 success, 1 cannot be bundled, 2 wrong usage or a file error, 3 a schema does not compile",
      examples: [
        "securellm bundle --ref common.schema.json order.schema.json -o bundle.json"
      ]))

  @OptionGroup var references: ReferenceOptions

  @OptionGroup var dialect: DialectOption

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"),
    completion: .json)
  var output: String?

  /// Failures only: otherwise standard output is the bundle.
  @Flag(help: "Report failures as one line of JSON on standard output.")
  var json = false

  /// One: its references decide what else is read.
  @Argument(
    help: ArgumentHelp("A schema file; \"-\" is standard input.", valueName: "file"), completion: .documents)
  var file: String

  func run() throws {
    let request = BundleRequest(file: file, sources: references.options(dialect.dialect), output: output, json: json)
    try Bundling.run(request, output: STDOUT_FILENO, messages: STDERR_FILENO).exit()
  }
}

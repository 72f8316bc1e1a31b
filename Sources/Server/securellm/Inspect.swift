import ArgumentParser
import Glibc
import SchemaTools

/// `securellm inspect`: what a schema is made of, and where its references lead. For finding out why one leads
/// nowhere, or somewhere else than was meant.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "List a schema's resources, dialects, anchors, references and subschemas.",
    usage: "securellm inspect [<options>] [<file> ...]",
    discussion: HelpText.make(
      """
      Nothing is fetched: references resolve to files relative to the schema, or to files given with --ref.
      """,
      exitCodes: "0 all references resolve, 1 one does not, 2 wrong usage or a file error, 3 not a schema",
      examples: [
        "# Where references lead",
        "securellm inspect --ref common.schema.json order.schema.json",
      ]))

  @OptionGroup var references: ReferenceOptions

  @OptionGroup var dialect: DialectOption

  @Flag(help: "Print one line of JSON per file.")
  var json = false

  @Argument(
    help: ArgumentHelp("Schema files or folders; \"-\" is standard input.", valueName: "file"), completion: .documents)
  var files: [String] = ["-"]

  func run() throws {
    let request = InspectRequest(files: files, sources: references.options(dialect.dialect), json: json)
    try Inspection.run(request, output: STDOUT_FILENO, messages: STDERR_FILENO).exit()
  }
}

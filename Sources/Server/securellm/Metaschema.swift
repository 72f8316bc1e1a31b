import ArgumentParser
import Glibc
import SchemaValidation
import System

/// `securellm metaschema`: checks schemas against the meta-schema of their dialect. It is validation whose instances
/// are schemas, so that options and output are those of `validate`.
struct Metaschema: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metaschema", abstract: "Validate schemas against the meta-schema of their dialect.",
    usage: "securellm metaschema [<options>] <file> ...",
    discussion: HelpText.make(
      """
      The meta-schemas of all drafts are built in; others must be among the files given with --ref. References are not \
      followed: every command that uses a schema reports whether it compiles.
      """,
      exitCodes: "0 all valid, 1 something invalid, 2 wrong usage or unreadable file, 3 a meta-schema does not compile",
      examples: [
        "securellm metaschema schemas/",
        "# Schemas of draft 7 that do not say so",
        "securellm metaschema --dialect draft-07 old/*.json",
      ]))

  @OptionGroup var sources: SchemaSourceOptions

  @OptionGroup var discovery: DiscoveryOptions

  /// As in `validate`, with schemas as instances.
  @Option(help: "human, json, or an output format of JSON Schema.")
  var output: ResultOutput?

  @Flag(help: "The same as --output json: one document per schema, then a summary.")
  var json = false

  @OptionGroup var colour: ColourOption

  @Option(help: ArgumentHelp("The maximum number of errors reported per schema.", valueName: "count"))
  var maxErrors = 100

  /// As in `validate`: what is printed does not depend on it.
  @Option(help: ArgumentHelp("Files read at the same time; by default the number of processors.", valueName: "count"))
  var jobs: Int?

  @Argument(
    help: ArgumentHelp("Schema files, folders and patterns; \"-\" is standard input.", valueName: "file"),
    completion: .documents)
  var files: [String]

  func run() async throws {
    let streams = Streams(output: STDOUT_FILENO, messages: STDERR_FILENO)
    guard let request else {
      let status = CommandFailure.usage(
        "give --json or --output, not both; counts from 1 up; --base-uri as URI=FOLDER",
        asJSON: json || output == .json, streams)
      throw ExitCode(status.rawValue)
    }
    let status = await Validation.run(request, streams)
    if status != .ok { throw ExitCode(status.rawValue) }
  }

  /// Nil when the options contradict each other. Schemas may be nested deeper than instances are by default.
  private var request: ValidateRequest? {
    guard !(json && output != nil && output != .json), let bases = sources.bases, maxErrors > 0, jobs ?? 1 > 0 else {
      return nil
    }
    return ValidateRequest(
      schema: .metaSchema, files: files, references: sources.ref, bases: bases, options: sources.options,
      // Schemas are documents: JSON Lines hold none.
      extensions: discovery.given.isEmpty ? ["json", "yaml", "yml"] : discovery.extensions,
      output: json ? .json : output ?? .human, terminal: Terminal(colour.color, descriptor: STDOUT_FILENO),
      maxErrors: maxErrors, maxDepth: ValidateRequest.schemaDepth, jobs: min(jobs ?? ProcessEnvironment.processors, 256)
    )
  }
}

import ArgumentParser
import Glibc
import SchemaValidation

/// `securellm explain`: says why instances fail, by the shortest way. The same validation as `validate`, with
/// explanations instead of lists: where alternatives failed, one is followed.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain why an instance is invalid: which value to change, and how.",
    usage: "securellm explain [<options>] [<file> ...]",
    discussion: HelpText.make(
      """
      If no alternative of an anyOf or oneOf matches, only the closest one is explained. The value itself is never \
      shown.
      """,
      exitCodes: "0 all valid, 1 something invalid, 2 wrong usage or unreadable file, 3 a schema does not compile",
      examples: [
        "# Which value to change, and how",
        "securellm explain --schema order.schema.json orders/1.json",
      ]))

  /// Without it, and without `--builtin`, each instance names its own.
  @Option(help: ArgumentHelp("The schema file.", valueName: "file"), completion: .documents)
  var schema: String?

  @Option(
    help: ArgumentHelp("The name of a schema that is compiled into this program.", valueName: "name"),
    completion: .builtins)
  var builtin: String?

  @OptionGroup var sources: SchemaSourceOptions

  @Option(help: ArgumentHelp("The format of all files, whatever their names.", valueName: "format"))
  var format: InputFormat?

  @OptionGroup var duplicates: DuplicateKeysOption

  @Flag(help: "Print one JSON document per instance, then a summary.")
  var json = false

  @OptionGroup var colour: ColourOption

  /// Of each instance, as in `validate`.
  @Option(help: ArgumentHelp("The maximum number of errors explained per instance.", valueName: "count"))
  var maxErrors = 100

  @Argument(
    help: ArgumentHelp("Files, folders and patterns; \"-\" is standard input.", valueName: "file"),
    completion: .instances)
  var files: [String] = ["-"]

  func run() async throws {
    let streams = Streams(output: STDOUT_FILENO, messages: STDERR_FILENO)
    guard let request else {
      let status = CommandFailure.usage(
        "give --schema or --builtin, not both; --max-errors from 1 up; --base-uri as URI=FOLDER", asJSON: json, streams)
      throw ExitCode(status.rawValue)
    }
    let status = await Validation.run(request, builtins: Validate.builtins, streams)
    if status != .ok { throw ExitCode(status.rawValue) }
  }

  /// Nil when the options contradict each other.
  private var request: ValidateRequest? {
    guard let bases = sources.bases, maxErrors > 0, schema == nil || builtin == nil else { return nil }
    let chosen = schema.map { .file($0) } ?? builtin.map { .builtin($0) } ?? ValidateRequest.Schema.own
    return ValidateRequest(
      schema: chosen, files: files, references: sources.ref, bases: bases, options: sources.options, format: format,
      duplicateKeys: duplicates.duplicateKeys, output: json ? .json : .human,
      terminal: Terminal(colour.color, descriptor: STDOUT_FILENO), explains: true, maxErrors: maxErrors)
  }
}

import ArgumentParser
import Glibc
import SchemaValidation
import System

/// `securellm validate`: checks JSON, JSON Lines and YAML files against a schema. The work is `Validation.run` of
/// `SchemaValidation`; what is here decides which options go together.
struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Validate JSON, JSON Lines and YAML files against a schema.",
    discussion: HelpText.make(
      """
      Instances are files, folders (searched for .json, .jsonl, .ndjson, .yaml, .yml), quoted patterns, or "-" for \
      standard input. Without --schema or --builtin, each instance names its schema in "$schema"; the schema must be \
      among the files given with --ref.
      """,
      exitCodes: "0 all valid, 1 something invalid, 2 wrong usage or unreadable file, 3 a schema does not compile",
      examples: [
        "# Every JSON and YAML file of a folder",
        "securellm validate --schema order.schema.json orders/",
        "# JSON Lines from a pipe",
        "tail orders.jsonl | securellm validate --schema order.schema.json --jsonl",
        "# What a model would send to a tool",
        "echo '{\"limit\":3}' | securellm validate --builtin tools/git_log",
      ]))

  /// The first is the schema; without any, and without `--builtin`, each instance names its own.
  @Option(
    help: ArgumentHelp(
      "The schema file; if repeated, the other files are for references, as with --ref.", valueName: "file"),
    completion: .documents)
  var schema: [String] = []

  /// `tools/NAME` or `tools/NAME/output`; an unknown name lists them all.
  @Option(
    help: ArgumentHelp("The name of a schema that is compiled into this program.", valueName: "name"),
    completion: .builtins)
  var builtin: String?

  @OptionGroup var sources: SchemaSourceOptions

  /// Files that end in `.jsonl` or `.ndjson` are read so anyway.
  @Flag(name: .customLong("jsonl"), help: "Read every line of every file as an instance.")
  var isLines = false

  /// For standard input, and for names that say nothing.
  @Option(help: ArgumentHelp("The format of all files, whatever their names.", valueName: "format"))
  var format: InputFormat?

  @OptionGroup var duplicates: DuplicateKeysOption

  @OptionGroup var discovery: DiscoveryOptions

  /// Lines for people unless given; all others are a document per instance, for programs.
  @Option(help: "human, json, or an output format of JSON Schema.")
  var output: ResultOutput?

  @Flag(help: "The same as --output json: one document per instance, then a summary.")
  var json = false

  @OptionGroup var colour: ColourOption

  /// For large files, or a script that asks for the exit code alone.
  @Flag(help: "Report only whether each instance is valid: stop at its first error.")
  var fast = false

  /// More help nobody: 100 are enough to see what is wrong with a file, and bound the output for one that is all
  /// wrong.
  @Option(help: ArgumentHelp("The maximum number of errors reported per instance.", valueName: "count"))
  var maxErrors = 100

  /// 64 as everywhere; up to 512 for files that are known to be deep.
  @Option(help: ArgumentHelp("The maximum nesting depth, at most 512.", valueName: "levels"))
  var maxDepth = 64

  /// Results are printed in the order of the files, however many are read at a time.
  @Option(help: ArgumentHelp("Files read at the same time; by default the number of processors.", valueName: "count"))
  var jobs: Int?

  /// Not with standard input, which can be read once.
  @Flag(help: "Run again whenever a schema or an instance changes, until Ctrl-C.")
  var watch = false

  @Argument(
    help: ArgumentHelp("Files, folders and patterns; \"-\" is standard input.", valueName: "file"),
    completion: .instances)
  var files: [String] = ["-"]

  /// Contradictions are one sentence that lists all of them: which one it was, the person who typed it sees.
  func run() async throws {
    let streams = Streams(output: STDOUT_FILENO, messages: STDERR_FILENO)
    guard let request else {
      let status = CommandFailure.usage(
        """
        give --schema or --builtin, not both; --json or --output, not both; --jsonl or --format, not both; counts from \
        1 up; no standard input with --watch; --base-uri as URI=FOLDER
        """, asJSON: isJSON, streams)
      throw ExitCode(status.rawValue)
    }
    // Ends with the process: Ctrl-C is its normal end.
    if watch { return await Watch.run(request, builtins: Self.builtins, streams) }
    let status = await Validation.run(request, builtins: Self.builtins, streams)
    if status != .ok { throw ExitCode(status.rawValue) }
  }

  private var isJSON: Bool { json || output == .json }

  /// Nil when the options contradict each other. Checked here instead of in `validate()`, since it makes what `run`
  /// needs; 256 files at a time at most.
  private var request: ValidateRequest? {
    let chosen: ValidateRequest.Schema
    switch (schema.first, builtin) {
    case (let path?, nil): chosen = .file(path)
    case (nil, let name?): chosen = .builtin(name)
    case (nil, nil): chosen = .own
    case (_?, _?): return nil
    }
    // `--json` beside `--output json` says the same twice, and passes.
    guard !(json && output != nil && output != .json), !(isLines && format != nil), let bases = sources.bases,
      maxErrors > 0, maxDepth > 0, jobs ?? 1 > 0, !(watch && files.contains("-"))
    else { return nil }
    return ValidateRequest(
      schema: chosen, files: files, references: schema.dropFirst() + sources.ref, bases: bases,
      options: sources.options, extensions: discovery.extensions, format: isLines ? .jsonl : format,
      duplicateKeys: duplicates.duplicateKeys, output: isJSON ? .json : output ?? .human,
      terminal: Terminal(colour.color, descriptor: STDOUT_FILENO), isFast: fast, maxErrors: maxErrors,
      maxDepth: maxDepth, jobs: min(jobs ?? ProcessEnvironment.processors, 256))
  }
}

// Types of `SchemaValidation`, which knows no parser: their raw values are the words of the options.
extension ResultOutput: ExpressibleByArgument {}
extension InputFormat: ExpressibleByArgument {}
extension Terminal.Choice: ExpressibleByArgument {}

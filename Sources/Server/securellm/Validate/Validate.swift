import ArgumentParser
import Glibc
import SchemaCLI

/// `securellm validate`: checks JSON and JSON Lines files against a schema.
///
/// Exit codes: 0 valid, 1 invalid, 2 usage or a file that cannot be read, 3 a schema that does not compile.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check JSON and JSON Lines files against a schema.",
    discussion: """
      Instances are files, or "-" for standard input. Files ending in .jsonl or .ndjson hold one instance per line.
      Exit codes: 0 all valid, 1 something invalid, 2 wrong usage or unreadable file, 3 the schema does not compile.
      """)

  @Option(help: ArgumentHelp("The schema file.", valueName: "file"))
  var schema: String?

  @Option(help: ArgumentHelp("A schema compiled into this program.", valueName: "name"))
  var builtin: String?

  @Flag(name: .customLong("jsonl"), help: "Every line of every file is an instance.")
  var isLines = false

  @Option(help: "human, or one of JSON Schema's formats: flag, basic, detailed.")
  var output = ValidateRequest.Output.human

  @Option(help: ArgumentHelp("Errors reported for one instance.", valueName: "count"))
  var maxErrors = 100

  @Option(help: ArgumentHelp("Levels of nesting allowed, at most 512.", valueName: "levels"))
  var maxDepth = 64

  @Flag(help: "Check \"format\" instead of taking it for an annotation.")
  var assertFormat = false

  @Argument(help: ArgumentHelp("Files to check; \"-\" is standard input.", valueName: "file"))
  var files: [String] = ["-"]

  func run() throws {
    guard let request else {
      Surroundings.write("give either --schema or --builtin, and counts from 1 up\n", to: STDERR_FILENO)
      throw ExitCode(CommandStatus.usage.rawValue)
    }
    let status = Validation.run(
      request, builtins: Self.builtins, output: STDOUT_FILENO, messages: STDERR_FILENO)
    if status != .ok { throw ExitCode(status.rawValue) }
  }

  /// Nil when the options contradict each other.
  private var request: ValidateRequest? {
    let chosen: ValidateRequest.Schema
    switch (schema, builtin) {
    case (let path?, nil): chosen = .file(path)
    case (nil, let name?): chosen = .builtin(name)
    case (nil, nil), (_?, _?): return nil
    }
    guard maxErrors > 0, maxDepth > 0 else { return nil }
    return ValidateRequest(
      schema: chosen, files: files, output: output, isLines: isLines, maxErrors: maxErrors, maxDepth: maxDepth,
      assertFormat: assertFormat)
  }
}

extension ValidateRequest.Output: ExpressibleByArgument {}

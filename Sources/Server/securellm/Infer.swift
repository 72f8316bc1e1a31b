import ArgumentParser
import Glibc
import SchemaTools

/// `securellm infer`: a strict schema from samples. It is a beginning: whether a length or a word is a rule, samples
/// cannot say.
struct Infer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer", abstract: "Infer a strict schema that accepts all sample instances.",
    usage: "securellm infer [<options>] [<file> ...]",
    discussion: HelpText.make(
      """
      Objects are closed, lengths have headroom, and values that look like secrets are never copied into the schema.
      """,
      exitCodes: "0 success, 2 wrong usage or a file error, 3 a sample is not JSON",
      examples: [
        "securellm infer --title Order orders/ > inferred.schema.json"
      ]))

  /// Streamed: memory depends on the shapes that were seen, not on the number of samples.
  @Flag(name: .customLong("jsonl"), help: "Read every line of every file as a sample.")
  var isLines = false

  @OptionGroup var duplicates: DuplicateKeysOption

  /// Not by default: the next number is often larger than all that were seen.
  @Flag(help: "Limit numbers and counts to the range of the samples.")
  var bounds = false

  @Option(help: "The title of the schema.")
  var title: String?

  /// Failures only: otherwise standard output is the schema.
  @Flag(help: "Report failures as one line of JSON on standard output.")
  var json = false

  @Argument(
    help: ArgumentHelp("Sample files, folders or patterns; \"-\" is standard input.", valueName: "file"),
    completion: .instances)
  var files: [String] = ["-"]

  func run() throws {
    let request = InferRequest(
      files: files, isLines: isLines, duplicateKeys: duplicates.duplicateKeys, bounds: bounds, title: title, json: json)
    try Inferring.run(request, output: STDOUT_FILENO, messages: STDERR_FILENO).exit()
  }
}

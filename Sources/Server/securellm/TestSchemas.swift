import ArgumentParser
import Glibc
import SchemaValidation

/// `securellm test`: tries schemas on the instances of suite files. A suite fixes what a schema must accept and
/// refuse, and where, so that a change of the schema shows what it changes.
struct TestSchemas: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Test schemas against the instances of suite files.",
    usage: "securellm test [<options>] <suite> ...",
    discussion: HelpText.make(
      """
      A suite has a schema (or a "$ref" to its file) and cases with "data" (or "dataPath") and "valid". The files of \
      the official JSON Schema test suite can be used unchanged.
      """,
      exitCodes: "0 all passed, 1 a case failed, 2 wrong usage or unreadable file, 3 a schema does not compile",
      examples: [
        "securellm test order.suite.json",
        "# Also a report for continuous integration",
        "securellm test --junit report.xml suites/",
      ]))

  @OptionGroup var sources: SchemaSourceOptions

  @OptionGroup var discovery: DiscoveryOptions

  /// The summary comes last: without it the output was cut off.
  @Flag(help: "Print one JSON document per case, then a summary.")
  var json = false

  /// Beside the lines on standard output, not instead of them: continuous integration reads one, people the other.
  @Option(
    help: ArgumentHelp("Also write a JUnit report to this file.", valueName: "file"),
    completion: .file(extensions: ["xml"]))
  var junit: String?

  @OptionGroup var colour: ColourOption

  @Argument(
    help: ArgumentHelp("Suite files, folders and patterns; \"-\" is standard input.", valueName: "suite"),
    completion: .documents)
  var suites: [String]

  func run() throws {
    let streams = Streams(output: STDOUT_FILENO, messages: STDERR_FILENO)
    guard let bases = sources.bases else {
      let status = CommandFailure.usage("write --base-uri as URI=FOLDER", asJSON: json, streams)
      throw ExitCode(status.rawValue)
    }
    let request = SuiteRequest(
      // Not the endings of instances: JSON Lines are no suite.
      suites: suites, extensions: discovery.given.isEmpty ? ["json", "yaml", "yml"] : discovery.extensions,
      references: sources.ref, bases: bases, options: sources.options, isJSON: json, junit: junit,
      terminal: Terminal(colour.color, descriptor: STDOUT_FILENO))
    let status = SuiteTesting.run(request, streams)
    if status != .ok { throw ExitCode(status.rawValue) }
  }
}

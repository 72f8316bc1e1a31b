import ArgumentParser
import Glibc
import SchemaValidation

/// `securellm bowtie`: a harness for Bowtie, which compares implementations of JSON Schema. A loop over lines until
/// `stop` (`docs/bowtie.md`).
struct BowtieHarness: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bowtie", abstract: "Run as a Bowtie test harness on standard input and output.",
    discussion: HelpText.make(
      exitCodes: "0 after \"stop\" or the end of input, 2 after a line that is not a command",
      examples: [
        "# As Bowtie starts it",
        "echo '{\"cmd\":\"start\",\"version\":1}' | securellm bowtie",
      ]))

  /// `.invalid` (RFC 2606): this program has no address of its own until somebody gives one.
  @Option(
    help: ArgumentHelp("The address of this program in Bowtie's reports.", valueName: "uri")
  )
  var homepage = "https://securellm.invalid/"

  func run() throws {
    let status = Bowtie.serve(
      BowtieImplementation(version: Securellm.version, homepage: homepage), input: STDIN_FILENO,
      Streams(output: STDOUT_FILENO, messages: STDERR_FILENO))
    if status != .ok { throw ExitCode(status.rawValue) }
  }
}

import ArgumentParser
import Glibc
import SchemaValidation

/// `securellm bowtie`: a harness for Bowtie, which compares implementations of JSON Schema. A loop over lines until
/// `stop` (`docs/bowtie.md`).
struct BowtieHarness: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bowtie", abstract: "Speak Bowtie's protocol on standard input and output.",
    discussion: "Exit codes: 0 after \"stop\" or the end of input, 2 after a line that is no command.")

  /// `.invalid` (RFC 2606): this program has no address of its own until somebody gives one.
  @Option(
    help: ArgumentHelp("Where this program is at home: the protocol wants an address in its reports.", valueName: "uri")
  )
  var homepage = "https://securellm.invalid/"

  func run() throws {
    let status = Bowtie.serve(
      BowtieImplementation(version: Securellm.version, homepage: homepage), input: STDIN_FILENO,
      Streams(output: STDOUT_FILENO, messages: STDERR_FILENO))
    if status != .ok { throw ExitCode(status.rawValue) }
  }
}

import ArgumentParser
import Glibc

/// `securellm version`: the same line as `--version` and `-v` print. People type whichever their last program had.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version; the same as --version and -v.",
    discussion: HelpText.make(exitCodes: "0 success, 2 wrong usage", examples: ["securellm version"]))

  func run() { StandardStreams.write(Securellm.version + "\n", to: STDOUT_FILENO) }
}

import ArgumentParser
import Glibc
import ProxyConfiguration

/// `securellm prices diff`: for a new edition of a table, or for how far one's own prices are from those published.
struct DiffPrices: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Print what differs between two price tables, or from the built-in one.",
    discussion: HelpText.make(
      """
      Lines begin with - for a row that only the first table has, + for one that only the second has, and ~ for one \
      with other prices.
      """,
      exitCodes: "0 no difference, 1 differences, 2 wrong usage or a file error",
      examples: [
        "# Own prices beside the published ones",
        "securellm prices diff prices.json",
      ]))

  @Argument(
    help: ArgumentHelp("A price table; alone, it is compared with the built-in one.", valueName: "file"),
    completion: .json)
  var first: String

  @Argument(help: ArgumentHelp("The table that it is compared with.", valueName: "file"), completion: .json)
  var second: String?

  func run() throws {
    let given = try PricesCommand.table(first, faultsTo: STDERR_FILENO, faultStatus: 2).table
    let other = try second.map { try PricesCommand.table($0, faultsTo: STDERR_FILENO, faultStatus: 2).table }
    let difference =
      other.map { PriceDifference(from: given, to: $0) }
      ?? PriceDifference(from: PublishedTable.read(), to: given)
    StandardStreams.write(difference.lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO)
    if !difference.lines.isEmpty { throw ExitCode(1) }
  }
}

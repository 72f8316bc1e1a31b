import ArgumentParser
import Glibc
import JSONCore
import ProxyConfiguration

/// `securellm prices list`: the built-in table as it is, one row to a line.
struct ListPrices: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the built-in prices, in US dollars per million tokens.",
    discussion: HelpText.make(
      exitCodes: "0 success, 1 no row matches, 2 wrong usage",
      examples: [
        "securellm prices list --model gpt-5"
      ]))

  @Option(help: ArgumentHelp("Only rows of this vendor, such as openai.", valueName: "name"), completion: .vendors)
  var provider: String?

  /// By the rules of requests: `gpt-5-2025-08-07` finds the row of `gpt-5`.
  @Option(help: ArgumentHelp("Only rows that give this model a price.", valueName: "name"), completion: .pricedModels)
  var model: String?

  /// With where each price was published.
  @Flag(help: "Print a JSON array of rows, as price tables have them.")
  var json = false

  func run() throws {
    let listing = PriceListing(PublishedTable.read(), vendor: provider, model: model)
    if json {
      var output = JSONWriter()
      listing.write(to: &output)
      // Half a list must not look like a whole one.
      guard output.flush(to: STDOUT_FILENO) == 0 else {
        throw KeyDatabase.complain("the list could not be written to standard output", status: 2)
      }
    } else {
      StandardStreams.write(listing.lines, to: STDOUT_FILENO)
    }
    if listing.rows.isEmpty { throw KeyDatabase.complain("no built-in price matches", status: 1) }
  }
}

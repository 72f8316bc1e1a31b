import ArgumentParser
import Glibc
import ProxyConfiguration

/// `securellm prices check`: what `serve` would refuse in a price table, and what it would do with it.
struct CheckPrices: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validate a price table and report what it changes.",
    discussion: HelpText.make(
      """
      Every error is reported with file, line and column. In a valid table, warnings name rows that never apply, and \
      notes the built-in prices that it replaces.
      """,
      exitCodes: "0 valid, 1 invalid, 2 wrong usage or a file error",
      examples: [
        "securellm prices check prices.json"
      ]))

  @Argument(
    help: ArgumentHelp("The price table, as prices.file of the configuration names it.", valueName: "file"),
    completion: .json)
  var file: String

  func run() throws {
    let table = try PricesCommand.table(file, faultsTo: STDOUT_FILENO, faultStatus: 1)
    let check = PriceTableCheck(table, builtIn: PublishedTable.read())
    StandardStreams.write(check.findings.map { "\(file):\($0.line)\n" }.joined(), to: STDOUT_FILENO)
    let warnings = check.findings.count { $0.kind == .warning }
    let rows = check.rowCount
    StandardStreams.write(
      "\(rows) \(rows == 1 ? "row" : "rows"), \(warnings) \(warnings == 1 ? "warning" : "warnings")\n",
      to: STDERR_FILENO)
  }
}

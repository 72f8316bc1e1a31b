import ArgumentParser
import Glibc
import ProxyConfiguration
import System

/// `securellm prices`: what models cost by the built-in table, and what a table of one's own would change. No
/// configuration is read and nothing is called.
struct PricesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prices", abstract: "List the built-in prices; check and compare price tables.",
    discussion: HelpText.make(
      examples: [
        "securellm prices list --provider openai",
        "securellm prices check prices.json",
      ]),
    subcommands: [ListPrices.self, CheckPrices.self, DiffPrices.self])

  /// As much as `serve` reads of a price table.
  private static let mostBytes = 4 << 20

  /// - Throws: exit code 2 for a file that cannot be read, `faultStatus` for one that is no price table, with every
  ///   fault on `descriptor`.
  static func table(_ path: String, faultsTo descriptor: Int32, faultStatus: Int32) throws -> PriceTableFile {
    let text: [UInt8]
    do throws(FileReadError) { text = try Files.read(path, limit: mostBytes) } catch {
      throw KeyDatabase.complain("\(path): the file cannot be read: \(error)", status: 2)
    }
    do throws(InvalidFile) { return try PriceTableFile(text) } catch {
      StandardStreams.write(error.lines.map { "\(path):\($0)\n" }.joined(), to: descriptor)
      throw ExitCode(faultStatus)
    }
  }
}

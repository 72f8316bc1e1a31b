import ArgumentParser
import Glibc
import JSONCore
import KeyStore
import System

extension KeyState: ExpressibleByArgument {}

/// `securellm keys list`: keys that were revoked too, since the audit names them by id for as long as it is kept.
struct ListKeys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List all keys, one per line, oldest first; secrets are never shown.",
    usage: "securellm keys list [<options>]",
    discussion: HelpText.make(
      exitCodes: "0 success, 2 wrong usage or a file error",
      examples: [
        "securellm keys list --state active",
        "# For a script",
        "securellm keys list --json --tag team=search",
      ]))

  /// Without secrets, as the lines are: the store has none.
  @Flag(help: "Print a JSON array with one object per key.")
  var json = false

  @Option(help: ArgumentHelp("Only keys of this owner.", valueName: "text"))
  var owner: String?

  /// Several times: keys that have all of them.
  @Option(help: ArgumentHelp("Only keys with this tag; may be repeated.", valueName: "tag"))
  var tag: [String] = []

  /// Several times: keys in any of them.
  @Option(help: ArgumentHelp("Only active, expired or revoked keys; may be repeated.", valueName: "state"))
  var state: [KeyState] = []

  @OptionGroup var database: KeyDatabase

  func run() throws {
    // All of them before anything is written: an error leaves no output at all.
    let keys = try database.use { store in try store.list() }.filter(isWanted)
    guard json else {
      return StandardStreams.write(keys.map(KeyOutput.line).joined(), to: STDOUT_FILENO)
    }
    var output = JSONWriter()
    output.byte(0x5B)
    for (index, record) in keys.enumerated() {
      if index > 0 { output.byte(0x2C) }
      KeyOutput.write(record, to: &output)
    }
    output.literal("]\n")
    // Half a list must not look like a whole one.
    guard output.flush(to: STDOUT_FILENO) == 0 else {
      throw KeyDatabase.complain("the list could not be written to standard output", status: 2)
    }
  }

  /// Byte for byte.
  private func isWanted(_ record: KeyRecord) -> Bool {
    if !state.isEmpty, !state.contains(record.state(at: Int64(WallClock.milliseconds))) { return false }
    if let owner, record.owner?.utf8.elementsEqual(owner.utf8) != true { return false }
    return tag.allSatisfy { tag in record.tags.contains { $0.utf8.elementsEqual(tag.utf8) } }
  }
}

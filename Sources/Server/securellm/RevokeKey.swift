import ArgumentParser
import Glibc
import KeyStore

/// `securellm keys revoke`: a second time changes nothing and is no error, so that it can be repeated when in doubt.
/// A running server asks the database once a second.
struct RevokeKey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Revoke a key; a running server rejects it within two seconds.",
    discussion: HelpText.make(
      exitCodes: "0 revoked, now or earlier; 1 no such key; 2 wrong usage or a file error",
      examples: [
        "securellm keys revoke alice"
      ]))

  /// A whole key, too: whoever finds one somewhere need not know its id.
  @Argument(
    help: ArgumentHelp("The id of a key, the name of an active key, or the key itself.", valueName: "id|name"),
    completion: .keys)
  var key: String

  @OptionGroup var database: KeyDatabase

  func run() throws {
    let (record, isNew) = try database.use { store in try store.revoke(key) }
    let moment = record.revokedAt.map(KeyOutput.moment) ?? ""
    StandardStreams.write(
      isNew ? "Revoked key \(record.id).\n" : "Key \(record.id) was already revoked, at \(moment).\n",
      to: STDERR_FILENO)
  }
}

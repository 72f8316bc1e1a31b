import ArgumentParser
import Glibc
import JSONCore
import KeyStore

/// `securellm keys rotate`: the new key on standard output, once, as `create` has it. Id, name and everything else stay.
struct RotateKey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Give a key a new secret; the old one is accepted for a time.",
    usage: "securellm keys rotate [<options>] <id|name>",
    discussion: HelpText.make(
      """
      Both secrets have the same id, limits and scopes. A second rotation ends the secret before the last at once.
      """,
      exitCodes: "0 rotated, 1 no such key, 2 wrong usage or a file error",
      examples: [
        "# The old secret is accepted for a week more",
        "KEY=$(securellm keys rotate alice --grace 7d)",
      ]))

  @Argument(
    help: ArgumentHelp("The id of a key, the name of an active key, or the key itself.", valueName: "id|name"),
    completion: .keys)
  var key: String

  @Option(
    help: ArgumentHelp(
      "How long the old secret is accepted: 30m, 24h, 7d; at most 90d; 0: no longer.", valueName: "time"))
  var grace = GracePeriod(hours: 24)

  @Flag(help: "Print the key and its record as a JSON object.")
  var json = false

  @OptionGroup var database: KeyDatabase

  func run() throws {
    // A reader that has gone away must not end the program before the key that nobody got is taken back.
    StandardStreams.ignoreBrokenPipes()
    try database.use { store in
      let (record, secret) = try store.rotate(key, grace: grace.milliseconds)
      var output = JSONWriter()
      if json { KeyOutput.write(record, key: secret, to: &output) } else { output.raw(Array(secret.reveal().utf8)) }
      output.byte(0x0A)
      guard output.flush(to: STDOUT_FILENO) == 0 else {
        try store.takeBack(secret)
        throw KeyDatabase.complain(
          "the new key could not be written to standard output; the old one is still the key", status: 2)
      }
      let until = record.rotation.map { KeyOutput.moment($0.formerUntil) } ?? ""
      let rest = grace.milliseconds == 0 ? "is not accepted any more" : "is accepted until \(until)"
      StandardStreams.write(
        "Rotated key \(record.id). The new key is on standard output and cannot be shown again; the old one \(rest).\n",
        to: STDERR_FILENO)
    }
  }
}

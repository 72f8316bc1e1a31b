import ArgumentParser
import Glibc
import JSONCore
import KeyStore

/// `securellm keys create`: the key on standard output, once; nothing else there, so that `KEY=$(…)` is enough.
struct CreateKey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create a key and print it; it cannot be shown again.",
    discussion: HelpText.make(
      """
      Only a digest of the key is stored.
      """,
      exitCodes: "0 created, 1 the name is taken, 2 wrong usage or a file error",
      examples: [
        "KEY=$(securellm keys create alice --models 'openai/*,claude-*')",
        "# With limits, until the end of a day",
        "securellm keys create ci --requests-per-minute 60 --expires 2099-01-31",
      ]))

  @Argument(help: "The name of the key; no two active keys have the same name.")
  var name: String

  /// Limits that a key does not have are those of the server's configuration.
  @Option(
    help: ArgumentHelp(
      "Requests per minute. A sixtieth of them may come at once, at least one; see --burst.", valueName: "n"))
  var requestsPerMinute: Int?

  @Option(help: ArgumentHelp("Requests that may come at once, before the rate per minute holds.", valueName: "n"))
  var burst: Int?

  @Option(help: ArgumentHelp("Tokens per minute, prompts and completions together.", valueName: "n"))
  var tokensPerMinute: Int?

  /// Without it the key is active until it is revoked.
  @Option(
    help: ArgumentHelp(
      "When the key expires: 2027-01-31 (at the end of that day, UTC) or 2027-01-31T12:00:00Z.", valueName: "date"))
  var expires: KeyExpiry?

  /// Compared byte for byte with what the router has chosen, so that an alias opens nothing.
  @Option(
    help: ArgumentHelp(
      "The models that the key may use, separated by commas: gpt-4o, openai/*, claude-*. By default all.",
      valueName: "list"), completion: .modelList)
  var models: String?

  /// No tool without the option: tools read the project, and some run programs of it.
  @Option(
    help: ArgumentHelp(
      "The tools that the key may call over HTTP, separated by commas: git_log, nix_*, '*'. By default none.",
      valueName: "list"), completion: .toolList)
  var tools: String?

  /// A key that is bound to models gets around its list there.
  @Option(
    name: [.customLong("routes"), .customLong("route")],
    help: ArgumentHelp(
      "The routes without a readable model that the key may use, separated by commas: files, batches, message_batches, pass. By default all, or none with --models.",
      valueName: "list"), completion: .list(of: KeyRoute.allCases.map(\.rawValue)))
  var routes: String?

  /// Not without being asked for: metrics say which providers are used, and how much.
  @Flag(help: "Allow the key to read GET /metrics.")
  var metrics = false

  @Option(help: ArgumentHelp("Who answers for the key: a person, a team.", valueName: "text"))
  var owner: String?

  @Option(help: ArgumentHelp("Tags to find the key by, separated by commas: team=search,prod.", valueName: "list"))
  var tags: String?

  /// For programs that keep the id beside the key: the id is what logs and the audit name.
  @Flag(help: "Print the key and its record as a JSON object.")
  var json = false

  @OptionGroup var database: KeyDatabase

  func run() throws {
    // A reader that has gone away must not end the program before the key that nobody got is revoked.
    StandardStreams.ignoreBrokenPipes()
    try database.use { store in
      let limits = KeyLimits(requestsPerMinute: requestsPerMinute, burst: burst, tokensPerMinute: tokensPerMinute)
      let (record, secret) = try store.create(
        name: name, expiresAt: expires?.milliseconds, limits: limits, models: models.map(KeyList.parts),
        tools: tools.map(KeyList.orNone) ?? [], metrics: metrics, routes: try routes.map(KeyList.routes), owner: owner,
        tags: tags.map(KeyList.orNone) ?? [])
      var output = JSONWriter()
      if json { KeyOutput.write(record, key: secret, to: &output) } else { output.raw(Array(secret.reveal().utf8)) }
      output.byte(0x0A)
      // A key that cannot be shown again and was not shown would be active for nobody, or for whoever caught a
      // part.
      guard output.flush(to: STDOUT_FILENO) == 0 else {
        _ = try store.revoke(record.id)
        throw KeyDatabase.complain("the key could not be written to standard output and was revoked", status: 2)
      }
      // To standard error: standard output has the key alone.
      StandardStreams.write(
        "Created key \(record.id) in \(store.path) (\(try database.location().reason)). It is on standard output and"
          + " cannot be shown again.\n",
        to: STDERR_FILENO)
    }
  }
}

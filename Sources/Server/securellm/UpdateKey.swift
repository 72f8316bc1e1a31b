import ArgumentParser
import Glibc
import JSONCore
import KeyStore

/// `securellm keys update`: each option changes what it names and nothing else. The key itself stays the same.
struct UpdateKey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change limits, scopes, expiry, owner or tags of a key.",
    discussion: HelpText.make(
      """
      What no option names stays as it is. A running server adopts the change within two seconds.
      """,
      exitCodes: "0 changed, 1 no such key, 2 wrong usage or a file error",
      examples: [
        "securellm keys update alice --tools 'git_*,search_text'",
        "# Back to the server's limit",
        "securellm keys update alice --requests-per-minute none",
      ]))

  @Argument(
    help: ArgumentHelp("The id of a key, the name of an active key, or the key itself.", valueName: "id|name"),
    completion: .keys)
  var key: String

  @Option(help: ArgumentHelp("Requests per minute; none: the server's limit.", valueName: "n|none"))
  var requestsPerMinute: LimitChange?

  @Option(
    help: ArgumentHelp(
      "Requests that may come at once; none: a sixtieth of the rate, at least one.", valueName: "n|none"))
  var burst: LimitChange?

  @Option(
    help: ArgumentHelp(
      "Tokens per minute, prompts and completions together; none: the server's limit.", valueName: "n|none"))
  var tokensPerMinute: LimitChange?

  @Option(
    help: ArgumentHelp("When the key expires: 2027-01-31, 2027-01-31T12:00:00Z, or never.", valueName: "date|never"))
  var expires: ExpiryChange?

  /// Replaces the list; it is not added to.
  @Option(
    help: ArgumentHelp("The models that the key may use, separated by commas; '*': all.", valueName: "list"),
    completion: .modelList)
  var models: String?

  @Option(
    help: ArgumentHelp("The tools that the key may call over HTTP, separated by commas; '*'; none.", valueName: "list"),
    completion: .toolList)
  var tools: String?

  @Option(
    name: [.customLong("routes"), .customLong("route")],
    help: ArgumentHelp(
      "The routes without a readable model that the key may use: files, batches, message_batches, pass; none.",
      valueName: "list"), completion: .list(of: KeyRoute.allCases.map(\.rawValue)))
  var routes: String?

  @Flag(inversion: .prefixedNo, help: "Whether the key may read GET /metrics.")
  var metrics: Bool?

  @Option(help: ArgumentHelp("Who answers for the key; none: nobody.", valueName: "text"))
  var owner: String?

  @Option(help: ArgumentHelp("Tags to find the key by, separated by commas; none: no tags.", valueName: "list"))
  var tags: String?

  @Flag(help: "Print the record as a JSON object.")
  var json = false

  @OptionGroup var database: KeyDatabase

  func validate() throws {
    let isAnyGiven =
      requestsPerMinute != nil || burst != nil || tokensPerMinute != nil || expires != nil || models != nil
      || tools != nil || routes != nil || metrics != nil || owner != nil || tags != nil
    if !isAnyGiven { throw ValidationError("name what to change: --models, --expires and others") }
  }

  func run() throws {
    let change = try change()
    let record = try database.use { store in try store.update(key, change) }
    KeyOutput.show(record, asJSON: json)
    StandardStreams.write("Changed key \(record.id).\n", to: STDERR_FILENO)
  }

  private func change() throws -> KeyChange {
    var change = KeyChange()
    change.requestsPerMinute = requestsPerMinute.map(\.limit)
    change.burst = burst.map(\.limit)
    change.tokensPerMinute = tokensPerMinute.map(\.limit)
    change.expiresAt = expires.map(\.milliseconds)
    change.models = models.map { text in
      let list = KeyList.parts(text)
      return list == ["*"] ? nil : list
    }
    change.tools = tools.map(KeyList.orNone)
    change.routes = try routes.map(KeyList.routes)
    change.metrics = metrics
    change.owner = owner.map { $0.utf8.elementsEqual("none".utf8) ? nil : $0 }
    change.tags = tags.map(KeyList.orNone)
    return change
  }
}

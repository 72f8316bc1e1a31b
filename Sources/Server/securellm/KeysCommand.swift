import ArgumentParser

/// `securellm keys`: who may use the proxy. Each subcommand opens the database for itself; a running server notices
/// by itself.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Create, list, change, rotate and revoke the client keys of the proxy.",
    discussion: HelpText.make(
      """
      A running server adopts every change within two seconds.
      """,
      environment: [
        ("SECURELLM_CONFIG", "the configuration file of the server, whose clients.keyFile names the database"),
        ("SECURELLM_KEYS_DATABASE", "the database, when the configuration does not name one"),
      ],
      examples: [
        "securellm keys create alice --requests-per-minute 60",
        "securellm keys list",
        "securellm keys revoke alice",
      ]),
    subcommands: [CreateKey.self, ListKeys.self, UpdateKey.self, RotateKey.self, RevokeKey.self])
}

import ArgumentParser

/// `securellm keys`: who may use the proxy. Each subcommand opens the database for itself; a running server notices
/// by itself.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Create, list, change, rotate and revoke the client keys of the proxy.",
    subcommands: [CreateKey.self, ListKeys.self, UpdateKey.self, RotateKey.self, RevokeKey.self])
}

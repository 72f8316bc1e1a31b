import JSONCore
import ProxyConfiguration
import ProxyProtocol
import SchemaRuntime

/// Where the keys of a provider are read.
extension ProviderReader {
  /// A member of the configuration that says where a key is.
  private struct Origin {
    let member: String
    let env: JSONString?
    let file: JSONString?
    let credential: JSONString?
    let command: [JSONString]?
    let refreshSeconds: Int?
  }

  private var origin: Origin? {
    entry.key.map { key in
      Origin(
        member: "/key", env: key.env, file: key.file, credential: key.credential, command: key.command,
        refreshSeconds: key.refreshSeconds)
    }
  }

  func credential() throws(SettingsFailure) -> KeySource.Reading {
    guard let origin else { return KeySource.Reading(credential: .none, status: nil) }
    if entry.key?.client != nil { return KeySource.Reading(credential: .clients, status: nil) }
    return try read(origin)
  }

  /// Where the one key is read again.
  var keySource: KeySource? { origin.flatMap { source($0) } }

  /// Empty where there is `key` or nothing. With a name or a weight one is several too.
  func severalKeys() throws(SettingsFailure) -> [Provider.Key] {
    var keys: [Provider.Key] = []
    for (index, key) in (entry.keys ?? []).enumerated() {
      let origin = Origin(
        member: "/keys/\(index)", env: key.env, file: key.file, credential: key.credential, command: key.command,
        refreshSeconds: key.refreshSeconds)
      let reading = try read(origin)
      keys.append(
        Provider.Key(
          name: key.name.map { String($0) } ?? "\(index + 1)", weight: key.weight, credential: reading.credential,
          source: source(origin), status: reading.status))
    }
    return keys
  }

  private func read(_ origin: Origin) throws(SettingsFailure) -> KeySource.Reading {
    if let source = source(origin) { return try source.read() }
    if let name = origin.credential {
      _ = try loader.credentialFile(String(name), at: "/providers/\(self.name)\(origin.member)/credential")
    }
    guard let variable = origin.env, let value = loader.environment[String(variable)], !value.isEmpty else {
      throw failure(
        "\(origin.member)/env", "the variable \(origin.env ?? "") is not set: set it, or remove the provider")
    }
    return KeySource.Reading(credential: Credential(Array(value.utf8)), status: nil)
  }

  /// Where the key is read again. A variable of the environment stays as it is.
  private func source(_ key: Origin) -> KeySource? {
    if let path = key.file { return source("\(key.member)/file", .file(String(path), loader.readFile)) }
    let member = "\(key.member)/credential"
    if let name = key.credential, let path = try? loader.credentialFile(String(name), at: member) {
      return source(member, .file(path, loader.readFile))
    }
    guard let words = key.command else { return nil }
    let command = KeyCommand(
      words.map(\.bytes), environment: loader.environment,
      folder: loader.folder.isEmpty ? loader.workingDirectory : loader.folder,
      refreshSeconds: key.refreshSeconds ?? KeyCommand.usualRefreshSeconds)
    return source("\(key.member)/command", .command(command))
  }

  private func source(_ member: String, _ origin: KeySource.Origin) -> KeySource {
    KeySource(origin: origin, pointer: "/providers/\(name)\(member)")
  }
}

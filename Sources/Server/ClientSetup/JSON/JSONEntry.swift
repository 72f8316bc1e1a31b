import JSONCore

/// The entry of one server in a settings file in JSON.
struct JSONEntry {
  private let path: [String]
  private let type: String?
  private let name: String

  init(_ client: MCPClient, _ name: String) {
    path = [client.container, name]
    type = client.type
    self.name = name
  }

  /// The whole of a new entry.
  func value(_ entry: ServerEntry) -> JSONText {
    var members: [(name: String, value: JSONText)] = type.map { [("type", .string($0))] } ?? []
    members.append(("command", .string(entry.command)))
    members.append(("args", .list(entry.arguments)))
    if !entry.environment.isEmpty {
      members.append(("env", .object(entry.environment.map { ($0.name, .string($0.value)) })))
    }
    return .object(members)
  }

  func installing(_ setup: EntrySetup, in text: [UInt8]) throws(SettingsError) -> EntryChange {
    let settings = try JSONSettings(text)
    guard let found = try settings.member(at: path) else {
      return EntryChange(.installed, try settings.setting(path, to: value(setup.entry)))
    }
    guard try isOurs(found, settings) else {
      guard setup.replaces else { throw foreign(found, settings) }
      return EntryChange(.updated, try settings.setting(path, to: value(setup.entry)))
    }
    let changed = try updating(setup, text)
    return EntryChange(changed == text ? .alreadyInstalled : .updated, changed)
  }

  /// Member by member: what its owner has added to the entry stays, `disabled` and `alwaysAllow` among it.
  private func updating(_ setup: EntrySetup, _ text: [UInt8]) throws(SettingsError) -> [UInt8] {
    var text = text
    if let type { try set("type", type, in: &text) }
    try set("command", setup.entry.command, in: &text)
    let settings = try JSONSettings(text)
    if settings.strings(try settings.member(at: path + ["args"]))?.bytes != setup.entry.arguments.bytes {
      text = try settings.setting(path + ["args"], to: .list(setup.entry.arguments))
    }
    for variable in setup.entry.environment {
      let isDefault = !setup.namesProject && variable.name.utf8.elementsEqual(ServerEntry.projectVariable.utf8)
      if isDefault, try JSONSettings(text).member(at: path + ["env", variable.name]) != nil { continue }
      try set("env", variable.name, variable.value, in: &text)
    }
    return text
  }

  private func set(_ names: String..., in text: inout [UInt8]) throws(SettingsError) {
    let settings = try JSONSettings(text)
    let target = path + names.dropLast()
    guard let value = names.last, settings.string(try settings.member(at: target))?.bytes != value.bytes else { return }
    text = try settings.setting(target, to: .string(value))
  }

  func removing(from text: [UInt8]) throws(SettingsError) -> EntryChange {
    let settings = try JSONSettings(text)
    guard let found = try settings.member(at: path), let container = try settings.member(at: Array(path.dropLast()))
    else { return EntryChange(.notInstalled, text) }
    guard try isOurs(found, settings) else { throw foreign(found, settings) }
    return EntryChange(.removed, settings.removing(found, from: container.value))
  }

  /// What the file has; nil when it has no entry of this program.
  func entry(in text: [UInt8]) throws(SettingsError) -> ServerEntry? {
    let settings = try JSONSettings(text)
    guard let found = try settings.member(at: path), try isOurs(found, settings) else { return nil }
    let command = settings.string(settings.member("command", of: found.value))
    let arguments = settings.strings(settings.member("args", of: found.value))
    guard let command, let arguments else { return nil }
    var entry = ServerEntry(command: command, arguments: arguments)
    if let variables = settings.member("env", of: found.value), variables.kind == .object {
      entry.environment = settings.members(of: variables.value).compactMap { member in
        settings.string(member).map { ServerEntry.Variable(name: String(member.name), value: $0) }
      }
    }
    return entry
  }

  private func isOurs(_ found: JSONSettings.Member, _ settings: JSONSettings) throws(SettingsError) -> Bool {
    guard found.kind == .object else {
      throw SettingsError(
        .invalid, at: settings.json.location(of: found.value.lowerBound), "\"\(name)\" must be an object: { … }")
    }
    return ServerEntry.isOurs(
      command: settings.string(settings.member("command", of: found.value)),
      arguments: settings.strings(settings.member("args", of: found.value)))
  }

  private func foreign(_ found: JSONSettings.Member, _ settings: JSONSettings) -> SettingsError {
    SettingsError(
      .refused, at: settings.json.location(of: found.nameOffset),
      "another server is called \"\(name)\" here: choose a name with --name, or give --replace")
  }
}

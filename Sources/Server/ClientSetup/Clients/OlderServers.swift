package import JSONCore

/// What the servers of a client's settings are, and what becomes of those of the older program, securellm-mcp.
package struct OlderServers {
  package enum Kind: Equatable, Sendable {
    /// Of this program.
    case ours
    /// Of the older one.
    case older
    /// Of somebody else.
    case other
  }

  package struct Server: Sendable {
    package let name: String
    package let location: SourceLocation
    package let kind: Kind
    /// What becomes of each of its variables, by their names; values are not repeated.
    package internal(set) var notes: [String] = []
    /// Where it kept its knowledge, if it says so.
    package internal(set) var knowledge: String?
    /// What takes its place.
    package internal(set) var environment: [ServerEntry.Variable] = []
  }

  package private(set) var servers: [Server] = []

  /// - Parameter text: JSON, with or without comments, of any client.
  package init(_ text: [UInt8]) throws(SettingsError) {
    let settings = try JSONSettings(text)
    var hasContainer = false
    for container in ["mcpServers", "servers", "context_servers"] {
      guard let found = try settings.member(at: [container]), found.kind == .object else { continue }
      hasContainer = true
      for member in settings.members(of: found.value) { servers.append(Self.server(member, settings)) }
    }
    guard hasContainer else {
      throw SettingsError(
        .invalid, "the file has no mcpServers, servers or context_servers: these are no settings of an MCP client")
    }
  }

  /// Settings with what takes the place of the older program's servers; nil when there are none.
  package func settings(command: String) -> [UInt8]? {
    let older = servers.filter { $0.kind == .older }
    if older.isEmpty { return nil }
    let entries = older.enumerated().map { index, server in
      let entry = ServerEntry(command: command, environment: server.environment)
      return (name: index == 0 ? "securellm" : "securellm-\(index + 1)", value: JSONEntry(.cursor, "").value(entry))
    }
    let layout = TextLayout([])
    return JSONText.object([(name: "mcpServers", value: .object(entries))]).bytes(indentation: [], layout)
      + layout.newline
  }

  private static func server(_ member: JSONSettings.Member, _ settings: JSONSettings) -> Server {
    let name = String(member.name)
    let location = settings.json.location(of: member.nameOffset)
    guard member.kind == .object else { return Server(name: name, location: location, kind: .other) }
    let command = settings.string(settings.member("command", of: member.value))
    let arguments = settings.strings(settings.member("args", of: member.value))
    if ServerEntry.isOurs(command: command, arguments: arguments) {
      return Server(name: name, location: location, kind: .ours)
    }
    let words = [name] + [command].compactMap(\.self) + (arguments ?? [])
    guard words.contains(where: { $0.contains("securellm-mcp") || $0.contains("securellm-bridge") }) else {
      return Server(name: name, location: location, kind: .other)
    }
    var server = Server(name: name, location: location, kind: .older)
    if let variables = settings.member("env", of: member.value), variables.kind == .object {
      for variable in settings.members(of: variables.value) {
        server.take(String(variable.name), settings.string(variable) ?? "")
      }
    }
    return server
  }
}

extension OlderServers.Server {
  fileprivate mutating func take(_ name: String, _ value: String) {
    switch name {
    case "PROJECT_ROOT":
      guard value.utf8.first == UInt8(ascii: "/") else {
        return notes.append("PROJECT_ROOT is no absolute path and was left out")
      }
      environment.append(.init(name: ServerEntry.projectVariable, value: value))
    case "KNOWLEDGE_DB_PATH": knowledge = value
    case "LOG_LEVEL":
      let levels = ["warn": "warning", "fatal": "critical", "silent": "critical"]
      environment.append(.init(name: name, value: levels[value] ?? value))
    case "ENABLE_KNOWLEDGE":
      if value.utf8.elementsEqual("false".utf8) {
        notes.append("ENABLE_KNOWLEDGE is false: SECURELLM_TOOLS lists the tools to offer, without those for knowledge")
      }
    case _ where name.hasSuffix("_API_KEY") || name.hasSuffix("_TOKEN"):
      notes.append("\(Self.shown(name)) was left out: tools need no key of a provider, and the proxy has its own")
    default: notes.append("\(Self.shown(name)) was left out: it means nothing here")
    }
  }

  /// What is no name of a variable is not repeated.
  private static func shown(_ name: String) -> String {
    name.utf8.count <= 64 && name.utf8.allSatisfy(EntryName.isPlain) ? name : "a variable"
  }
}

import ClientSetup
import Glibc
import System

/// One run of `mcp install`: what was asked for, with everything that has to be looked up.
struct InstallRequest {
  let places: MCPClient.Places
  /// From the root.
  let workingDirectory: String
  let command: ProgramPath
  let options: InstallServer

  init(_ options: InstallServer) throws {
    let environment = ProcessEnvironment.variables
    guard let places = MCPClient.Places(environment) else {
      throw InstallFailure("HOME is not an absolute path: set it, settings of clients are found from there")
    }
    guard let command = ProgramPath(environment) else {
      throw InstallFailure("this program's own path is not known: call it by its path")
    }
    self.places = places
    self.command = command
    self.options = options
    workingDirectory = ProcessEnvironment.currentDirectory ?? "/"
  }

  /// The folder that was asked for, from the root; nil when none was.
  private func project() throws -> String? {
    guard let project = options.project else { return nil }
    let path = project.utf8.first == UInt8(ascii: "/") ? project : workingDirectory + "/" + project
    guard let folder = try? Files.resolved(path), FileStatus(folder)?.kind == .folder else {
      throw InstallFailure("\(project) is no folder: --project names one that exists")
    }
    return folder
  }

  func path(_ client: MCPClient) throws -> String {
    switch options.scope {
    case .user: client.userFile(places)
    case .project: client.projectFile(try project() ?? workingDirectory) ?? client.userFile(places)
    }
  }

  func setup(_ client: MCPClient) throws -> EntrySetup {
    var entry = ServerEntry(command: command.path)
    let folder = try projectValue(client)
    if let folder { entry.environment.append(.init(name: ServerEntry.projectVariable, value: folder)) }
    entry.environment += options.environment.map(\.variable)
    return EntrySetup(
      client, name: options.name, entry: entry, namesProject: options.project != nil, replaces: options.replace)
  }

  /// What the entry says about the project; nil when the client starts servers in it.
  private func projectValue(_ client: MCPClient) throws -> String? {
    // In a shared file of the project the client knows better where it is.
    if options.scope == .user, let folder = try project() { return folder }
    switch client.project {
    case .variable(let variable): return variable
    case .workingDirectory: return nil
    case .named:
      guard options.undo || !["/", places.home].contains(workingDirectory) else {
        throw InstallFailure("\(client.title) opens no folder: name the one that the tools work in with --project")
      }
      return workingDirectory
    }
  }

  func install(_ client: MCPClient) throws {
    let path = try path(client)
    let file = try SettingsFile(path)
    let setup = try setup(client)
    let change = try located(path) { () throws(SettingsError) in try setup.installing(in: file.text) }
    if let warning = command.warning { StandardStreams.write("securellm: note: \(warning)\n", to: STDERR_FILENO) }
    guard change.outcome != .alreadyInstalled, let text = change.text else {
      return say("\(options.name) is already installed for \(client.title) in \(path).")
    }
    if options.dryRun { return say(UnifiedDiff.text(of: path, from: file.text, to: text), end: "") }
    let copy = try file.write(text, milliseconds: WallClock.milliseconds)
    let done = change.outcome == .updated ? "Updated" : "Installed"
    say("\(done) \(options.name) for \(client.title) in \(path).")
    if let folder = setup.entry.environment.first(where: { $0.name == ServerEntry.projectVariable })?.value {
      say("The tools work in \(folder).")
    }
    if let copy { say("The file as it was: \(copy)") }
    say(client.afterwards)
  }

  func remove(_ client: MCPClient) throws {
    let path = try path(client)
    let file = try SettingsFile(path)
    let copies = file.backUps.lazy.compactMap { try? Files.read($0, limit: 64 << 20) }
    let setup = try setup(client)
    let change = try located(path) { () throws(SettingsError) in try setup.removing(from: file.text, copies: copies) }
    guard change.outcome == .removed else {
      return say("\(options.name) is not installed for \(client.title) in \(path).")
    }
    if options.dryRun { return say(UnifiedDiff.text(of: path, from: file.text, to: change.text), end: "") }
    let now = WallClock.milliseconds
    let copy = try change.text.map { try file.write($0, milliseconds: now) } ?? file.remove(milliseconds: now)
    say(
      "Removed \(options.name) from \(path)"
        + (change.text == nil ? ", which had nothing else: the file is gone." : "."))
    if let copy { say("The file as it was: \(copy)") }
  }

  /// - Parameter isKnown: whether the client was named; otherwise nothing of a certain client may be in the entry.
  func printEntry(_ client: MCPClient, isKnown: Bool) throws {
    var setup = try setup(client)
    if !isKnown {
      var entry = setup.entry
      entry.environment = entry.environment.filter { $0.name != ServerEntry.projectVariable }
      let folder = try project() ?? workingDirectory
      entry.environment.insert(.init(name: ServerEntry.projectVariable, value: folder), at: 0)
      setup = EntrySetup(client, name: options.name, entry: entry, namesProject: true)
    }
    if let warning = command.warning { StandardStreams.write("securellm: note: \(warning)\n", to: STDERR_FILENO) }
    say(String(decoding: try setup.snippet, as: UTF8.self), end: "")
  }

  private func located<Result>(
    _ path: String, _ body: () throws(SettingsError) -> Result
  ) throws -> Result {
    do throws(SettingsError) { return try body() } catch { throw InstallFailure(error, in: path) }
  }

  private func say(_ text: String, end: String = "\n") { StandardStreams.write(text + end, to: STDOUT_FILENO) }
}

/// `mcp install` without a client: whose settings are here.
struct ClientList {
  private let request: InstallRequest

  init(_ request: InstallRequest) { self.request = request }

  func print() {
    var rows: [(String, String)] = []
    for client in MCPClient.allCases {
      for path in [client.userFile(request.places), client.projectFile(request.workingDirectory)] {
        if let path { rows.append(("\(padded(client.rawValue, 13))\(padded(state(client, path), 16))", path)) }
      }
    }
    var text = rows.map { "\($0)\($1)\n" }.joined()
    text += "\nInstall with: securellm mcp install --client NAME [--scope project] [--dry-run]\n"
    StandardStreams.write(text, to: STDOUT_FILENO)
  }

  private func state(_ client: MCPClient, _ path: String) -> String {
    guard let file = try? SettingsFile(path) else { return "unreadable" }
    guard let text = file.text else { return "no file" }
    let setup = EntrySetup(
      client, name: request.options.name, entry: ServerEntry(command: request.command.path), namesProject: false)
    do throws(SettingsError) {
      return try setup.entry(in: text) == nil ? "not installed" : "installed"
    } catch { return "invalid" }
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.utf8.count))
  }
}

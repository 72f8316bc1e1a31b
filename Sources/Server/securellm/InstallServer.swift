import ArgumentParser
import ClientSetup
import Glibc
import System

/// `securellm mcp install`: puts this program into the settings of an editor, and takes it out again. Nothing of these
/// files but our entry is ever touched.
struct InstallServer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Put the server into the settings of an MCP client, or take it out again.",
    usage: "securellm mcp install [--client <name>] [<options>]",
    discussion: HelpText.make(
      """
      Clients: claude (Claude Desktop), claude-code, vscode, cursor, zed, windsurf, codex, gemini. Without --client, \
      lists which of their files exist here. Comments, layout and other servers are kept to the byte; the file as it \
      was is kept beside it. With --project, the tools work in that folder; otherwise in the one that is open.
      """,
      exitCodes: "0 success, 2 wrong usage or a file error, 3 the file is not what the client reads",
      examples: [
        "# Into the settings of this user",
        "securellm mcp install --client vscode",
        "# What would change in those of this project",
        "securellm mcp install --client claude-code --scope project --dry-run",
        "# Out of them again",
        "securellm mcp install --client vscode --undo",
      ]))

  @Option(help: ArgumentHelp("The client whose settings are changed.", valueName: "name"))
  var client: MCPClient?

  @Option(help: ArgumentHelp("The user's settings, or those in the project's folder.", valueName: "user|project"))
  var scope = SettingsScope.user

  @Option(help: ArgumentHelp("What the client calls the server.", valueName: "name"))
  var name = "securellm"

  @Option(
    help: ArgumentHelp(
      "The folder that the tools work in; with --scope project, also that of the settings.", valueName: "folder"))
  var project: String?

  @Option(
    name: .customLong("env"),
    help: ArgumentHelp("A variable of the server's environment; may be repeated.", valueName: "NAME=VALUE"))
  var environment: [EnvironmentVariable] = []

  @Flag(help: "Print what would change as a diff, and change nothing.")
  var dryRun = false

  @Flag(help: "Remove the entry; the file becomes what it was before, if nothing else has changed.")
  var undo = false

  /// For clients that are not in the list.
  @Flag(
    name: .customLong("print"),
    help: "Print the entry, to be pasted by hand; without --client, in the form most clients read.")
  var prints = false

  @Flag(help: "Replace a server of another program that has the same name.")
  var replace = false

  func validate() throws {
    guard EntryName.isValid(name) else {
      throw ValidationError("--name takes up to 32 letters, digits, - and _: clients make names of tools from it")
    }
    if undo, prints { throw ValidationError("--undo and --print contradict each other") }
    if client == nil, undo || dryRun || replace {
      throw ValidationError("--client says whose settings: \(Self.clients)")
    }
    if client?.projectFile("") == nil, client != nil, scope == .project {
      throw ValidationError("this client has no settings for a project: leave --scope out")
    }
  }

  private static var clients: String { MCPClient.allCases.map(\.rawValue).joined(separator: ", ") }

  func run() throws {
    do {
      let request = try InstallRequest(self)
      if prints { return try request.printEntry(client ?? .cursor, isKnown: client != nil) }
      guard let client else { return ClientList(request).print() }
      try undo ? request.remove(client) : request.install(client)
    } catch let error as FileTrouble {
      throw KeyDatabase.complain("\(error)", status: 2)
    } catch let error as InstallFailure {
      throw KeyDatabase.complain(error.description, status: error.status)
    }
  }
}

/// A refusal, with the exit code of its kind.
struct InstallFailure: Error {
  let status: Int32
  let description: String

  init(_ description: String, status: Int32 = 2) {
    self.status = status
    self.description = description
  }

  /// With the file's name before the location, as compilers write it.
  init(_ error: SettingsError, in path: String) {
    self.init(
      "\(path):\(error.location == nil ? " " : "")\(error); nothing was written", status: error.kind == .invalid ? 3 : 2
    )
  }
}

/// `NAME=VALUE`.
struct EnvironmentVariable: ExpressibleByArgument {
  let variable: ServerEntry.Variable

  init?(argument: String) {
    guard let sign = argument.utf8.firstIndex(of: UInt8(ascii: "=")), sign != argument.utf8.startIndex else {
      return nil
    }
    let isName = argument[..<sign].utf8.enumerated().allSatisfy { index, byte in
      EntryName.isVariable(byte) && (index > 0 || byte > UInt8(ascii: "9"))
    }
    guard isName else { return nil }
    let value = argument[argument.utf8.index(after: sign)...]
    variable = ServerEntry.Variable(name: String(argument[..<sign]), value: String(value))
  }
}

extension MCPClient: ExpressibleByArgument {}
extension SettingsScope: ExpressibleByArgument {}

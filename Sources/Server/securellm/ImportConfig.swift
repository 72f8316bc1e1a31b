import ArgumentParser
import ClientSetup
import Glibc
import JSONCore
import Migration
import ProxyConfiguration
import System
import TOML

/// `securellm import config`: the older proxy's TOML as a configuration of this one, and the older MCP server's entry as
/// one of this program.
struct ImportConfig: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Convert the older proxy's config.toml, or a client's .mcp.json.",
    usage: "securellm import config [<options>] <file>",
    discussion: HelpText.make(
      """
      The result is on standard output, or in the file of --output; standard error says what was left out and why, \
      what was changed, and what is to be done. Keys are never printed or copied into the result: it refers to \
      variables of the environment, or, with --keys, to files that are made.
      """,
      exitCodes: "0 success, 2 wrong usage or a file error, 3 the file is not what it should be",
      examples: [
        "# What would become of it, and what would not",
        "securellm import config config.toml",
        "# With the keys in files of their own",
        "securellm import config config.toml --output new.json --keys keys/",
      ]))

  @Argument(help: ArgumentHelp("config.toml of securellm-bridge, or .mcp.json of any client.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("Write the result into this file, which must not exist.", valueName: "path"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write the keys of providers into files in this folder, for this user alone.", valueName: "folder"))
  var keys: String?

  private static let mostBytes = 4 << 20

  func run() throws {
    let text: [UInt8]
    do { text = try Files.read(file, limit: Self.mostBytes) } catch {
      throw KeyDatabase.complain(
        "\(file) cannot be read: \(error)", status: 2)
    }
    if let output, FileStatus(ofLink: output) != nil {
      throw KeyDatabase.complain("\(output) exists: choose another name, or remove it", status: 2)
    }
    if isJSON(text) { try servers(text) } else { try proxy(text) }
  }

  /// By its name, else by what it begins with.
  private func isJSON(_ text: [UInt8]) -> Bool {
    if file.hasSuffix(".toml") { return false }
    if file.hasSuffix(".json") { return true }
    return text.first { $0 > 0x20 && $0 < 0x80 } == UInt8(ascii: "{")
  }

  // MARK: the proxy

  private func proxy(_ text: [UInt8]) throws {
    let document: TOMLDocument
    do { document = try TOMLDocument(text) } catch {
      say("\(file):\(error.location): \(error.message)\n")
      throw ExitCode(3)
    }
    let folder = keys.map { FilePaths.absolute($0, workingDirectory: ProcessEnvironment.currentDirectory ?? "/") }
    let imported = ImportedConfiguration(document, keys: folder.map { .files(folder: $0) } ?? .environment)
    let json = Array((IndentedJSON.text(of: imported.json) + "\n").utf8)
    // What is written passes the same reader that `serve` has; the rest is a matter of the machine.
    do { _ = try ConfigurationFile(json) } catch {
      throw KeyDatabase.complain("the result would not be valid, and was not written: \(error)", status: 2)
    }
    try writeKeys(imported.secrets, folder)
    try write(json)
    report(imported)
  }

  /// Each in a file of its own, which must not exist: another key must not be lost.
  private func writeKeys(_ secrets: [ImportedConfiguration.Secret], _ folder: String?) throws {
    guard let folder, !secrets.isEmpty else { return }
    do { try Folders.make(folder) } catch {
      throw KeyDatabase.complain("\(folder) cannot be made: \(error)", status: 2)
    }
    for secret in secrets {
      let path = "\(folder)/\(secret.provider).key"
      do {
        guard try Files.create(path, Array(secret.value.utf8), mode: 0o600) else {
          throw KeyDatabase.complain("\(path) exists and was left: remove it, or choose another folder", status: 2)
        }
      } catch let error as SystemError {
        throw KeyDatabase.complain("\(path) cannot be written: \(error)", status: 2)
      }
      say(
        "\(file):\(secret.location): the key of \(secret.provider) was written to \(path): remove it from the older file\n"
      )
    }
  }

  private func report(_ imported: ImportedConfiguration) {
    for note in imported.notes {
      let kind =
        switch note.kind {
        case .leftOut: "left out"
        case .changed: "changed"
        case .toDo: "to do"
        }
      say("\(file):\(note.location): \(note.setting): \(kind): \(note.message)\n")
    }
    say("Check it with: securellm serve --check --config \(output ?? "FILE")\n")
  }

  // MARK: servers of a client

  private func servers(_ text: [UInt8]) throws {
    let found: OlderServers
    do throws(SettingsError) { found = try OlderServers(text) } catch {
      say("\(file):\(error.location == nil ? " " : "")\(error)\n")
      throw ExitCode(3)
    }
    guard let command = ProgramPath(ProcessEnvironment.variables) else {
      throw KeyDatabase.complain("this program's own path is not known: call it by its path", status: 2)
    }
    for server in found.servers { report(server) }
    guard let settings = found.settings(command: command.path) else {
      return say("There is no server of securellm-mcp in it: nothing has to be converted.\n")
    }
    try write(settings)
    if let warning = command.warning { say("note: \(warning)\n") }
  }

  private func report(_ server: OlderServers.Server) {
    let place = "\(file):\(server.location): \(server.name):"
    switch server.kind {
    case .ours: say("\(place) a server of this program, which stays\n")
    case .other: say("\(place) a server of another program, which stays\n")
    case .older:
      say(
        "\(place) a server of securellm-mcp: remove it, and install this program with securellm mcp install --client NAME\n"
      )
      for note in server.notes { say("\(place) \(note)\n") }
      if let path = server.knowledge { say("\(place) its knowledge: securellm import knowledge \(path)\n") }
      for variable in server.environment where variable.name.utf8.elementsEqual(ServerEntry.projectVariable.utf8) {
        if FileStatus(variable.value)?.kind != .folder {
          say("\(place) PROJECT_ROOT is no folder here: set \(variable.name)\n")
        }
      }
    }
  }

  // MARK: output

  private func write(_ bytes: [UInt8]) throws {
    guard let output else { return StandardStreams.write(String(decoding: bytes, as: UTF8.self), to: STDOUT_FILENO) }
    do {
      guard try Files.create(output, bytes, mode: 0o600) else {
        throw KeyDatabase.complain("\(output) exists: choose another name, or remove it", status: 2)
      }
    } catch let error as SystemError {
      throw KeyDatabase.complain("\(output) cannot be written: \(error)", status: 2)
    }
  }

  private func say(_ text: String) { StandardStreams.write(text, to: STDERR_FILENO) }
}

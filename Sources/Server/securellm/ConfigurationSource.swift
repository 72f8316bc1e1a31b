import ArgumentParser
import Glibc
import ModelProxy
import NativeTools
import ProxyConfiguration
import ProxyCore
import System

/// Where the configuration is, and reading it. `serve`, `doctor` and `keys` share it, so that all look at the same file
/// and find what it names in the same place.
struct ConfigurationSource: Sendable {
  /// Larger files are no configurations; the same bound holds for key files, price tables and certificates.
  private static let mostBytes = 4 << 20

  /// Nil when there is no file.
  private let path: String?
  private let isGiven: Bool
  /// Why it cannot be said where the file is.
  private let failure: RelativeServiceDirectory?
  /// Sockets that a service manager has passed, which are listened on instead of what the configuration says.
  var inherited: [InheritedSocket] = []
  /// The tools to offer, of the command line.
  var toolPatterns: String?
  private let environment = ProcessEnvironment.variables
  /// What relative paths of the command line and of variables begin with: kept, since it may be another later.
  private let workingDirectory = ProcessEnvironment.currentDirectory ?? "/"

  /// How messages name it: without a file, everything comes from the environment.
  var name: String { path ?? "the environment" }

  /// Where the file is and, where it was found in a directory of the service, why there; nil without one.
  var place: String? {
    let isOfService = !isGiven && path?.utf8.first == UInt8(ascii: "/")
    return file.map { $0 + (isOfService ? " (\(ServiceDirectory.configuration.variable))" : "") }
  }

  /// The path of the file from the root; nil without one.
  var file: String? { path.map { FilePaths.absolute($0, workingDirectory: workingDirectory) } }

  /// What makes a key that a server with this configuration knows.
  var keyCommand: String { "securellm keys create NAME" + (isGiven ? " --config \(name)" : "") }

  /// The option before the variable, that before `securellm.json` in a directory of the service, and that before the one in
  /// the working directory, both of which may be absent. A file that was named and is not there is an error: falling back
  /// would serve something else.
  ///
  /// - Parameter option: the path given on the command line.
  init(option: String?) {
    let given = option ?? environment["SECURELLM_CONFIG"]
    isGiven = given != nil
    var candidates = ["securellm.json"]
    do throws(RelativeServiceDirectory) {
      candidates = try ServiceDirectory.configuration.paths(environment).map { $0 + "/securellm.json" } + candidates
      failure = nil
    } catch {
      failure = error
    }
    path = given ?? candidates.first { FileAccess.exists($0) }
  }

  /// Reads the file anew each time: a reload sees what it has become.
  ///
  /// - Parameters: what is listened on instead of what the configuration says.
  func load(host: String?, port: Int?) throws -> ProxySettings {
    var loader = try loader()
    loader.host = host
    loader.port = port
    loader.inherited = inherited
    loader.toolPatterns = toolPatterns
    return try loader.load(try text())
  }

  /// The database of client keys that a server with this configuration uses, and who says so. Needs nothing else of the
  /// configuration than its form: keys are made where no provider has its key.
  func keyDatabase() throws -> (path: String, reason: String) {
    if let path = try configurationFile().keyDatabase { return (path, "clients.keyFile of \(name)") }
    let path = FilePaths.absolute(try Workspace.keysDatabasePath(environment), workingDirectory: workingDirectory)
    return (path, Workspace.reasonOfKeysDatabase(environment))
  }

  /// The database of the knowledge tools that a server with this configuration uses; nil when the configuration does not
  /// say.
  func knowledgeFile() throws -> String? { try configurationFile().knowledgeFile }

  /// What the file says, whatever it needs being there or not.
  func configurationFile() throws -> ConfigurationFile {
    guard let text = try text() else { return .absent }
    do throws(InvalidFile) { return try ConfigurationFile.read(text, folder: folder).file } catch {
      throw StartErrors(errors: error.errors(inFile: name))
    }
  }

  /// Where the audit is. Nothing else has to be right: no key of a provider has to be there.
  func auditFolder() throws -> String { try loader().auditFolder(try text()) }

  /// What serving with it would find.
  ///
  /// - Throws: when the file cannot be read; what is in it is a matter of the findings.
  func examine(_ system: ProxyDiagnostics.Machine) throws -> ProxyDiagnostics {
    ProxyDiagnostics(try text(), called: name, loader: try loader(), system: system, keyCommand: keyCommand)
  }

  /// What somebody should look at in settings that are served with.
  func warnings(_ settings: ProxySettings, _ system: ProxyDiagnostics.Machine) -> [ProxyDiagnostics.Finding] {
    guard let loader = try? loader(), let text = try? text() else { return [] }
    let found = ProxyDiagnostics(of: settings, text, loader: loader, system: system, keyCommand: keyCommand)
    return found.findings.filter { $0.grade != .fine }
  }

  /// The folder as it was named: behind a link, as in a mounted volume, names beside the link are meant.
  private var folder: String { file.map { FilePaths.folder(of: $0) } ?? "" }

  /// Nil without a file.
  private func text() throws -> [UInt8]? {
    if let failure { throw ConfigurationError("\(failure)") }
    guard let path else { return nil }
    do { return try Files.read(path, limit: Self.mostBytes) } catch {
      throw ConfigurationError(file: name, "the file cannot be read: \(error)")
    }
  }

  /// `SettingsLoader` opens no file by itself: every one that it reads has this bound.
  private func loader() throws -> SettingsLoader {
    let dataDirectory: String
    do {
      dataDirectory = try Workspace.dataDirectory(environment)
      _ = try Workspace.directory(.logs, environment)
    } catch {
      throw ConfigurationError("\(error)")
    }
    var loader = SettingsLoader(environment: environment, dataDirectory: dataDirectory) {
      try? Files.read($0, limit: Self.mostBytes)
    }
    loader.fileName = name
    loader.folder = folder
    loader.workingDirectory = workingDirectory
    return loader
  }
}

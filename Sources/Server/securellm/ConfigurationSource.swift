import ArgumentParser
import Glibc
import ModelProxy
import NativeTools
import ProxyCore
import System

/// Where the configuration is, and reading it. `serve` and `doctor` share it, so that both look at the same file.
struct ConfigurationSource: Sendable {
  /// Larger files are no configurations; the same bound holds for key files, price tables and certificates.
  private static let mostBytes = 4 << 20

  /// Nil when there is no file.
  private let path: String?
  private let environment: [String: String]
  private let dataDirectory: String

  /// How messages name it: without a file, everything comes from the environment.
  var name: String { path ?? "the environment" }

  /// The option before the variable, and that before `securellm.json` in the working directory, which may be absent.
  /// A file that was named and is not there is an error: falling back would serve something else.
  ///
  /// - Parameter option: the path given on the command line.
  init(option: String?) throws {
    environment = ProcessEnvironment.variables
    dataDirectory = try Workspace.dataDirectory(environment)
    if let given = option ?? environment["SECURELLM_CONFIG"] {
      path = given
    } else {
      path = FileAccess.exists("securellm.json") ? "securellm.json" : nil
    }
  }

  /// Reads the file anew each time: a reload sees what it has become.
  ///
  /// - Parameters: what is listened on instead of what the configuration says.
  func load(host: String?, port: Int?) throws -> ProxySettings {
    var loader = loader
    loader.host = host
    loader.port = port
    guard let path else { return try loader.load(nil) }
    guard let text = try? Files.read(path, limit: Self.mostBytes) else {
      throw Unreadable()
    }
    return try loader.load(text)
  }

  /// Where the audit is. Nothing else has to be right: no key of a provider has to be there.
  func auditFolder() throws -> String {
    guard let path else { return try loader.auditFolder(nil) }
    guard let text = try? Files.read(path, limit: Self.mostBytes) else { throw Unreadable() }
    return try loader.auditFolder(text)
  }

  /// What serving with it would find.
  ///
  /// - Throws: when the file cannot be read; what is in it is a matter of the findings.
  func examine(_ system: ProxyDiagnostics.Machine) throws -> ProxyDiagnostics {
    let text = path.flatMap { try? Files.read($0, limit: Self.mostBytes) }
    if path != nil, text == nil { throw Unreadable() }
    return ProxyDiagnostics(text, called: name, loader: loader, system: system)
  }

  /// What somebody should look at in settings that are served with.
  func warnings(_ settings: ProxySettings, _ system: ProxyDiagnostics.Machine) -> [ProxyDiagnostics.Finding] {
    let text = path.flatMap { try? Files.read($0, limit: Self.mostBytes) }
    return ProxyDiagnostics(of: settings, text, loader: loader, system: system).findings.filter { $0.grade != .fine }
  }

  /// `SettingsLoader` opens no file by itself: every one that it reads has this bound.
  private var loader: SettingsLoader {
    SettingsLoader(environment: environment, dataDirectory: dataDirectory) {
      try? Files.read($0, limit: Self.mostBytes)
    }
  }

  private struct Unreadable: Error, CustomStringConvertible {
    var description: String { "the file cannot be read, or has more than 4 MiB: check its path and permissions" }
  }
}

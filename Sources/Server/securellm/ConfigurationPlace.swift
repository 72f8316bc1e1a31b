import ArgumentParser
import Glibc
import ModelProxy
import NativeTools

/// Where the configuration is, and reading it.
struct ConfigurationPlace: Sendable {
  /// Larger files are no configurations.
  private static let mostBytes = 4 << 20

  private let path: String?
  private let environment: [String: String]
  private let dataDirectory: String

  /// How messages name it.
  var name: String { path ?? "the environment" }

  /// - Parameter option: the path given on the command line.
  init(option: String?) throws {
    environment = Surroundings.environment
    dataDirectory = try Workspace.dataDirectory(environment)
    if let given = option ?? environment["SECURELLM_CONFIG"] {
      path = given
    } else {
      path = Surroundings.exists("securellm.json") ? "securellm.json" : nil
    }
  }

  /// - Parameters: in place of what the configuration says to listen on.
  func load(host: String?, port: Int?) throws -> ProxySettings {
    var loader = loader
    loader.host = host
    loader.port = port
    guard let path else { return try loader.load(nil) }
    guard let text = Surroundings.readFile(path, limit: Self.mostBytes) else {
      throw Unreadable()
    }
    return try loader.load(text)
  }

  /// What serving with it would find.
  ///
  /// - Throws: when the file cannot be read.
  func examine(_ system: ProxyExamination.Surroundings) throws -> ProxyExamination {
    let text = path.flatMap { Surroundings.readFile($0, limit: Self.mostBytes) }
    if path != nil, text == nil { throw Unreadable() }
    return ProxyExamination(text, called: name, loader: loader, system: system)
  }

  private var loader: SettingsLoader {
    SettingsLoader(environment: environment, dataDirectory: dataDirectory) {
      Surroundings.readFile($0, limit: Self.mostBytes)
    }
  }

  private struct Unreadable: Error, CustomStringConvertible {
    var description: String { "the file cannot be read, or has more than 4 MiB: check its path and permissions" }
  }
}

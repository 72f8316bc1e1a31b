import ArgumentParser
import Glibc
import KeyStore
import ModelProxy
import NativeTools
import ProxyConfiguration
import System

/// Which key store a command works on: that of the server with the same configuration, found by the same rules.
struct KeyDatabase: ParsableArguments {
  /// Goes before everything else.
  @Option(
    help: ArgumentHelp(
      "The key database; by default clients.keyFile of the configuration, SECURELLM_KEYS_DATABASE, or keys.sqlite.",
      valueName: "path"), completion: .database)
  var database: String?

  /// The file that `serve` would read.
  @Option(
    help: ArgumentHelp(
      "The server's configuration file; by default SECURELLM_CONFIG, else securellm.json in the working directory.",
      valueName: "path"), completion: .json)
  var config: String?

  /// Two answers to one question would hide one of them.
  func validate() throws {
    guard database != nil, config != nil else { return }
    throw ValidationError("--database and --config both name a database: give one")
  }

  /// Runs a command on the store. A refusal goes to standard error; the exit code is 1 when a key is the reason, 2
  /// when the options or the file are: a script can distinguish "taken" from "broken".
  func use<Result>(_ body: (KeyStore) throws -> Result) throws -> Result {
    do {
      return try body(KeyStore(path: try location().path))
    } catch let error as KeyStoreError {
      throw Self.complain("\(error)", status: error.isAboutAKey ? 1 : 2)
    } catch let error as WorkspaceError {
      throw Self.complain("\(error)", status: 2)
    } catch let error as StartErrors {
      throw Self.complain(error.errors)
    } catch let error as ConfigurationError {
      throw Self.complain([error])
    }
  }

  /// Where the database is, and who says so.
  func location() throws -> (path: String, reason: String) {
    if let database { return (database, "--database") }
    return try ConfigurationSource(option: config).keyDatabase()
  }

  private static func complain(_ errors: [ConfigurationError]) -> ExitCode {
    Serve.write(errors)
    return complain("the configuration says where the keys are: correct it, or name them with --database", status: 2)
  }

  /// Also for what a command finds wrong by itself.
  static func complain(_ text: String, status: Int32) -> ExitCode {
    StandardStreams.write("securellm: \(text)\n", to: STDERR_FILENO)
    return ExitCode(status)
  }
}

extension KeyStoreError {
  /// False when the command line or the database is wrong.
  fileprivate var isAboutAKey: Bool {
    switch self {
    case .nameTaken, .unknownKey: true
    case .database, .invalid: false
    }
  }
}

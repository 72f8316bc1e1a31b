import ArgumentParser
import Glibc
import KeyStore
import NativeTools
import System

/// Which key store a command works on. Unless its configuration names another, the server finds it by the same rules:
/// a key made without options is one that it knows.
struct KeyDatabase: ParsableArguments {
  /// The option goes before the variable, and that before the data directory.
  @Option(
    help: ArgumentHelp(
      "The key database; by default SECURELLM_KEYS_DATABASE, else keys.sqlite in the data directory.",
      valueName: "path"))
  var database: String?

  /// Runs a command on the store. A refusal goes to standard error; the exit code is 1 when a key is the reason, 2
  /// when the options or the file are: a script can distinguish "taken" from "broken".
  func use<Result>(_ body: (KeyStore) throws -> Result) throws -> Result {
    do {
      return try body(KeyStore(path: try database ?? Workspace.keysDatabasePath(ProcessEnvironment.variables)))
    } catch let error as KeyStoreError {
      throw Self.complain("\(error)", status: error.isAboutAKey ? 1 : 2)
    } catch let error as WorkspaceError {
      throw Self.complain("\(error)", status: 2)
    }
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

package import Logging
import System

/// Where the log goes and how much of it is kept.
package struct EventLogConfiguration: Sendable {
  /// The log file; nil keeps no file.
  package var path: String?
  package var level: Logger.Level
  /// Copies every line to standard error.
  package var copiesToStandardError: Bool
  /// The file is moved to `<path>.1` when it has grown to this many bytes.
  package var fileBytes: Int
  /// Lines that wait to be written, in bytes; what comes beyond is dropped and counted.
  package var queueBytes: Int

  package init(
    path: String?, level: Logger.Level = .info, copiesToStandardError: Bool = false, fileBytes: Int = 10 << 20,
    queueBytes: Int = 1 << 20
  ) {
    self.path = path
    self.level = level
    self.copiesToStandardError = copiesToStandardError
    self.fileBytes = fileBytes
    self.queueBytes = queueBytes
  }

  /// What the environment asks for: `LOG_LEVEL`, `DEBUG_TO_STDERR`, and a file named `fileName` in `$LOGS_DIRECTORY`, or
  /// in the directory `securellm` under `$XDG_STATE_HOME`, or `~/.local/state` without it.
  package static func fromEnvironment(fileName: String = "mcp.log") -> EventLogConfiguration {
    fromEnvironment(fileName: fileName, ProcessEnvironment.variable)
  }

  /// The same for any source of variables.
  package static func fromEnvironment(
    fileName: String, _ variable: (String) -> String?
  ) -> EventLogConfiguration {
    EventLogConfiguration(
      path: directory(variable).map { "\($0)/\(fileName)" },
      level: variable("LOG_LEVEL").flatMap { Logger.Level(rawValue: $0.lowercased()) } ?? .info,
      copiesToStandardError: variable("DEBUG_TO_STDERR") == "true")
  }

  /// A service's own one first.
  private static func directory(_ variable: (String) -> String?) -> String? {
    let logs = ServiceDirectory.logs
    let ofService = variable(logs.variable).flatMap { try? logs.path([logs.variable: $0]) }
    return ofService ?? stateDirectory(variable).map { $0 + "/securellm" }
  }

  /// The XDG rules: a path that is not absolute counts as not set.
  private static func stateDirectory(_ variable: (String) -> String?) -> String? {
    if let directory = variable("XDG_STATE_HOME"), directory.utf8.first == 0x2F { return directory }
    guard let home = variable("HOME"), home.utf8.first == 0x2F else { return nil }
    return home + "/.local/state"
  }
}

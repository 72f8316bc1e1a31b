/// Where the proxy tells its operator what happens. The proxy knows this protocol alone: neither formats nor where lines
/// go, so that its tests can look at events as values.
///
/// Any thread may call it, event loops included: nothing here waits.
package protocol ProxyLog: Sendable {
  /// Whether `access` writes anything. A request asks before it gathers what an entry needs.
  var recordsAccess: Bool { get }

  /// Writes one line, if its level is of interest.
  ///
  /// - Parameters:
  ///   - message: A sentence without a full stop, always the same for one kind of event: what varies is in the fields.
  ///   - fields: Names in snake_case, each once. Never a secret: a field whose name says that it is one is redacted.
  func log(_ level: LogLevel, _ message: String, _ fields: [(StaticString, LogValue)])

  /// Writes the line of a request that has ended, if `recordsAccess`.
  func access(_ entry: AccessEntry)

  /// Follows a changed configuration from the next line on.
  func adopt(_ settings: LogSettings)
}

extension ProxyLog {
  package func log(_ level: LogLevel, _ message: String) { log(level, message, []) }
}

/// How much an event matters, the most urgent first.
package enum LogLevel: UInt8, CaseIterable, Sendable {
  /// Something does not work, and somebody has to act.
  case error
  /// It works, and somebody should look at it.
  case warning
  /// What an operator wants to know of: start, stop, a new configuration, recovery.
  case notice
  /// What happens in normal operation.
  case info
  /// What helps to find a fault.
  case debug

  package var name: StaticString {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .notice: "notice"
    case .info: "info"
    case .debug: "debug"
    }
  }

  /// The severity in front of a line for journald, as sd-daemon(3) has it.
  var priority: UInt8 { rawValue + 3 }
}

/// The value of a field.
package enum LogValue: Equatable, Sendable {
  case text(String)
  case integer(Int)
  /// Several values of one field, such as the errors of a file.
  case list([String])
}

/// What the configuration says of the log.
package struct LogSettings: Equatable, Sendable {
  /// Lines that are less urgent are not written.
  package var level: LogLevel
  /// Nil writes what standard error is: `LogFormat.detected`.
  package var format: LogFormat?
  /// Whether each request has a line when it has ended, whatever the level.
  package var recordsAccess: Bool

  package init(level: LogLevel = .info, format: LogFormat? = nil, recordsAccess: Bool = false) {
    self.level = level
    self.format = format
    self.recordsAccess = recordsAccess
  }
}

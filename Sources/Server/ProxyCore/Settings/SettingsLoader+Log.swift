import EventLog
import ProxyProtocol

extension SettingsLoader {
  /// The variables of this program go before the file, and that before `LOG_LEVEL`, which other programs have too.
  func log(_ value: Configuration.Log, _ errors: inout [SettingsFailure]) -> LogSettings {
    var settings = LogSettings(recordsAccess: value.access)
    if let level = variable("SECURELLM_LOG_LEVEL", LogLevel.allCases.map { ("\($0.name)", $0) }, &errors) {
      settings.level = level
    } else if let level = value.level {
      settings.level = LogLevel(level)
    } else if let level = environment["LOG_LEVEL"].flatMap(Self.commonLevel) {
      settings.level = level
    }
    settings.format =
      variable("SECURELLM_LOG_FORMAT", LogFormat.allCases.map { ("\($0.name)", $0) }, &errors)
      ?? value.format.map { LogFormat($0) }
    return settings
  }

  /// Nil when it is not set. A word that it does not know is an error: whoever set it expects that it has an effect.
  private func variable<Value>(
    _ name: String, _ words: [(word: String, value: Value)], _ errors: inout [SettingsFailure]
  ) -> Value? {
    guard let given = environment[name] else { return nil }
    if let found = words.first(where: { $0.word.utf8.elementsEqual(given.utf8) }) { return found.value }
    errors.append(
      SettingsFailure(environment: "\(name) must be one of \(words.map(\.word).joined(separator: ", "))"))
    return nil
  }

  /// The words of `securellm mcp`, which has two levels more. One that is not known is none of ours.
  private static func commonLevel(_ word: String) -> LogLevel? {
    switch word.asciiLowercased {
    case "critical": .error
    case "trace": .debug
    case let word: LogLevel.allCases.first { "\($0.name)".utf8.elementsEqual(word.utf8) }
    }
  }
}

extension LogLevel {
  init(_ level: Configuration.LogLevel) {
    self =
      switch level {
      case .error: .error
      case .warning: .warning
      case .notice: .notice
      case .info: .info
      case .debug: .debug
      }
  }
}

extension LogFormat {
  init(_ format: Configuration.LogFormat) {
    self =
      switch format {
      case .text: .text
      case .json: .json
      case .journald: .journald
      }
  }
}

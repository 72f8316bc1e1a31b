import JSONCore
package import Logging
import System

/// Turns the events of one logger into lines of an `EventLog`: the only type where swift-log and the log meet.
package struct EventLogHandler: LogHandler {
  let log: EventLog
  let label: String
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?

  init(log: EventLog, label: String, logLevel: Logger.Level) {
    self.log = log
    self.label = label
    self.logLevel = logLevel
  }

  /// Of this handler's copy: loggers are values.
  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// The event's own metadata wins over the provider's, and that over the logger's, as swift-log has it.
  package func log(event: LogEvent) {
    var merged = metadata
    if let provided = metadataProvider?.get() { merged.merge(provided) { $1 } }
    if let own = event.metadata { merged.merge(own) { $1 } }
    if let error = event.error { merged["error"] = "\(error)" }
    let line = EventLine(
      milliseconds: WallClock.milliseconds, level: event.level, label: label, message: "\(event.message)",
      metadata: merged)
    log.append(line.openJSON)
  }
}

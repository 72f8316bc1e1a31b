import ArgumentParser
import JSONCore
import SchemaRuntime

/// The moment a key ends: a day, to its last moment in UTC, or an instant with its offset. Nothing shorter is taken:
/// "2027" or "next week" would end at a moment that somebody guessed.
struct KeyExpiry: ExpressibleByArgument {
  /// Since 1970-01-01T00:00:00Z, as the store keeps it.
  let milliseconds: Int64

  init?(argument: String) {
    if let instant = JSONDateTime(JSONString(argument)) {
      milliseconds = Int64(instant.secondsSinceEpoch) * 1000
    } else if JSONDate(JSONString(argument)) != nil, let day = JSONDateTime(JSONString(argument + "T00:00:00Z")) {
      // The day counts in full: the key ends when the next one begins.
      milliseconds = Int64(day.secondsSinceEpoch + 86_400) * 1000
    } else {
      return nil
    }
  }
}

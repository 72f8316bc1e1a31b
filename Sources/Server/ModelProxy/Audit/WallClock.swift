import Database
import SchemaRuntime

/// The time of day, for records. Deadlines and limits use the monotonic clock of the event loop.
enum WallClock {
  /// Seconds since 1970.
  static var seconds: Int { Int(DatabaseFile.wallClock() / 1000) }

  /// To the millisecond, UTC.
  static func timestamp() -> JSONDateTime {
    let milliseconds = Int(DatabaseFile.wallClock())
    return JSONDateTime(
      secondsSinceEpoch: milliseconds / 1000, nanosecond: milliseconds % 1000 * 1_000_000)
      ?? JSONDateTime(checked: "1970-01-01T00:00:00Z")
  }
}

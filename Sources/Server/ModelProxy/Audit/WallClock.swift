import Database
import JSONCore
import SchemaRuntime

/// The time of day, for records. Deadlines and limits use the monotonic clock of the event loop.
enum WallClock {
  /// Seconds since 1970.
  static var seconds: Int { Int(DatabaseFile.wallClock() / 1000) }

  /// To the millisecond, UTC.
  static func timestamp() -> JSONDateTime {
    JSONDateTime(checked: JSONString(UTCTime.text(Int(DatabaseFile.wallClock()))))
  }
}

import Glibc
import SchemaRuntime

/// The time of day, for records. Deadlines and limits use the monotonic clock of the event loop.
enum WallClock {
  /// Seconds since 1970, and the nanoseconds behind them.
  static var now: (seconds: Int, nanoseconds: Int) {
    let time = ContinuousWall.read()
    return (Int(time.tv_sec), Int(time.tv_nsec))
  }

  /// To the millisecond, UTC.
  static func timestamp() -> JSONDateTime {
    let now = now
    return JSONDateTime(secondsSinceEpoch: now.seconds, nanosecond: now.nanoseconds / 1_000_000 * 1_000_000)
      ?? JSONDateTime(checked: "1970-01-01T00:00:00Z")
  }
}

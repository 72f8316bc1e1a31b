import Database
package import SchemaRuntime

/// The time of day, for records. Deadlines and limits use the monotonic clock of the event loop.
package enum WallClock {
  /// Seconds since 1970.
  package static var seconds: Int { Int(DatabaseFile.wallClock() / 1000) }

  /// To the millisecond, UTC.
  package static func timestamp() -> JSONDateTime {
    var stamps = Stamps()
    return stamps.now()
  }
}

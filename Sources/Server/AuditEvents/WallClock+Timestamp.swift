package import SchemaRuntime
package import System

extension WallClock {
  /// Now as records have it: to the millisecond, UTC.
  package static func timestamp() -> JSONDateTime {
    var stamps = TimestampFormatter()
    return stamps.now()
  }
}

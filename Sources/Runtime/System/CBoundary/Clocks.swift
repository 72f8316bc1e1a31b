// `clock_gettime` is lent a structure of this frame for one call; both clocks exist on every Linux, so it cannot fail.
import Glibc

/// The time of day: for records, file names and expiry dates, which must agree with other machines. It may be set back;
/// deadlines and durations use a monotonic clock.
package enum WallClock {
  /// Nanoseconds since 1970-01-01T00:00:00Z.
  package static var nanoseconds: Int { Clock.nanoseconds(CLOCK_REALTIME) }

  /// Milliseconds since 1970-01-01T00:00:00Z: what records and databases hold.
  package static var milliseconds: Int { nanoseconds / 1_000_000 }

  /// Seconds since 1970-01-01T00:00:00Z.
  package static var seconds: Int { nanoseconds / 1_000_000_000 }

  /// Days since 1970-01-01, UTC.
  package static var day: Int { seconds / 86_400 }
}

/// A clock that only goes forward, for what is awaited without Swift concurrency.
package enum MonotonicClock {
  /// Nanoseconds since an unspecified moment, most often the start of the machine.
  package static var nanoseconds: Int { Clock.nanoseconds(CLOCK_MONOTONIC) }
}

private enum Clock {
  static func nanoseconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}

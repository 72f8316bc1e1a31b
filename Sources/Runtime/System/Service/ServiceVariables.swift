/// Variables by which a service manager speaks to the process it has started, and to no other.
package enum ServiceVariables {
  /// Children must not have them: one would answer for this process, or take descriptors that it does not have.
  package static let ofThisProcess: Set<String> = [
    "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_PID", "LISTEN_PIDFDID", "LISTEN_FDS", "LISTEN_FDNAMES",
  ]

  /// How often the manager wants to hear that the process is alive: at half of the time after which it gives it up.
  ///
  /// - Parameter process: the number of this one.
  /// - Returns: nanoseconds; nil where no sign of life is waited for, or that of another process.
  package static func watchdogInterval(_ variable: (String) -> String?, process: Int32) -> Int? {
    guard let microseconds = variable("WATCHDOG_USEC").flatMap({ Int($0) }), microseconds > 1,
      microseconds < Int.max / 1000
    else { return nil }
    if let number = variable("WATCHDOG_PID"), Int32(number) != process { return nil }
    return microseconds / 2 * 1000
  }
}

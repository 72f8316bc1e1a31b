/// Variables by which a service manager speaks to the process it has started, and to no other.
package enum ServiceVariables {
  /// Children must not have them: one would answer for this process, or take descriptors that it does not have.
  package static let ofThisProcess: Set<String> = [
    "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_PID", "LISTEN_PIDFDID", "LISTEN_FDS", "LISTEN_FDNAMES",
  ]

  /// The first descriptor that is passed (SD_LISTEN_FDS_START).
  private static let firstDescriptor: Int32 = 3

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

  /// The environment without the directories of another service: of one that has started, by way of others, this process,
  /// whose files do not belong there. systemd says whom it has started since version 248.
  package static func own(_ environment: [String: String], process: Int32) -> [String: String] {
    guard let started = environment["SYSTEMD_EXEC_PID"], Int32(started) != process else { return environment }
    return environment.filter { ServiceDirectory(rawValue: $0.key) == nil }
  }

  /// Descriptors that the manager has passed (sd_listen_fds(3)), with their names; none where it has passed none, or has
  /// passed them to another process.
  package static func descriptors(
    _ variable: (String) -> String?, process: Int32
  ) throws(InheritedSocketFailure) -> [(number: Int32, name: String)] {
    guard let owner = variable("LISTEN_PID"), Int32(owner) == process, let text = variable("LISTEN_FDS") else {
      return []
    }
    guard let count = Int32(text), count >= 0, count < Int32.max - firstDescriptor else { throw .count }
    let all = (0..<count).map { firstDescriptor + $0 }
    guard let names = variable("LISTEN_FDNAMES") else { return all.map { ($0, "unknown") } }
    let words = names.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard words.count == all.count || all.isEmpty else { throw .names(count: words.count, sockets: all.count) }
    return zip(all, words).map { ($0, $1) }
  }
}

/// What a service tells its manager, in the words of sd_notify(3).
package enum ServiceMessage: Equatable, Sendable {
  /// It serves, for the first time or again.
  case ready(status: String)
  /// - Parameter now: of the monotonic clock, in nanoseconds: the manager compares it with the moment of its signal.
  case reloading(now: Int)
  /// - Parameter nanoseconds: how long it may take from now on: a manager that waits less waits longer.
  case stopping(status: String, nanoseconds: Int)
  /// It starts, and may need so long before it says more.
  case starting(status: String, nanoseconds: Int)
  case status(String)
  /// All of it still answers.
  case alive

  package var text: String {
    switch self {
    case .ready(let status): "READY=1\n" + Self.line(status)
    case .reloading(let now): "RELOADING=1\nMONOTONIC_USEC=\(now / 1000)\n" + Self.line("reloading the configuration")
    case .stopping(let status, let time): "STOPPING=1\n" + Self.extended(time) + Self.line(status)
    case .starting(let status, let time): Self.extended(time) + Self.line(status)
    case .status(let status): Self.line(status)
    case .alive: "WATCHDOG=1\n"
    }
  }

  private static func extended(_ nanoseconds: Int) -> String { "EXTEND_TIMEOUT_USEC=\(nanoseconds / 1000)\n" }

  /// Of one line, whatever it is about: behind a line feed another assignment would begin.
  private static func line(_ status: String) -> String {
    let scalars = status.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
    var text = "STATUS="
    // The manager keeps the first 4 KiB of a message at most; people read a line.
    text.unicodeScalars.append(contentsOf: scalars.prefix(500))
    return text + "\n"
  }
}

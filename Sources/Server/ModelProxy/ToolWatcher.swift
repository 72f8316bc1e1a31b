import EventLog
import ProxyCore
import Synchronization
import ToolRuntime

/// Offers other tools when files of them have changed. What is wrong with a file its source says by itself.
final class ToolWatcher: Sendable {
  private let state: ServerState
  private let adopter: ConfigurationAdopter
  private let log: any ProxyLog
  /// Nanoseconds of the monotonic clock.
  private let next = Mutex<UInt64>(0)

  init(_ state: ServerState, _ adopter: ConfigurationAdopter, log: any ProxyLog) {
    self.state = state
    self.adopter = adopter
    self.log = log
  }

  /// To be called about once a second, away from the event loops: it reads files.
  ///
  /// - Parameter now: monotonic, in nanoseconds.
  func look(now: UInt64) {
    let isDue = next.withLock { next in
      if now < next { return false }
      next = now + UInt64(ToolBounds.lookSeconds) * 1_000_000_000
      return true
    }
    guard isDue, adopter.lookAtTools(), let counts = state.toolCounts else { return }
    log.log(
      .notice, "the tools have changed", [("tools", .integer(counts.all)), ("offered", .integer(counts.offered))])
  }
}

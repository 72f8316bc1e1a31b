package import EventLog
import Synchronization
package import System

/// Tells the service manager how the server is (sd_notify(3)). Says nothing where nobody has asked for it. Any thread may
/// call it.
package final class ServiceNotifier: Sendable {
  private let socket: NotifySocket?
  /// Nanoseconds between two signs of life; nil where none is waited for.
  let watchdogInterval: Int?
  private let log: any ProxyLog
  private let hasFailed = Atomic(false)

  /// - Parameters:
  ///   - variable: of the environment that the process was started with.
  ///   - process: the number of this one.
  ///   - log: for what keeps the manager from hearing anything, which then may end a server that is well.
  package init(_ variable: (String) -> String?, process: Int32, log: any ProxyLog) {
    self.log = log
    guard let text = variable("NOTIFY_SOCKET"), !text.isEmpty else {
      (socket, watchdogInterval) = (nil, nil)
      return
    }
    let socket = NotifyAddress(text).flatMap { try? NotifySocket($0) }
    self.socket = socket
    watchdogInterval = socket == nil ? nil : ServiceVariables.watchdogInterval(variable, process: process)
    if socket == nil {
      log.log(
        .warning, "NOTIFY_SOCKET is neither an absolute path nor an @name: the service manager is told nothing")
    }
  }

  /// - Parameter waits: for room in the manager's queue; false on a thread that must not wait.
  package func tell(_ message: ServiceMessage, waits: Bool = true) {
    guard let socket else { return }
    do throws(SystemError) { try socket.send(message, waits: waits) } catch {
      // Once: the next ones fail for the same reason.
      if hasFailed.exchange(true, ordering: .relaxed) { return }
      log.log(.warning, "the service manager cannot be told how the server is", [("reason", .text("\(error)"))])
    }
  }
}

import ProxyCore
import ProxyTransport
import System

/// What the service manager is told, in the order of a server's life.
extension RunningProxy {
  /// For what comes behind the drain: the audit's last records, on a slow disk.
  private static let closing = 15_000_000_000

  /// Everything is open: whoever waits for the server may start.
  func announce() {
    manager.tell(.ready(status: "Listening on \(address)"))
    guard let interval = manager.watchdogInterval else { return }
    // On a loop, which must not wait.
    server.beat(every: interval) { [manager] in manager.tell(.alive, waits: false) }
  }

  /// Brackets a reload. The manager counts the server as ready again in any case: it serves with what it had.
  func announceReload(_ reload: () -> Bool) {
    manager.tell(.reloading(now: MonotonicClock.nanoseconds))
    let note = reload() ? "" : "; the last reload failed, see the log"
    manager.tell(.ready(status: "Listening on \(address)\(note)"))
  }

  func announceStop() {
    let drain = min(Int(clamping: settings.listen.drainNanoseconds), .max - Self.closing)
    let status = Self.draining(state.metrics.inFlight.value)
    manager.tell(.stopping(status: status, nanoseconds: drain + Self.closing))
  }

  /// Says each second how many requests remain, until the body ends.
  func announceDrain(_ body: () async -> Void) async {
    await withTaskGroup(of: Void.self) { [manager, state] group in
      group.addTask {
        while (try? await Task.sleep(for: .seconds(1))) != nil {
          manager.tell(.status(Self.draining(state.metrics.inFlight.value)))
        }
      }
      await body()
      group.cancelAll()
    }
    manager.tell(.status("Writing the last records of the audit"))
  }

  private static func draining(_ requests: Int) -> String {
    requests == 1 ? "Draining: 1 request remains" : "Draining: \(requests) requests remain"
  }
}

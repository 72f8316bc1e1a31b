import AuditLog
import EventLog
import KeyStore
import ProxyCore
import RateLimits
import Synchronization
import System

/// Looks once a second at what has no event of its own, and logs what has changed: circuits, connections over a bound,
/// keys. Request paths only count; so a thousand failures in a second make one line.
final class ProxyWatcher: Sendable {
  private struct Seen {
    var circuits = CircuitWatch()
    var refused = ConnectionBound.allCases.map { _ in BoundWatch() }
    var keys = FailureWatch()
    /// Nanoseconds of the monotonic clock.
    var nextStatus: UInt64?
  }

  static let minute: UInt64 = 60_000_000_000

  private let state: ServerState
  private let log: any ProxyLog
  private let seen = Mutex(Seen())

  init(_ state: ServerState, log: any ProxyLog) {
    self.state = state
    self.log = log
  }

  /// To be called about once a second, away from the event loops: it reads a file.
  ///
  /// - Parameter now: monotonic, in nanoseconds.
  func look(now: UInt64) {
    let keys = refreshKeys()
    // The lock is for the compiler: one task calls.
    seen.withLock { seen in
      if let keys { report(seen.keys.look(keys.error, now: now), hasNewTable: keys.hasNewTable) }
      report(seen.circuits.look(openCircuits(), among: state.configuration.providers.map { $0.settings.name }))
      for bound in ConnectionBound.allCases {
        let total = state.metrics.refusedConnections(bound)
        let due = seen.refused[Int(bound.rawValue)].look(total, now: now)
        if let due { report(refused: due, by: bound) }
      }
      reportStatus(&seen.nextStatus, now: now)
    }
  }

  // MARK: keys

  /// Nil where no keys are used.
  private func refreshKeys() -> (hasNewTable: Bool, error: String?)? {
    guard let keys = state.keys else { return nil }
    do { return (try keys.refresh(), nil) } catch { return (false, "\(error)") }
  }

  private func report(_ change: FailureWatch.Change?, hasNewTable: Bool) {
    switch change {
    case .failed(let reason):
      let message = "the client keys cannot be read: the last ones are valid for 30 s, then every key is refused"
      log.log(.error, message, [("reason", .text(reason))])
    case .recovered: log.log(.notice, "the client keys can be read again")
    case nil: if hasNewTable { log.log(.info, "changed client keys are active") }
    }
  }

  // MARK: circuits

  /// Those of providers, and those of single models. A circuit that is being probed is still open to all others.
  private func openCircuits() -> Set<Circuit> {
    var open: Set<Circuit> = []
    for provider in state.configuration.providers {
      let name = provider.settings.name
      if let breaker = provider.breaker, breaker.phase != .closed { open.insert(Circuit(provider: name, model: nil)) }
      for key in provider.modelBreakers?.openKeys ?? [] {
        open.insert(Circuit(provider: name, model: String(decoding: key, as: UTF8.self)))
      }
    }
    return open
  }

  private func report(_ changes: CircuitWatch.Changes) {
    for circuit in changes.opened { log.log(.warning, "circuit opened: requests are refused", circuit.fields) }
    for circuit in changes.closed { log.log(.notice, "circuit closed: requests are served again", circuit.fields) }
    // Names of models come from clients, who must not fill the log with them.
    if changes.leftOut > 0 {
      log.log(.warning, "further circuits have opened or closed", [("circuits", .integer(changes.leftOut))])
    }
  }

  // MARK: connections

  private func report(refused count: UInt64, by bound: ConnectionBound) {
    let setting =
      switch bound {
      case .all: "listen.maxConnections"
      case .address: "listen.maxConnectionsPerAddress"
      }
    let fields: [(StaticString, LogValue)] = [
      ("connections", .integer(Int(clamping: count))), ("open", .integer(state.metrics.connections.value)),
    ]
    log.log(.warning, "connections were refused: \(setting) is reached", fields)
  }

  // MARK: status

  /// Once a minute, for whoever follows the log at `debug` and has no metrics.
  private func reportStatus(_ next: inout UInt64?, now: UInt64) {
    guard now >= next ?? 0 else { return }
    next = now + Self.minute
    let audit = state.audit.status
    log.log(
      .debug, "status",
      [
        ("connections", .integer(state.metrics.connections.value)),
        ("requests_in_flight", .integer(state.metrics.inFlight.value)),
        ("audit_queued_bytes", .integer(audit.queuedBytes)),
        ("body_bytes", .integer(state.bodies.bytes)),
      ])
  }
}

import EventLog
import ProxyCore
import Synchronization
import System

/// Looks once a second at what concerns the listener's TLS: adopts files that have changed, and logs what an operator has
/// to know. Connections go on with what they began with.
final class ListenerWatcher: Sendable {
  private struct Seen {
    var files = FileWatch()
    var handshakes = HandshakeWatch()
    var expiry = ExpiryWatch(start: UInt64(MonotonicClock.nanoseconds))
  }

  private let state: ServerState
  private let log: any ProxyLog
  private let seen = Mutex(Seen())

  init(_ state: ServerState, log: any ProxyLog) {
    self.state = state
    self.log = log
  }

  /// To be called about once a second, away from the event loops: it reads files. Does nothing without TLS.
  ///
  /// - Parameter now: monotonic, in nanoseconds.
  func look(now: UInt64) {
    guard let tls = state.tls.current else { return }
    // The lock is for the compiler: one task calls.
    seen.withLock { seen in
      if seen.files.look(tls.options.files.map { FileStatus($0) }, active: tls.statuses) { renew(tls) }
      let certificate = tls.context.certificate
      if let problem = seen.expiry.look(certificate, second: WallClock.seconds, now: now) {
        log.log(.warning, "the listener's certificate: \(problem)", [file(tls)])
      }
      if let counts = seen.handshakes.look(HandshakeFailure.allCases.map(state.metrics.handshakeFailures), now: now) {
        report(counts)
      }
    }
  }

  private func file(_ tls: ListenerTLS) -> (StaticString, LogValue) { ("file", .text(tls.options.certificateFile)) }

  /// All of the files or none: a certificate whose key is not there yet is not adopted.
  private func renew(_ tls: ListenerTLS) {
    do throws(ListenerTLSFailure) {
      let renewed = try tls.renewed()
      guard state.tls.replace(tls, by: renewed) else { return }
      let certificate = renewed.context.certificate
      log.log(
        .notice, "the listener's changed certificate is active",
        [file(tls), ("valid_until", .text(UTCTime.text(certificate.validUntil * 1000)))])
      if let problem = certificate.problem(at: WallClock.seconds) {
        log.log(.warning, "the listener's certificate: \(problem)", [file(tls)])
      }
    } catch {
      log.log(
        .error, "the listener's changed certificate cannot be used; keeping the previous one",
        [file(tls), ("errors", .list(error.errors.map(\.description)))])
    }
  }

  private func report(_ counts: [(HandshakeFailure, UInt64)]) {
    var fields: [(StaticString, LogValue)] = counts.map { ($0.0.label, .integer(Int(clamping: $0.1))) }
    if let last = state.lastHandshakeFailure {
      fields += [("last", .text("\(last.failure.label)")), ("last_client", .text("\(last.address)"))]
    }
    log.log(.warning, "TLS handshakes of clients failed", fields)
  }
}

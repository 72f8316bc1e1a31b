import Synchronization

/// What new connections are secured with. It is replaced when its files change; connections keep the one that they
/// began with.
package final class ActiveTLS: Sendable {
  private let active: Mutex<ListenerTLS?>

  init(_ tls: ListenerTLS?) { active = Mutex(tls) }

  /// Nil where the listener has no TLS, which does not change while it listens.
  package var current: ListenerTLS? { active.withLock { $0 } }

  /// Replaces what was renewed, unless another configuration has come in between.
  package func replace(_ old: ListenerTLS, by new: ListenerTLS) -> Bool {
    active.withLock { active in
      guard active?.options == old.options else { return false }
      active = new
      return true
    }
  }

  package func adopt(_ tls: ListenerTLS) { active.withLock { $0 = tls } }
}

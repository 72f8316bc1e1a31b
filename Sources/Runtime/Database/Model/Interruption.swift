import Synchronization

/// Asks work on a database to end: once, from any thread. What has not been committed by then has not happened.
package final class Interruption: Sendable {
  private let requested = Atomic(false)

  package init() {}

  package func request() { requested.store(true, ordering: .relaxed) }

  package var isRequested: Bool { requested.load(ordering: .relaxed) }
}

import JSONCore
import Synchronization

/// What the server knows of itself. Texts are kept in the form in which they are written: `server_status` allocates
/// nothing.
package struct ServerFacts: Sendable {
  let name: JSONString
  let version: JSONString
  let started: ContinuousClock.Instant
  let toolsAvailable: @Sendable () -> Int
  let callsServed: @Sendable () -> Int

  /// - Parameters:
  ///   - name: at most 100 characters, as `version`.
  ///   - toolsAvailable: tools that are listed; must not wait.
  ///   - callsServed: tool calls since `started`; must not wait.
  package init(
    name: String, version: String, started: ContinuousClock.Instant,
    toolsAvailable: @escaping @Sendable () -> Int, callsServed: @escaping @Sendable () -> Int
  ) {
    self.name = JSONString(name)
    self.version = JSONString(version)
    self.started = started
    self.toolsAvailable = toolsAvailable
    self.callsServed = callsServed
  }

  /// Whole seconds since the start, by a clock that a change of the date does not move.
  var uptimeSeconds: Int { Int(max(0, started.duration(to: .now).components.seconds)) }
}

/// Counts calls from any thread. Relaxed: the number is for people, and nothing is decided by it.
package final class CallCounter: Sendable {
  private let calls = Atomic<Int>(0)

  package init() {}

  package var count: Int { calls.load(ordering: .relaxed) }

  package func add() { calls.wrappingAdd(1, ordering: .relaxed) }
}

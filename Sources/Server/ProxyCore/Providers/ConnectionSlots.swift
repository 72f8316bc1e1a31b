import Synchronization

/// The connections that may be open to one provider, on all event loops together, and the requests that wait for one:
/// first come, first served, whatever loop they are on, so that a busy loop cannot keep them all.
///
/// Callbacks are called outside the lock, on the thread of whoever freed something; they hop to their own loop.
package final class ConnectionSlots: Sendable {
  /// A position in the queue; tickets only grow.
  package typealias Ticket = UInt64

  package enum Claim: Equatable {
    /// A connection may be made.
    case taken
    case waits(Ticket)
    /// As many wait as may.
    case refused
  }

  /// Requests that may wait for one provider: each holds its body in memory.
  package static let usualMostWaiting = 1000

  private struct Waiter {
    let ticket: Ticket
    let wake: @Sendable () -> Void
  }

  private struct State {
    var taken = 0
    var lastTicket: Ticket = 0
    /// In the order of their tickets.
    var queue: [Waiter] = []
    /// What makes each event loop close connections that it does not use.
    var sheds: [ObjectIdentifier: @Sendable () -> Void] = [:]
  }

  package let limit: Int
  private let mostWaiting: Int
  private let state = Mutex(State())
  /// The length of the queue, for those who only want to know whether there is one.
  private let waiting = Atomic<Int>(0)

  package init(limit: Int, mostWaiting: Int = usualMostWaiting) {
    self.limit = limit
    self.mostWaiting = mostWaiting
  }

  /// How many requests wait.
  package var waitingCount: Int { waiting.load(ordering: .acquiring) }

  // MARK: event loops

  /// - Parameter shed: called when somebody waits; closes connections that are idle.
  package func join(_ pool: ObjectIdentifier, shed: @escaping @Sendable () -> Void) {
    state.withLock { $0.sheds[pool] = shed }
  }

  /// A pool that is retired has no idle connections to close.
  package func leave(_ pool: ObjectIdentifier) { state.withLock { _ = $0.sheds.removeValue(forKey: pool) } }

  // MARK: slots

  /// Takes a slot, or a position in the queue. A free slot is not taken past those who wait.
  ///
  /// - Parameter wake: called when it is the turn of this position, and a slot may be free.
  package func claim(for pool: ObjectIdentifier, wake: @escaping @Sendable () -> Void) -> Claim {
    let (claim, sheds) = state.withLock { state -> (Claim, [@Sendable () -> Void]) in
      if state.queue.isEmpty, state.taken < limit {
        state.taken += 1
        return (.taken, [])
      }
      guard state.queue.count < mostWaiting else { return (.refused, []) }
      state.lastTicket += 1
      state.queue.append(Waiter(ticket: state.lastTicket, wake: wake))
      waiting.store(state.queue.count, ordering: .releasing)
      return (.waits(state.lastTicket), state.sheds.filter { $0.key != pool }.map(\.value))
    }
    for shed in sheds { shed() }
    return claim
  }

  /// Takes a slot for a position whose turn it is. False when it is not, or when none is free.
  package func take(_ ticket: Ticket) -> Bool {
    let (isTaken, next) = state.withLock { state -> (Bool, Waiter?) in
      guard state.queue.first?.ticket == ticket, state.taken < limit else { return (false, nil) }
      state.taken += 1
      remove(ticket, &state)
      return (true, front(of: state))
    }
    next?.wake()
    return isTaken
  }

  /// Gives up a position whose turn it is, because it has got a connection that was in use. False when it is
  /// another's turn.
  package func skip(_ ticket: Ticket) -> Bool {
    let (isSkipped, next) = state.withLock { state -> (Bool, Waiter?) in
      guard state.queue.first?.ticket == ticket else { return (false, nil) }
      remove(ticket, &state)
      // It may have been woken for a slot that is free, which is now another's.
      return (true, front(of: state))
    }
    next?.wake()
    return isSkipped
  }

  /// Gives up a position: nobody waits there any more. Also for one that is gone, which changes nothing.
  package func cancel(_ ticket: Ticket) {
    let next = state.withLock { state in
      remove(ticket, &state)
      return front(of: state)
    }
    next?.wake()
  }

  /// A connection is closed, or was not made.
  package func give() {
    let next = state.withLock { state in
      state.taken -= 1
      return front(of: state)
    }
    next?.wake()
  }

  private func remove(_ ticket: Ticket, _ state: inout State) {
    state.queue.removeAll { $0.ticket == ticket }
    waiting.store(state.queue.count, ordering: .releasing)
  }

  /// Who may take a slot now.
  private func front(of state: State) -> Waiter? { state.taken < limit ? state.queue.first : nil }
}

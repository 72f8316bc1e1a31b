import Dispatch
import Synchronization

/// Wakes the writer. Producers ring only when it sleeps and there is a reason: a record after a quiet time, or enough
/// for a group. Otherwise ringing is one load.
final class WakeSignal: Sendable {
  private static let busy: UInt8 = 0
  private static let idle: UInt8 = 1
  private static let gathering: UInt8 = 2

  private let sleeper = Atomic<UInt8>(0)
  private let semaphore = DispatchSemaphore(value: 0)

  /// After a record has been added; `isGroup` says whether enough wait for a group.
  func ring(isGroup: () -> Bool) {
    let state = sleeper.load(ordering: .sequentiallyConsistent)
    if state == Self.busy || state == Self.gathering && !isGroup() { return }
    wake(state)
  }

  /// Wakes the writer whatever it waits for.
  func ringAlways() {
    wake(Self.idle)
    wake(Self.gathering)
  }

  private func wake(_ state: UInt8) {
    let (isWoken, _) = sleeper.compareExchange(
      expected: state, desired: Self.busy, ordering: .sequentiallyConsistent)
    if isWoken { semaphore.signal() }
  }

  /// Sleeps until there is work or the time is over. `hasWork` is asked once more after producers can see the sleeper:
  /// either it sees their record, or they see it.
  func sleep(atMost limit: Duration, isIdle: Bool, unless hasWork: () -> Bool) {
    sleeper.store(isIdle ? Self.idle : Self.gathering, ordering: .sequentiallyConsistent)
    if !hasWork() { _ = semaphore.wait(timeout: .now() + .nanoseconds(limit.nanoseconds)) }
    sleeper.store(Self.busy, ordering: .sequentiallyConsistent)
  }
}

extension Duration {
  var nanoseconds: Int { Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000) }
}

/// What one event loop holds of the requests that may be in flight at once over all instances. The lease is renewed as
/// long as the process lives, so that what a killed one held is free after its end.
///
/// A limit of some dozens is exact: a slot is leased when it is needed and given back when it is not. Of a large one a loop
/// keeps a few slots, a sixteenth of the limit over all instances, so that most requests need no command.
final class SlotLease {
  private let name: String
  private unowned let limits: LoopLimits
  private var limit = 0
  private var inUse = 0
  private var granted = 0
  private var waiting = 0
  /// What the commands in flight want to hold, in their order.
  private var wanted: [Int] = []

  init(_ name: String, _ limits: LoopLimits) {
    self.name = name
    self.limits = limits
  }

  func enter(limit: Int, _ completion: @escaping (Bool?) -> Void) {
    self.limit = limit
    guard limits.store.isAvailable else {
      granted = 0
      inUse += 1
      return completion(nil)
    }
    if inUse + waiting < granted {
      inUse += 1
      return completion(true)
    }
    waiting += 1
    hold { reached in
      self.waiting -= 1
      // Whoever cannot ask decides alone, and has the slot meanwhile.
      let isGranted = reached ? self.inUse < self.granted : true
      if isGranted { self.inUse += 1 }
      completion(reached ? isGranted : nil)
    }
  }

  func leave() {
    // One that was entered before there was anything to share is not counted.
    inUse = max(0, inUse - 1)
    if granted - inUse - waiting > 2 * reserve, limits.store.isAvailable { hold { _ in } }
  }

  /// False when there is nothing to renew.
  func renew() -> Bool {
    if inUse == 0, granted == 0, wanted.isEmpty { return false }
    hold { _ in }
    return true
  }

  private var reserve: Int { min(inUse / 4, limit / Int(clamping: 16 * limits.state.instances)) }

  /// What is in use, or waits, is part of every command: a later one never takes away what an earlier one was granted for
  /// somebody who does not know it yet.
  private func hold(_ completion: @escaping (_ reached: Bool) -> Void) {
    let want = inUse + waiting + reserve
    wanted.append(want)
    granted = min(granted, want)
    limits.hold(name, want: want, used: inUse, limit: limit) { reply in
      self.wanted.removeFirst()
      if let reply {
        // Commands behind it may want less.
        self.granted = min(reply, self.wanted.min() ?? reply)
      } else {
        self.granted = 0
      }
      completion(reply != nil)
    }
  }
}

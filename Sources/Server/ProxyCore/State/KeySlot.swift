/// One of the requests that a key may have in flight at once: of a model, of a tool, or of what a provider keeps. Whoever
/// has it leaves it once; where instances share their limits, the others learn of it.
package struct KeySlot {
  private let number: UInt64
  private let keys: KeyLimits
  private let shared: LoopLimits?

  /// Entered already.
  init(_ number: UInt64, _ keys: KeyLimits, _ shared: LoopLimits?) {
    self.number = number
    self.keys = keys
    self.shared = shared
  }

  func leave() {
    keys.leave(number)
    shared?.leave(LimitTaking.Owner.key(number).name("c"))
  }
}

extension ProxyLoop {
  /// Where no other instance has a part in the limits.
  ///
  /// - Returns: nil where a key may have any number of requests in flight.
  func enterAlone(_ key: UInt64) throws(ProxyFailure) -> KeySlot? {
    guard let most = configuration.settings.clientLimits.concurrentRequests else { return nil }
    guard server.keyLimits.enter(key, atMost: most) else { throw .keyIsBusy }
    return KeySlot(key, server.keyLimits, nil)
  }
}

extension ProxyFailure {
  static let keyIsBusy = ProxyFailure(
    .rateLimited, "This key has as many requests in flight as it may; try again when one has finished.",
    retryAfterSeconds: 1)
}

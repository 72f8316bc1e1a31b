import RateLimits

/// What a request takes of one provider and gives back to it, whoever keeps the limits.
extension ProxyLoop {
  /// Takes a request, tokens and a slot of a provider's limits: all of them or none. Calls back at once where this process
  /// keeps them alone. Whoever gives it back calls `giveBack` on what was taken, and `leave`.
  ///
  /// - Parameter completion: never called once what is returned was abandoned.
  /// - Returns: what is to be abandoned if nobody waits for it any more; nil where it was called.
  @discardableResult
  package func reserveProvider(
    _ tokens: UInt64, of provider: ActiveProvider,
    _ completion: @escaping (consuming Result<TakenLimits, ProxyFailure>) -> Void
  ) -> LimitTaking? {
    guard let limits else {
      do throws(ProxyFailure) { completion(.success(try takeAlone(tokens, provider))) } catch {
        completion(.failure(error))
      }
      return nil
    }
    let box = LateTaking()
    let taking = LimitTaking(limits) { box.complete(completion) }
    box.taking = taking
    taking.takeProvider(tokens, of: provider)
    taking.begun()
    guard taking.isComplete else { return taking }
    box.complete(completion)
    return nil
  }

  /// Where no other instance has a part in the limits.
  func takeAlone(_ tokens: UInt64, _ provider: ActiveProvider) throws(ProxyFailure) -> TakenLimits {
    var taken = try TakenLimits(tokens: tokens, provider.limiters, of: provider.settings.name, now: now)
    if provider.enter() { return taken }
    taken.giveBack(now: now)
    throw ProxyFailure.providerIsBusy(provider)
  }

  /// A request is no longer in flight at the provider.
  package func leave(_ provider: ActiveProvider) {
    if let sharedLimits { sharedLimits.leave(provider) } else { provider.leave() }
  }
}

extension LoopLimits {
  func leave(_ provider: ActiveProvider) {
    provider.leave()
    if provider.settings.limits.concurrentRequests != nil { leave(LimitTaking.Owner.provider(provider).name("c")) }
  }
}

/// Refers to a taking from its own completion, and no longer than until then.
private final class LateTaking {
  var taking: LimitTaking?

  func complete(_ completion: (consuming Result<TakenLimits, ProxyFailure>) -> Void) {
    guard let taking else { return }
    self.taking = nil
    do throws(ProxyFailure) {
      var result = try taking.result()
      var provider = TakenLimits()
      swap(&provider, &result.provider)
      completion(.success(provider))
    } catch {
      completion(.failure(error))
    }
  }
}

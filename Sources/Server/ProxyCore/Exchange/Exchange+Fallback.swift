import ProxyProtocol

/// Another target, or another key, for a request of which the client has nothing yet. Each try is an exchange of its own,
/// so that nothing that comes late of one provider can be taken for another's.
extension Exchange {
  /// Leaves the target that has failed, and begins with the next one that can have the request.
  func choose(_ cause: FallbackCause, orElse failure: ProxyFailure) {
    guard let plan else { return }
    // Of a response that has begun, nothing has been sent.
    _ = request.stream.takeBack()
    plan.note(cause, now: loop.now)
    releaseSlot()
    plan.leave()
    reservations.provider.giveBack(now: loop.now)
    ask(plan, plan.next(cause, at: provider, now: loop.now), cause, failure)
  }

  /// Asks limits for what the next target needs; waits where instances share them.
  private func ask(_ plan: FallbackPlan, _ hasNext: Bool, _ cause: FallbackCause, _ failure: ProxyFailure) {
    guard hasNext else {
      plan.isExhausted = true
      return on(.noneLeft(failure))
    }
    plan.begin(loop.now)
    let order: UpstreamOrder
    do throws(ProxyFailure) { order = try request.nextOrder(plan) } catch { return skip(plan, cause, failure) }
    let asked = loop.reserveProvider(plan.tokens, of: order.pool.provider) { result in
      self.asking = nil
      switch consume result {
      case .success(let taken):
        self.reservations.provider = taken
        self.goOn(with: order, cause)
      case .failure: self.skip(plan, cause, failure)
      }
    }
    // Called back already, it may have gone on.
    if let asked { asking = asked }
  }

  private func skip(_ plan: FallbackPlan, _ cause: FallbackCause, _ failure: ProxyFailure) {
    plan.note(.skipped, now: loop.now)
    ask(plan, plan.moveOn(), cause, failure)
  }

  private func goOn(with order: UpstreamOrder, _ cause: FallbackCause) {
    let next = order.pool.provider
    loop.metrics.fallbacks.count(from: provider.settings.name, to: next.settings.name, cause)
    if next.name == provider.name { provider.metrics.retries.add() }
    var taken = LimitReservations()
    swap(&taken, &reservations)
    var machine = machine
    machine.adopt(next.policy)
    leave()
    let exchange = Exchange(request, order, taken, plan, succeeded: succeeded)
    exchange.machine = machine
    request.goOn(with: exchange)
    exchange.on(.chosen)
  }

  /// What comes late for this try finds it over.
  private func leave() {
    isFinished = true
    machine.finish()
    loop.metrics.inFlight.add(-1)
  }

  /// Which provider the client's response is of, for its head.
  func noteServing() {
    if plan != nil { request.served = ServedBy(provider: provider.name, attempts: machine.attempts) }
  }

  /// Behind the last try.
  func note(_ plan: FallbackPlan, _ outcome: RequestOutcome) {
    plan.leave()
    request.event.tries = plan.allTries(succeeded: outcome == .success, machine.lastCause, now: loop.now)
  }
}

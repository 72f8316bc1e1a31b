import RateLimits
import RedisWire
import SharedLimits

/// One request on its way to what it takes of shared limits: of its key's and of its provider's, all or nothing. What the
/// stock of this instance serves is there at once; for the rest the buckets are asked, those of key and provider in one
/// write, and the request waits for both replies.
package final class LimitTaking {
  private let limits: LoopLimits
  /// The store can be asked. Looked at once.
  private let isAvailable: Bool
  /// Nil once nobody waits: what it refers to may refer to this.
  private var completed: (() -> Void)?
  private var taken = LimitReservations()
  /// Whose slot is taken.
  private var provider: ActiveProvider?
  private var failure: ProxyFailure?
  /// Replies that are to come, and one until everything is asked for.
  private var waiting = 1
  private var isAbandoned = false

  /// Whose limits they are.
  enum Owner {
    /// By its number.
    case key(UInt64)
    case provider(ActiveProvider)

    /// The braces keep what belongs together on one node of a cluster.
    func name(_ suffix: StaticString) -> String {
      switch self {
      case .key(let number): "slm:{k:\(String(number, radix: 16))}:\(suffix)"
      case .provider(let provider): "slm:{p:\(provider.settings.name)}:\(suffix)"
      }
    }

    var label: String {
      switch self {
      case .key: "this key"
      case .provider(let provider): provider.settings.name
      }
    }
  }

  /// Units of one bucket that the stock does not have.
  private struct Demand {
    let limiter: RateLimiter
    let bucket: SharedBucket
    let units: UInt64
    let areTokens: Bool
    let asksForMore: Bool
    let demand: BucketDemand
  }

  /// - Parameter completed: called when the last reply has come, and not when none was needed.
  init(_ limits: LoopLimits, completed: @escaping () -> Void) {
    self.limits = limits
    isAvailable = limits.store.isAvailable
    self.completed = completed
    taken.key = TakenLimits(limits)
    taken.provider = TakenLimits(limits)
  }

  package var isComplete: Bool { waiting == 0 }

  /// Everything that was taken, or why not all of it; nothing stays taken then. Once it is complete.
  package func result() throws(ProxyFailure) -> LimitReservations {
    if let failure { throw failure }
    var result = LimitReservations()
    swap(&result, &taken)
    provider = nil
    return result
  }

  /// Everything is asked for.
  func begun() { finish() }

  /// Nobody waits for it any more: what comes is given back.
  package func abandon() {
    isAbandoned = true
    completed = nil
    if isComplete { giveBack() }
  }

  private func finish() {
    waiting -= 1
    guard waiting == 0, failure != nil || isAbandoned else { return }
    giveBack()
  }

  private func giveBack() {
    taken.giveBack(now: limits.now)
    provider.take().map(limits.leave)
  }

  private func replied() {
    finish()
    if waiting == 0 { completed?() }
  }

  // MARK: units

  /// Nothing is asked for once it is known that there is not all of it.
  func take(_ tokens: UInt64, _ limiters: Limiters, of owner: Owner) {
    var asked: [Demand] = []
    if failure == nil, let limiter = limiters.requests { take(1, limiter, owner, areTokens: false, &asked) }
    if failure == nil, let limiter = limiters.tokens, tokens > 0 {
      take(tokens, limiter, owner, areTokens: true, &asked)
    }
    if failure != nil { return leaveUnasked(asked) }
    if asked.isEmpty { return }
    guard isAvailable else { return takeAlone(asked, owner) }
    waiting += 1
    let arguments = LimitArguments.take(asked.map(\.demand), instances: limits.state.instances)
    limits.run(BucketScripts.take, keys: asked.count, arguments) { reply in
      self.limits.context.refreshNow()
      self.adopt(reply, asked, owner)
      self.replied()
    }
  }

  private func take(
    _ units: UInt64, _ limiter: RateLimiter, _ owner: Owner, areTokens: Bool, _ asked: inout [Demand]
  ) {
    let bucket = limiter.shared { owner.name(areTokens ? "t" : "r") }
    let units = min(units, bucket.burst)
    guard bucket.isFast else {
      if isAvailable, let wait = bucket.wait(for: units, now: limits.now) {
        return refuse(after: wait, limiter, owner, areTokens)
      }
      return asked.append(demand(units, limiter, bucket, areTokens, extra: 0))
    }
    let expected = bucket.expectedUse(now: limits.now)
    bucket.noteUse(units, now: limits.now)
    let isServed = bucket.take(units, now: limits.now)
    if !isServed, isAvailable, let wait = bucket.wait(for: units, now: limits.now) {
      return refuse(after: wait, limiter, owner, areTokens)
    }
    let stocked = bucket.stocked(now: limits.now)
    let asks = isAvailable && (isServed ? stocked < expected / 2 : stocked < expected) && bucket.beginAsking()
    let extra = asks ? expected - stocked : 0
    guard isServed else { return asked.append(demand(units, limiter, bucket, areTokens, extra: extra)) }
    limits.metrics.stockGrants.add()
    keep(Reservation(shared: units, of: limiter), owner, areTokens)
    if asks { limits.refill(limiter, bucket, extra) }
  }

  private func demand(
    _ units: UInt64, _ limiter: RateLimiter, _ bucket: SharedBucket, _ areTokens: Bool, extra: UInt64
  ) -> Demand {
    if isAvailable { bucket.rejoin(limiter, of: limits.state.instances, now: limits.now) }
    let demand = BucketDemand(
      bucket, need: units, extra: extra, stocked: bucket.isFast ? bucket.stocked(now: limits.now) : 0,
      given: isAvailable ? bucket.takeOwed() : 0)
    return Demand(
      limiter: limiter, bucket: bucket, units: units, areTokens: areTokens, asksForMore: extra > 0, demand: demand)
  }

  private func keep(_ reservation: consuming Reservation, _ owner: Owner, _ areTokens: Bool) {
    switch (owner, areTokens) {
    case (.key, false): taken.key.request = .some(reservation)
    case (.key, true): taken.key.tokens = .some(reservation)
    case (.provider, false): taken.provider.request = .some(reservation)
    case (.provider, true): taken.provider.tokens = .some(reservation)
    }
  }

  private func adopt(_ reply: RedisReply?, _ asked: [Demand], _ owner: Owner) {
    for demand in asked where demand.asksForMore { demand.bucket.endAsking() }
    guard let taken = TakeReply(reply, buckets: asked.count) else {
      for demand in asked { limits.untold(demand.demand, reply) }
      return takeAlone(asked, owner)
    }
    for (grant, demand) in zip(taken.grants, asked) {
      limits.adopt(grant, demand.limiter, demand.bucket)
      if taken.isGranted {
        keep(Reservation(shared: demand.units, of: demand.limiter), owner, demand.areTokens)
      } else if grant.wait > 0 {
        let wait = demand.bucket.close(for: demand.units, grant.wait, now: limits.now)
        refuse(after: wait, demand.limiter, owner, demand.areTokens)
      }
    }
  }

  private func refuse(after wait: UInt64, _ limiter: RateLimiter, _ owner: Owner, _ areTokens: Bool) {
    let decision = RateDecision(
      outcome: .refused(retryAfter: wait), quota: limiter.quota, reset: limiter.peek(now: limits.now).reset)
    refuse(decision, owner, areTokens)
  }

  private func refuse(_ decision: RateDecision, _ owner: Owner, _ areTokens: Bool) {
    if failure == nil {
      failure = ProxyFailure(rateLimit: decision, "\(owner.label)'s \(areTokens ? "tokens" : "requests")")
    }
  }

  /// What these would have told their buckets is told another time.
  private func leaveUnasked(_ asked: [Demand]) {
    for demand in asked {
      if demand.asksForMore { demand.bucket.endAsking() }
      limits.owe(demand.demand)
    }
  }

  /// Nobody can be asked.
  private func takeAlone(_ asked: [Demand], _ owner: Owner) {
    for demand in asked {
      switch limits.policy {
      case .open: limits.metrics.add(.open)
      case .refuse:
        limits.metrics.add(.refused)
        if failure == nil { failure = .stateUnavailable }
      case .local:
        var reserving = demand.limiter.reserve(demand.units, partOf: limits.state.instances, now: limits.now)
        limits.metrics.add(reserving.decision.isAdmitted ? .admitted : .limited)
        if let reservation = reserving.take() {
          keep(reservation, owner, demand.areTokens)
        } else {
          refuse(reserving.decision, owner, demand.areTokens)
        }
      }
    }
  }

  // MARK: requests at once

  /// A slot among the requests that a key has in flight.
  func enter(_ key: UInt64, of keys: KeyLimits, atMost most: Int?) {
    guard let most, failure == nil else { return }
    enter(Owner.key(key).name("c"), limit: most, refusal: .keyIsBusy) { part in
      guard keys.enter(key, atMost: part) else { return false }
      self.taken.slot = KeySlot(key, keys, self.limits)
      return true
    }
  }

  /// All that a provider limits.
  func takeProvider(_ tokens: UInt64, of provider: ActiveProvider) {
    take(tokens, provider.limiters, of: .provider(provider))
    if failure == nil { enter(provider) }
  }

  /// A slot among the requests in flight at the provider.
  func enter(_ provider: ActiveProvider) {
    let enters = { (part: Int?) in
      guard provider.enter(atMost: part) else { return false }
      self.provider = provider
      return true
    }
    guard let limit = provider.settings.limits.concurrentRequests else {
      _ = enters(nil)
      return
    }
    enter(Owner.provider(provider).name("c"), limit: limit, refusal: .providerIsBusy(provider), enters)
  }

  /// - Parameter enters: within this process; given what it may have, nil where all instances have decided. False when
  ///   there is no room.
  private func enter(
    _ name: String, limit: Int, refusal: @escaping @autoclosure () -> ProxyFailure, _ enters: @escaping (Int?) -> Bool
  ) {
    waiting += 1
    var isAsking = false
    limits.enter(name, limit: limit) { isGranted in
      self.entered(name, isGranted, limit, enters, refusal)
      if isAsking { self.replied() } else { self.finish() }
    }
    isAsking = true
  }

  private func entered(
    _ name: String, _ isGranted: Bool?, _ limit: Int, _ enters: (Int?) -> Bool, _ refusal: () -> ProxyFailure
  ) {
    if isGranted == false { return failure = failure ?? refusal() }
    let limits = limits
    let isAlone = isGranted == nil
    if isAlone, limits.policy == .refuse {
      limits.metrics.add(.refused)
      limits.leave(name)
      return failure = failure ?? .stateUnavailable
    }
    let isLimited = isAlone && limits.policy == .local
    let count = Int(clamping: limits.state.instances)
    if enters(isLimited ? (limit + count - 1) / count : nil) {
      if isAlone { limits.metrics.add(isLimited ? .admitted : .open) }
    } else {
      limits.metrics.add(.limited)
      limits.leave(name)
      failure = failure ?? refusal()
    }
  }
}

extension ProxyFailure {
  static let stateUnavailable = ProxyFailure(
    .stateUnavailable,
    "The limits that the instances of this proxy share cannot be asked, and state.limits.onFailure is refuse; try again in"
      + " a moment.", retryAfterSeconds: 1)

  static func providerIsBusy(_ provider: ActiveProvider) -> ProxyFailure {
    ProxyFailure(
      .tooBusy, "\(provider.settings.name) is at its limit of requests at once; try again in a moment.",
      retryAfterSeconds: 1)
  }
}

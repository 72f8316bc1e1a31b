import RateLimits
import RedisWire
import SharedLimits

/// One event loop's part in limits that instances share: how it asks, and what it looks after between requests. Confined to
/// its loop.
package final class LoopLimits {
  private(set) var store: any SharedStore
  let context: LoopContext
  let state: SharedLimitState
  /// While the store is away.
  package var policy: StateFailurePolicy
  /// The first loop speaks for the instance.
  private let speaks: Bool
  private let holder: String
  private var owing: [ObjectIdentifier: SharedBucket] = [:]
  private var isFlushDue = false
  private var stocked: [ObjectIdentifier: SharedBucket] = [:]
  private var leases: [String: SlotLease] = [:]
  /// Of commands about leases.
  private var lastCommand: Int64 = 0
  private var nextBeat: UInt64 = 0
  private var wasAvailable = false

  private static let beatNanoseconds: UInt64 = 1_000_000_000
  /// In seconds: an instance that says nothing counts no longer, and what it held is free.
  private static let lifetime: Int64 = 5

  init(
    _ store: any SharedStore, _ context: LoopContext, _ state: SharedLimitState, loop number: Int,
    policy: StateFailurePolicy
  ) {
    self.store = store
    self.context = context
    self.state = state
    self.policy = policy
    speaks = number == 0
    holder = "\(state.instance).\(number)"
  }

  /// A reload has brought another one: what is held and owed is told there.
  func adopt(_ store: any SharedStore) {
    self.store = store
    wasAvailable = false
  }

  var now: UInt64 { context.now }
  var metrics: SharedLimitMetrics { state.metrics }

  // MARK: commands

  func run(_ script: RedisScript, keys: Int, _ arguments: RedisArguments, _ reply: @escaping (RedisReply?) -> Void) {
    metrics.calls.add()
    store.run(script, keys: keys, arguments, reply)
  }

  /// Asks for units that nobody waits for.
  func refill(_ limiter: RateLimiter, _ bucket: SharedBucket, _ extra: UInt64) {
    let demand = BucketDemand(
      bucket, need: 0, extra: extra, stocked: bucket.stocked(now: now), given: bucket.takeOwed())
    let arguments = LimitArguments.take([demand], instances: state.instances)
    run(BucketScripts.take, keys: 1, arguments) { reply in
      self.context.refreshNow()
      bucket.endAsking()
      guard let reply = TakeReply(reply, buckets: 1) else { return self.untold(demand, reply) }
      self.adopt(reply.grants[0], limiter, bucket)
    }
  }

  func adopt(_ grant: BucketGrant, _ limiter: RateLimiter, _ bucket: SharedBucket) {
    limiter.adopt(reset: grant.reset, now: now)
    guard grant.extra > 0 else { return }
    bucket.stockUp(grant.extra, now: now)
    stocked[ObjectIdentifier(bucket)] = bucket
  }

  /// A command has done nothing, or nobody knows. What is charged is told again, since a limit must hold; what is given back
  /// only where it is known that it was not.
  func untold(_ demand: BucketDemand, _ reply: RedisReply?) {
    switch reply {
    case nil: if demand.given < 0 { owe(demand) }
    case .error?: owe(demand)
    case .simple?, .integer?, .bulk?, .null?, .array?: break
    }
  }

  /// What it would have settled is told another time.
  func owe(_ demand: BucketDemand) {
    if demand.given == 0 { return }
    demand.bucket.owe(demand.given)
    owing[ObjectIdentifier(demand.bucket)] = demand.bucket
  }

  // MARK: what is owed

  /// Told at the end of this turn of the loop; where there are many requests, for all of a tenth of a second at once.
  func note(owing bucket: SharedBucket) {
    owing[ObjectIdentifier(bucket)] = bucket
    guard !bucket.isFast, !isFlushDue else { return }
    isFlushDue = true
    context.scheduler.later {
      self.isFlushDue = false
      self.flush()
    }
  }

  private func flush() {
    guard store.isAvailable, !owing.isEmpty else { return }
    let buckets = owing.values
    owing = [:]
    for bucket in buckets {
      let units = bucket.takeOwed()
      guard units != 0 else { continue }
      let demand = BucketDemand(bucket, need: 0, extra: 0, stocked: 0, given: units)
      run(BucketScripts.give, keys: 1, LimitArguments.give(units, to: bucket)) { self.untold(demand, $0) }
    }
  }

  private func expireStocks() {
    for (id, bucket) in stocked where !bucket.expire(now: now) {
      stocked[id] = nil
      if bucket.owes { owing[id] = bucket }
    }
  }

  // MARK: requests at once

  /// Holds a slot of the limit, as `leave` gives it back. The completion may be called at once.
  ///
  /// - Parameter completion: true when there is one; nil when nobody could be asked.
  func enter(_ name: String, limit: Int, _ completion: @escaping (Bool?) -> Void) {
    lease(name).enter(limit: limit, completion)
  }

  func leave(_ name: String) { leases[name]?.leave() }

  private func lease(_ name: String) -> SlotLease {
    if let known = leases[name] { return known }
    let made = SlotLease(name, self)
    leases[name] = made
    return made
  }

  /// - Parameters:
  ///   - want: slots to hold from now on.
  ///   - used: those that are in use.
  func hold(_ name: String, want: Int, used: Int, limit: Int, _ reply: @escaping (Int?) -> Void) {
    lastCommand += 1
    var arguments = RedisArguments(name, holder)
    for number in [lastCommand, Int64(want), Int64(used), Int64(limit), Self.lifetime * 1000] {
      arguments.append(number)
    }
    run(LeaseScripts.enter, keys: 1, arguments) { answer in
      self.context.refreshNow()
      if case .integer(let granted)? = answer { return reply(Int(clamping: granted)) }
      reply(nil)
    }
  }

  // MARK: life

  /// Called ten times a second.
  func tick() {
    expireStocks()
    flush()
    // Who comes back says at once what it holds: the others may have been told nothing of it, or have lost it.
    let returns = store.isAvailable && !wasAvailable
    wasAvailable = store.isAvailable
    guard returns || now >= nextBeat else { return }
    nextBeat = now + Self.beatNanoseconds
    guard store.isAvailable else { return }
    if speaks { beat() }
    for (name, lease) in leases where !lease.renew() { leases[name] = nil }
  }

  private func beat() {
    var arguments = RedisArguments("slm:m", state.instance)
    arguments.append(Self.lifetime)
    run(LeaseScripts.beat, keys: 1, arguments) { reply in
      if case .integer(let count)? = reply { self.state.instances = UInt64(clamping: count) }
    }
  }
}

import RateLimits

/// Clients' keys: few with a fast limit, for services, and very many with a slow one, for people. How often a key is used
/// falls with its rank (Zipf's law), so that the first are asked for far more than they may have.
struct Population {
  let keys: Int
  let services: Int
  let service: Limit
  let person: Limit
  /// All keys together: the provider's own limit, which every request counts in. It is the last bucket.
  let provider: Limit

  func limit(_ bucket: Int) -> Limit {
    if bucket == keys { return provider }
    return bucket < services ? service : person
  }
}

/// A request on its way through limits: its key's and its provider's, all or nothing.
struct Request {
  let instance: Int
  let key: Int
  let sent: Int64
  /// What it has to ask for; the stock of the instance has served the rest.
  var keyDemand: BucketStore.Demand?
  var providerDemand: BucketStore.Demand?
}

/// Instances that share a store which takes `latency` microseconds to be asked and to reply.
struct Fleet {
  let population: Population
  let latency: Int64
  private let instances: [Instance]
  private var store: BucketStore
  private var asked: [Request] = []
  private var nextAsked = 0
  private(set) var witnesses: [Int: Witness]
  private(set) var result = Result()
  private var lastTick: Int64 = 0

  struct Result {
    var offered = 0
    var admitted = 0
    /// Requests that waited for no command.
    var withoutCommand = 0
    var commands = 0
    var buckets = 0
  }

  init(_ population: Population, instances count: Int, latency: Int64, watching keys: [Int]) {
    self.population = population
    self.latency = latency
    instances = (0..<count).map { _ in Instance() }
    store = BucketStore(count: population.keys + 1)
    witnesses = Dictionary(uniqueKeysWithValues: (keys + [population.keys]).map { ($0, Witness(population.limit($0))) })
  }

  mutating func receive(_ key: Int, at instance: Int, now: Int64) {
    advance(to: now)
    result.offered += 1
    var request = Request(instance: instance, key: key, sent: now)
    switch part(key, instance, now) {
    case .closed: return refuse()
    case .served: break
    case .asks(let demand): request.keyDemand = demand
    }
    switch part(population.keys, instance, now) {
    case .closed:
      if request.keyDemand == nil { giveBack(key, instance, now) }
      return refuse()
    case .served: break
    case .asks(let demand): request.providerDemand = demand
    }
    if request.keyDemand == nil, request.providerDemand == nil {
      result.withoutCommand += 1
      return admit(request, now)
    }
    asked.append(request)
  }

  private mutating func refuse() { result.withoutCommand += 1 }

  /// What becomes of one bucket's part in a request.
  private enum Part {
    case served
    /// The bucket has just said that it is empty.
    case closed
    case asks(BucketStore.Demand)
  }

  /// The rules are those of `LimitTaking.take`.
  private mutating func part(_ bucket: Int, _ instance: Int, _ now: Int64) -> Part {
    let (limit, time) = (population.limit(bucket), UInt64(now) * 1000)
    guard limit.perMinute >= 1200 else {
      if instances[instance].isClosed(bucket, now: time) { return .closed }
      return .asks(BucketStore.Demand(bucket: bucket, limit: limit, need: 1, extra: 0, stocked: 0, given: 0))
    }
    let stock = instances[instance].stock(bucket, limit)
    let expected = stock.expectedUse(now: time)
    stock.noteUse(1, now: time)
    let isServed = stock.take(1, now: time)
    if !isServed, instances[instance].isClosed(bucket, now: time) { return .closed }
    let stocked = stock.stocked(now: time)
    let asks = (isServed ? stocked < expected / 2 : stocked < expected) && stock.beginAsking()
    if isServed, !asks { return .served }
    let demand = BucketStore.Demand(
      bucket: bucket, limit: limit, need: isServed ? 0 : 1, extra: asks ? Int64(expected - stocked) : 0,
      stocked: Int64(stocked), given: stock.takeOwed())
    guard isServed else { return .asks(demand) }
    // Nobody waits for a refill.
    refill(demand, instance, now)
    return .served
  }

  private mutating func refill(_ demand: BucketStore.Demand, _ instance: Int, _ now: Int64) {
    var request = Request(instance: instance, key: -1, sent: now)
    request.keyDemand = demand
    asked.append(request)
  }

  /// What has reached the store by then, in the order in which it was sent.
  mutating func advance(to now: Int64) {
    while nextAsked < asked.count, asked[nextAsked].sent + latency <= now {
      let request = asked[nextAsked]
      nextAsked += 1
      reply(to: request, request.sent + latency)
    }
    if nextAsked > 100_000 {
      asked.removeFirst(nextAsked)
      nextAsked = 0
    }
    guard now - lastTick >= 100_000 else { return }
    lastTick = now
    for instance in instances { instance.expire(now: now) }
  }

  private mutating func reply(to request: Request, _ now: Int64) {
    let isKeyGranted = request.keyDemand.map { take($0, request.instance, now) } ?? true
    let isProviderGranted = request.providerDemand.map { take($0, request.instance, now) } ?? true
    if request.key < 0 { return }
    if isKeyGranted, isProviderGranted { return admit(request, now) }
    // All or nothing.
    if isKeyGranted { giveBack(request.key, request.instance, now) }
    if isProviderGranted { giveBack(population.keys, request.instance, now) }
  }

  private mutating func take(_ demand: BucketStore.Demand, _ instance: Int, _ now: Int64) -> Bool {
    let (holder, time) = (instances[instance], UInt64(now) * 1000)
    if demand.extra > 0 || demand.need == 0 { holder.stock(demand.bucket, demand.limit).endAsking() }
    switch store.take(demand, instances: Int64(instances.count), now: now) {
    case .granted(let extra):
      if extra > 0 { holder.stock(demand.bucket, demand.limit).stockUp(UInt64(extra), now: time) }
      return true
    case .refused(let wait):
      holder.stock(demand.bucket, demand.limit).close(for: 1, UInt64(wait) * 1000, now: time)
      return false
    }
  }

  private mutating func giveBack(_ bucket: Int, _ instance: Int, _ now: Int64) {
    let limit = population.limit(bucket)
    if limit.perMinute >= 1200 { return instances[instance].stock(bucket, limit).owe(1) }
    _ = store.take(
      BucketStore.Demand(bucket: bucket, limit: limit, need: 0, extra: 0, stocked: 0, given: 1),
      instances: Int64(instances.count), now: now)
  }

  private mutating func admit(_ request: Request, _ now: Int64) {
    result.admitted += 1
    witnesses[request.key]?.admit(at: now)
    witnesses[population.keys]?.admit(at: now)
  }

  /// What has come of it.
  mutating func finish(at now: Int64) -> Result {
    advance(to: now + latency)
    result.commands = store.commands
    result.buckets = store.used
    return result
  }
}

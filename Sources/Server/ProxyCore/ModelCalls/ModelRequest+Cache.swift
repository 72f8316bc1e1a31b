import HTTPWire
import JSONCore
import KeyStore
import LLMWire
import ProxyProtocol
import RedisWire
import ResponseCache
import System

/// The step between `authorize` and `reserve` of a proxy that keeps responses: who may ask may be served with what was
/// asked before.
extension ModelRequest {
  /// How long an instance may be the only one that asks, in milliseconds.
  private static let leaseMilliseconds: Int64 = 2000

  /// - Returns: nil where the provider is to be asked as if there were no cache.
  func consult(_ cache: ActiveCache) throws(ProxyFailure) -> StepResult? {
    if cacheMark == nil { try beginConsulting(cache) }
    guard let call = cacheCall else { return nil }
    switch call.state {
    case .found(let response, let mark):
      guard prepareReplay(response) else {
        call.state = .asking
        note(.miss)
        return nil
      }
      note(mark)
      return try takeRequestOfKey()
    case .asking:
      note(.miss)
      return nil
    case .looking: break
    case .waiting:
      if loop.now >= call.deadline {
        throw ProxyFailure(
          .upstreamTimeout, "The same request is in flight and has had no response in time.", retryAfterSeconds: 1)
      }
    case .elsewhere(let until):
      if loop.now >= until {
        call.state = .asking
        note(.miss)
        return nil
      }
      look(call.keys[...])
    }
    // The step itself ends the wait.
    return .pending(until: .max)
  }

  private func note(_ mark: CacheMark) {
    if cacheCall?.isCounted == true { return }
    cacheCall?.isCounted = true
    cacheMark = mark
    event.cache = mark.audited
    loop.metrics.cached(mark)
  }

  private func beginConsulting(_ cache: ActiveCache) throws(ProxyFailure) {
    guard let (call, mustAsk) = try cacheCall(cache) else { return note(.bypass) }
    cacheMark = .miss
    cacheCall = call
    if !mustAsk { find(call) }
  }

  // MARK: is it for the cache?

  /// Nil for what is always asked.
  private func cacheCall(_ cache: ActiveCache) throws(ProxyFailure) -> (CacheCall, mustAsk: Bool)? {
    guard let pool, let template, let model, let scope = scope(cache), operation.isCacheable,
      !pool.provider.takesClientKeys, !operation.storesResponses || scan.store == false
    else { return nil }
    let (provider, format) = (pool.provider, operation.call.format)
    var key = cache.responses.key(for: scope)
    let endpoint = provider.settings.endpoints[template.endpoint]
    key.part(operation.call.path)
    key.part(provider.settings.name.utf8.span)
    key.part(endpoint.authority.utf8.span)
    key.part(endpoint.basePath.utf8.span)
    model.withSpan { key.part($0) }
    let forwarded = provider.settings.forwardedHeaders
    let directives = try stream.withHead { head in
      Result { () throws(ProxyFailure) in try CacheDirectives(head, format, forwarded, &key) }
    }.get()
    if directives.isOff { return nil }
    let request = CacheableRequest(changed ?? stream.body, format.api) { name, value in
      key.part(name)
      key.part(value)
    }
    let isKept =
      directives.isAsked || request.hasZeroTemperature || operation.isDeterministic
      || provider.name.withSpan { provider in model.withSpan { cache.keepsAll(of: provider, $0) } }
    guard request.isPlain, isKept else { return nil }
    let call = CacheCall(
      cache, key.finish(scan.isStream ? .stream : .whole), includesUsage: scan.includesUsage,
      deadline: loop.now &+ provider.policy.timeouts.total)
    return (call, directives.mustAsk)
  }

  /// Nil where a key is required and there is none: then nothing is shared.
  private func scope(_ cache: ActiveCache) -> CacheScope? {
    if let key { return CacheScope(key, cache.settings.width) }
    return loop.configuration.settings.requiresKey ? nil : .withoutKey
  }

  // MARK: here

  /// In memory, or as what is in flight; then in the store.
  private func find(_ call: CacheCall) {
    if let response = stored(call) { return call.state = .found(response, .hit) }
    let landed = loop.context.scheduler.hopping { [weak self] (landing: Landing) in self?.landed(landing) }
    guard let lead = call.cache.responses.join(call.key, landed) else { return call.state = .waiting }
    call.lead = lead
    // It may have landed between the two looks.
    if let response = stored(call) { return found(response, .hit) }
    look(call.keys[...])
  }

  private func stored(_ call: CacheCall) -> CachedResponse? {
    for key in call.keys {
      if let response = call.cache.responses.find(key, now: loop.now) { return response }
    }
    return nil
  }

  /// For this request and those that wait for it.
  private func found(_ response: CachedResponse, _ mark: CacheMark) {
    guard let call = cacheCall else { return }
    call.state = .found(response, mark)
    call.lead?.land(.response(response))
    call.lead = nil
  }

  /// What this request has waited for has come to an end.
  private func landed(_ landing: Landing) {
    guard let call = cacheCall, case .waiting = call.state, !isOver else { return }
    loop.context.refreshNow()
    switch landing {
    case .response(let response):
      call.cache.responses.countShared()
      call.state = .found(response, .shared)
    case .none: call.state = .asking
    case .abandoned:
      call.state = .asking
      find(call)
    }
    resume()
  }

  // MARK: in the store

  /// Asks for the first of the keys, then for the others.
  private func look(_ keys: ArraySlice<CacheKey>) {
    guard let call = cacheCall, !call.isLooking else { return }
    guard call.cache.settings.usesStore, let store = loop.store, store.isAvailable, let key = keys.first else {
      // Without a store nobody else can be waited for.
      return call.state = .asking
    }
    if case .asking = call.state { call.state = .looking }
    call.isLooking = true
    store.send(RedisArguments("GET", key.name())) { [weak self] reply in
      call.isLooking = false
      self?.looked(reply, keys)
    }
  }

  private func looked(_ reply: RedisReply?, _ keys: ArraySlice<CacheKey>) {
    guard let call = cacheCall, let key = keys.first, !isOver else { return }
    loop.context.refreshNow()
    switch reply {
    case .bulk(let value):
      if let response = call.cache.responses.opened(value, for: key) {
        call.cache.responses.store(response, for: key, now: loop.now, seconds: WallClock.seconds)
        found(response, .hit)
      } else {
        // Who has put it there has not done so for us to wait.
        call.state = .asking
      }
      return resume()
    case nil:
      call.state = .asking
      return resume()
    case .simple, .error, .integer, .null, .array: break
    }
    if keys.count > 1 { return look(keys.dropFirst()) }
    if case .looking = call.state { lease(call) }
  }

  /// So that of several instances one asks the provider.
  private func lease(_ call: CacheCall) {
    guard let store = loop.store else { return }
    var command = RedisArguments("SET", call.key.name(":l"), "1", "NX", "PX")
    command.append(Self.leaseMilliseconds)
    store.send(command) { [weak self] reply in
      guard let self, !isOver else { return }
      loop.context.refreshNow()
      let isTaken = reply == .null
      let until = loop.now &+ UInt64(Self.leaseMilliseconds) * 1_000_000
      call.state = isTaken ? .elsewhere(until: until) : .asking
      resume()
    }
  }

  // MARK: a response that is to be kept

  /// What the exchange has to do with the response.
  func capture(_ order: UpstreamOrder) {
    guard let call = cacheCall else { return }
    order.capture = ResponseCapture(call.cache, call.key, call.lead)
    call.lead = nil
  }
}

extension ModelOperation {
  /// Text, or numbers made of it.
  fileprivate var isCacheable: Bool {
    isDeterministic || Self.generating.contains { $0 === self }
  }

  private static let generating = [chatCompletions, completions, messages, responses]

  /// The response depends on the request alone, which has no temperature.
  fileprivate var isDeterministic: Bool { self === ModelOperation.embeddings || self === ModelOperation.rerank }
}

import JSONCore
import RedisWire
import ResponseCache
import System

/// Lists of models that instances share where they share responses: of several that need one at the same time, one asks
/// the provider.
extension ModelListFetch {
  /// So much older than it seems may such a list be: providers are not asked more often for a name that is in none.
  private static let seconds = Int(ModelDirectory.timeout / 1_000_000_000)

  /// What another instance was told in the last seconds; without that the provider is asked.
  func startShared() {
    guard let (cache, store) = shared else { return start() }
    let key = key(cache)
    store.send(RedisArguments("GET", key.name())) { reply in
      self.loop.context.refreshNow()
      if case .bulk(let value) = reply, let list = cache.responses.opened(value, for: key),
        WallClock.seconds - list.madeAt <= Self.seconds, let names = ModelNames.read(list.body)
      {
        self.take(names)
      } else {
        self.start()
      }
    }
  }

  /// For the others. Nobody waits for it to be there.
  func share(_ list: JSONBytes) {
    guard let (cache, store) = shared, list.count <= cache.settings.limits.entryBytes else { return }
    let key = key(cache)
    let made = CachedResponse(
      .whole, list.withSpan(0..<list.count) { JSONBytes(copying: $0) }, madeAt: WallClock.seconds)
    guard let value = cache.responses.sealed(made, for: key) else { return }
    var command = RedisArguments("SET", key.name())
    command.append(value.span)
    command.append("PX")
    command.append(Int64(Self.seconds) * 1000)
    store.send(command) { _ in }
  }

  private var shared: (ActiveCache, any SharedStore)? {
    guard let cache = loop.configuration.cache, cache.settings.usesStore, let store = loop.store, store.isAvailable
    else { return nil }
    return (cache, store)
  }

  /// Who has another key for the provider is told another list.
  private func key(_ cache: ActiveCache) -> CacheKey {
    var key = cache.responses.key(for: .ownCalls)
    let settings = provider.settings
    let endpoint = settings.endpoints[provider.listTemplate.endpoint]
    key.part(Array("models \(settings.name) \(endpoint.authority)\(endpoint.basePath)".utf8).span)
    settings.credential.reveal { key.part($0) }
    return key.finish(.whole)
  }
}

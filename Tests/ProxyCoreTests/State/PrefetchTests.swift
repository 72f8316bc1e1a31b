import RateLimits
import RedisWire
import SharedLimits
import Testing

@testable import ProxyCore

/// Fast limiters take in advance what the next tenth of a second needs.
@Suite struct PrefetchTests {
  private let fast = """
    {
      "providers": { "openai": { "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" }, "limits": {} } },
      "clients": { "limits": { "requestsPerMinute": 60000, "burst": 1000 } }
    }
    """

  /// Replies to every request with one unit, and nothing beyond.
  private func warm(_ proxy: FakeProxy, _ store: FakeStore, requests: Int) {
    for _ in 0..<requests {
      proxy.send(proxy.chat())
      while !store.calls.isEmpty { store.reply(1, 0, 0, 0) }
    }
  }

  @Test func asksForWhatIsNeededNext() throws {
    let proxy = try FakeProxy(fast)
    let store = FakeStore()
    proxy.loop.store = store
    warm(proxy, store, requests: 10)
    #expect(store.sent.last == ["slm:{k:100000000}:r", "2", "1", "9", "0", "0", "60000", "1000"])
    proxy.send(proxy.chat())
    store.reply(1, 10, 0, 0)
    let calls = store.sent.count
    // The fourth leaves less than half of what is expected.
    for _ in 0..<3 { proxy.send(proxy.chat()) }
    #expect(store.sent.count == calls)
    proxy.send(proxy.chat())
    #expect(store.sent.count == calls + 1)
    #expect(store.sent.last?.dropFirst(2) == ["0", "8", "6", "0", "60000", "1000"])
    #expect(proxy.loop.limits?.metrics.stockGrants.value == 4)
    // One refill at a time, and nobody waits for it.
    proxy.send(proxy.chat())
    #expect(store.sent.count == calls + 1)
  }

  /// What nobody has used after a quarter of a second is given back, once.
  @Test func givesBackInTime() throws {
    let proxy = try FakeProxy(fast)
    let store = FakeStore()
    proxy.loop.store = store
    warm(proxy, store, requests: 2)
    proxy.send(proxy.chat())
    store.reply(1, 7, 0, 0)
    proxy.scheduler.advance(milliseconds: 200)
    proxy.loop.tick()
    #expect(!store.calls.contains { $0.script?.digest == BucketScripts.give.digest })
    proxy.scheduler.advance(milliseconds: 100)
    proxy.loop.tick()
    let given = store.sent.filter { $0.count == 4 }
    #expect(given == [["slm:{k:100000000}:r", "7", "60000", "1000"]])
    proxy.loop.tick()
    #expect(store.sent.filter { $0.count == 4 }.count == 1)
  }

  /// What was prefetched stays usable when nobody can be asked.
  @Test func theStockOutlivesTheStore() throws {
    let proxy = try FakeProxy(fast)
    let store = FakeStore()
    proxy.loop.store = store
    proxy.loop.limits?.policy = .refuse
    warm(proxy, store, requests: 4)
    proxy.send(proxy.chat())
    store.reply(1, 3, 0, 0)
    store.isAvailable = false
    let statuses = (0..<5).map { _ in
      let stream = proxy.chat()
      proxy.send(stream)
      return stream.status
    }
    // Nothing has come of the first three: they are at the provider.
    #expect(statuses == [0, 0, 0, 503, 503])
  }
}

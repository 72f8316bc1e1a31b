import RedisWire
import SharedLimits
import Testing

@testable import ProxyCore

/// Requests at once over all instances.
@Suite struct SlotLeaseTests {
  private let json = """
    { "providers": { "openai": {
      "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" }, "limits": { "concurrentRequests": 6 } } } }
    """
  private let completion = #"{"id":"c1","model":"gpt-4o","choices":[{"finish_reason":"stop"}]}"#

  private func proxy() throws -> (FakeProxy, FakeStore, LoopLimits) {
    let proxy = try FakeProxy(json)
    let store = FakeStore()
    proxy.loop.store = store
    return (proxy, store, try #require(proxy.loop.limits))
  }

  private func complete(_ proxy: FakeProxy) {
    proxy.connector.receive(
      "HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: \(completion.utf8.count)\r\n\r\n\(completion)"
    )
  }

  /// A slot is leased for a request and given back behind it: a small limit is exact.
  @Test func oneByOne() throws {
    let (proxy, store, limits) = try proxy()
    proxy.send(proxy.chat())
    #expect(store.script == LeaseScripts.enter.digest && proxy.connector.connections.isEmpty)
    #expect(store.sent[0] == ["slm:{p:openai}:c", "\(limits.state.instance).0", "1", "1", "0", "6", "5000"])
    store.reply(.integer(1))
    #expect(proxy.connector.connections.count == 1 && proxy.provider.inFlight == 1)
    complete(proxy)
    #expect(store.sent[1].suffix(5) == ["2", "0", "0", "6", "5000"] && proxy.provider.inFlight == 0)
  }

  @Test func theOthersHaveThem() throws {
    let (proxy, store, _) = try proxy()
    let stream = proxy.chat()
    proxy.send(stream)
    store.reply(.integer(0))
    #expect(stream.status == 503 && stream.text.contains("requests at once") && proxy.provider.inFlight == 0)
  }

  /// A command behind it wants less: what the earlier reply says is not all there any more.
  @Test func repliesThatAreOvertaken() throws {
    let (proxy, store, limits) = try proxy()
    var granted: [Bool?] = []
    let name = LimitTaking.Owner.provider(proxy.provider).name("c")
    for _ in 0..<2 { limits.enter(name, limit: 6) { granted.append($0) } }
    store.reply(.integer(1))
    store.reply(.integer(2))
    #expect(granted == [true, true])
    limits.leave(name)
    limits.enter(name, limit: 6) { granted.append($0) }
    // The slot is given back, and asked for again: both commands are on their way.
    #expect(store.sent.suffix(2).map { $0[3] } == ["1", "2"])
    store.reply(.integer(1))
    store.reply(.integer(1))
    #expect(granted == [true, true, false])
  }

  /// The lease is renewed, and told at once when the others can be asked again.
  @Test func renews() throws {
    let (proxy, store, _) = try proxy()
    proxy.send(proxy.chat())
    store.reply(.integer(1))
    proxy.loop.tick()
    #expect(store.calls.map { $0.script?.digest } == [LeaseScripts.beat.digest, LeaseScripts.enter.digest])
    store.reply(.integer(3))
    store.reply(.integer(1))
    #expect(proxy.state.sharedLimits.instances == 3)
    proxy.scheduler.advance(milliseconds: 100)
    proxy.loop.tick()
    #expect(store.calls.isEmpty)
    store.isAvailable = false
    proxy.loop.tick()
    store.isAvailable = true
    proxy.loop.tick()
    #expect(store.calls.count == 2)
    #expect(proxy.state.sharedLimits.instances == 3)
  }

  /// A third of six, while nobody can be asked.
  @Test func alone() throws {
    let (proxy, store, limits) = try proxy()
    limits.state.instances = 3
    store.isAvailable = false
    let statuses = (0..<4).map { _ in
      let stream = proxy.chat()
      proxy.send(stream)
      return stream.status
    }
    #expect(statuses == [0, 0, 503, 503] && proxy.provider.inFlight == 2)
    // Those count when the others can be asked again.
    store.isAvailable = true
    proxy.send(proxy.chat())
    #expect(store.sent.last?.suffix(4) == ["3", "2", "6", "5000"])
  }
}

import AuditLog
import RateLimits
import RedisWire
import SharedLimits
import Testing

@testable import ProxyCore

/// Requests of a key that may be in flight at once, whichever provider they go to.
@Suite struct KeySlotTests {
  private static let completion = #"{"id":"c1","model":"gpt-4o","choices":[{"finish_reason":"stop"}]}"#

  private func proxy(_ more: String = "", most: Int = 2) throws -> FakeProxy {
    try FakeProxy(
      """
      {
        "providers": {
          "openai": { "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" } },
          "other": { "preset": "openai", "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" } }
        },
        "clients": { "limits": { "concurrentRequests": \(most), "requestsPerMinute": 600, "burst": 10 } }\(more)
      }
      """)
  }

  private func complete(_ proxy: FakeProxy) {
    proxy.connector.receive(
      "HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: \(Self.completion.utf8.count)\r\n\r\n"
        + Self.completion)
  }

  private func left(_ proxy: FakeProxy) throws -> UInt64? {
    let common = proxy.state.configuration.settings.clientLimits
    return try proxy.state.keyLimits.limiters(nil, common, now: proxy.loop.now).requests?
      .peek(now: proxy.loop.now).remaining
  }

  @Test func theNextIsRefused() throws {
    let proxy = try proxy()
    let streams = (0..<3).map { _ in proxy.chat() }
    for stream in streams { proxy.send(stream) }
    #expect(proxy.connector.connections.count == 2)
    #expect(streams[2].status == 429 && streams[2].text.contains("requests in flight"))
    #expect(try left(proxy) == 8, "what is refused costs no request")
    complete(proxy)
    #expect(streams[1].status == 200)
    proxy.send(proxy.chat())
    #expect(proxy.connector.connections[1].channel.sent.count == 2)
  }

  /// Whatever ends a request gives its slot back, once.
  @Test func everyEnd() throws {
    let proxy = try proxy(most: 1)
    let gone = proxy.chat()
    let request = proxy.send(gone)
    request?.clientGone()
    let failed = proxy.chat()
    proxy.send(failed)
    proxy.connector.receive("HTTP/1.1 400 X\r\nContent-Length: 2\r\n\r\n{}")
    #expect(failed.status == 400)
    let invalid = proxy.post("/v1/chat/completions", "{")
    proxy.send(invalid)
    #expect(invalid.status == 400)
    let whole = proxy.chat()
    proxy.send(whole)
    complete(proxy)
    #expect(whole.status == 200)
    proxy.send(proxy.chat())
    let refused = proxy.chat()
    proxy.send(refused)
    #expect(refused.status == 429)
  }

  /// The audit takes nothing: nothing stays taken either.
  @Test func nothingIsBegun() throws {
    let proxy = try proxy(most: 1)
    #expect(proxy.state.audit.close())
    for _ in 0..<3 {
      let stream = proxy.chat()
      proxy.send(stream)
      #expect(stream.status == 503)
    }
    #expect(try left(proxy) == 10)
  }

  /// A request that goes on to another target is one.
  @Test func aFallbackIsOneRequest() throws {
    let proxy = try proxy(
      #", "routes": { "gpt-4o": { "targets": ["openai/gpt-4o"], "fallback": ["other/gpt-4o"] } }"#, most: 1)
    let stream = proxy.chat()
    proxy.send(stream)
    proxy.connector.receive("HTTP/1.1 429 X\r\nContent-Length: 2\r\n\r\n{}")
    #expect(proxy.connector.connections.count == 2)
    let second = proxy.chat()
    proxy.send(second)
    #expect(second.status == 429 && second.text.contains("requests in flight"))
    complete(proxy)
    #expect(stream.status == 200)
    proxy.send(proxy.chat())
    #expect(proxy.connector.connections.count == 3)
  }

  // MARK: over all instances

  private func shared() throws -> (FakeProxy, FakeStore) {
    let proxy = try FakeProxy(
      """
      { "providers": { "openai": {
          "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" }, "limits": { "concurrentRequests": 6 } } },
        "clients": { "limits": { "concurrentRequests": 2 } } }
      """)
    let store = FakeStore()
    proxy.loop.store = store
    return (proxy, store)
  }

  private var name: String { LimitTaking.Owner.key(KeyLimits.number(of: nil)).name("c") }

  /// Asked in one write with the provider's, and given back behind the response.
  @Test func isLeased() throws {
    let (proxy, store) = try shared()
    proxy.send(proxy.chat())
    #expect(store.sent.map { $0[0] } == [name, "slm:{p:openai}:c"])
    #expect(store.sent[0].suffix(4) == ["1", "0", "2", "5000"])
    store.reply(.integer(1))
    #expect(proxy.connector.connections.isEmpty)
    store.reply(.integer(1))
    #expect(proxy.connector.connections.count == 1)
    complete(proxy)
    #expect(store.sent.suffix(2).map { $0[0] }.sorted() == [name, "slm:{p:openai}:c"].sorted())
    #expect(store.sent.suffix(2).allSatisfy { $0[3] == "0" })
  }

  /// What the others have of the key; what was granted of the provider goes back.
  @Test func theOthersHaveThem() throws {
    let (proxy, store) = try shared()
    let stream = proxy.chat()
    proxy.send(stream)
    store.reply(.integer(0))
    store.reply(.integer(1))
    #expect(stream.status == 429 && stream.text.contains("requests in flight"))
    #expect(proxy.provider.inFlight == 0)
    #expect(store.sent.last?[0] == "slm:{p:openai}:c" && store.sent.last?[3] == "0")
  }

  /// Nobody can be asked: each instance has its part.
  @Test func alone() throws {
    let (proxy, store) = try shared()
    store.isAvailable = false
    let streams = (0..<3).map { _ in proxy.chat() }
    for stream in streams { proxy.send(stream) }
    #expect(streams[2].status == 429 && proxy.connector.connections.count == 2)
  }

  /// The client leaves while the store is asked.
  @Test func theClientLeaves() throws {
    let (proxy, store) = try shared()
    let request = proxy.send(proxy.chat())
    request?.clientGone()
    store.reply(.integer(1))
    store.reply(.integer(1))
    #expect(proxy.connector.connections.isEmpty && proxy.provider.inFlight == 0)
    #expect(store.sent.suffix(2).allSatisfy { $0[3] == "0" })
  }
}

import HTTPWire
import RateLimits
import RedisWire
import SharedLimits
import Testing

@testable import ProxyCore

/// Requests whose limits are kept by several instances: what they ask, wait for and give back.
@Suite struct SharedLimitsTests {
  private let slow = """
    {
      "providers": {
        "openai": { "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" }, "limits": { "requestsPerMinute": 60 } }
      },
      "clients": { "limits": { "requestsPerMinute": 600, "burst": 20, "tokensPerMinute": 600 } }
    }
    """
  private let completion =
    #"{"id":"c1","model":"gpt-4o","choices":[{"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#

  private func proxy(_ json: String) throws -> (FakeProxy, FakeStore, LoopLimits) {
    let proxy = try FakeProxy(json)
    let store = FakeStore()
    proxy.loop.store = store
    return (proxy, store, try #require(proxy.loop.limits))
  }

  private func complete(_ proxy: FakeProxy) {
    proxy.connector.receive(
      "HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: \(completion.utf8.count)\r\n\r\n\(completion)"
    )
    proxy.scheduler.advance(milliseconds: 0)
  }

  /// Both buckets of the key are one call, that of the provider another one, and the request goes out when both have come.
  @Test func waitsForBoth() throws {
    let (proxy, store, _) = try proxy(slow)
    let stream = proxy.chat()
    proxy.send(stream)
    #expect(proxy.connector.connections.isEmpty && store.calls.count == 2)
    #expect(store.sent[0].prefix(3) == ["slm:{k:100000000}:r", "slm:{k:100000000}:t", "2"])
    #expect(store.sent[0][3...] == ["1", "0", "0", "0", "600", "20", store.sent[0][9], "0", "0", "0", "600", "600"])
    #expect(store.sent[1] == ["slm:{p:openai}:r", "2", "1", "0", "0", "0", "60", "1"])
    store.reply(1, 0, 100_000, 0, 0, 100_000, 0)
    #expect(proxy.connector.connections.isEmpty)
    store.reply(1, 0, 1_000_000, 0)
    #expect(proxy.connector.connections.count == 1 && store.calls.isEmpty)
    complete(proxy)
    #expect(stream.status == 200)
    // The tokens that were not used are told at the end of the turn.
    let reserved = try #require(Int(store.sent[0][9]))
    #expect(store.script == BucketScripts.give.digest)
    #expect(store.sent[2] == ["slm:{k:100000000}:t", "\(reserved - 7)", "600", "600"])
    store.reply(.integer(1))
    proxy.loop.tick()
    #expect(!store.sent.dropFirst(3).contains { $0[0] == "slm:{k:100000000}:t" })
  }

  /// Usage beyond the reservation is charged once; again where nobody knows whether it was.
  @Test(arguments: [RedisReply.integer(1), nil, .error(Array("OOM".utf8))] as [RedisReply?])
  func aDebt(reply: RedisReply?) throws {
    let (proxy, store, _) = try proxy(slow)
    proxy.send(proxy.chat())
    let reserved = try #require(Int(store.sent[0][9]))
    store.reply(1, 0, 100_000, 0, 0, 100_000, 0)
    store.reply(1, 0, 1_000_000, 0)
    let greedy = completion.replacing("\"completion_tokens\":4", with: "\"completion_tokens\":497")
    proxy.connector.receive(
      "HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: \(greedy.utf8.count)\r\n\r\n\(greedy)")
    proxy.scheduler.advance(milliseconds: 0)
    let charge = ["slm:{k:100000000}:t", "\(reserved - 500)", "600", "600"]
    #expect(store.sent.last == charge)
    store.reply(reply)
    for _ in 0..<3 {
      proxy.loop.tick()
      while !store.calls.isEmpty { store.reply(.integer(1)) }
    }
    #expect(store.sent.filter { $0 == charge }.count == (reply == .integer(1) ? 1 : 2))
  }

  /// The provider refuses: what the key has given is given back, and the client reads when to come again.
  @Test func oneRefuses() throws {
    let (proxy, store, _) = try proxy(slow)
    let stream = proxy.chat()
    proxy.send(stream)
    let tokens = store.sent[0][9]
    store.reply(1, 0, 100_000, 0, 0, 100_000, 0)
    store.reply(0, 0, 1_000_000, 2_500_000)
    #expect(stream.status == 429 && stream.text.contains("openai's requests"))
    #expect(stream.fields.contains("\r\nretry-after: 3\r\n"))
    #expect(stream.fields.contains("\r\nratelimit: \"limit\";r=0;t=1\r\n"))
    proxy.scheduler.advance(milliseconds: 0)
    #expect(
      Set(store.sent[2...].map { $0.prefix(2).joined(separator: " ") }) == [
        "slm:{k:100000000}:r 1", "slm:{k:100000000}:t \(tokens)",
      ])
    #expect(proxy.provider.inFlight == 0)
  }

  /// Clients that send far more than they may cost no command each; but somebody may give units back, so that it is asked
  /// again soon.
  @Test func anEmptyBucketIsBelievedForAMoment() throws {
    let (proxy, store, _) = try proxy(slow)
    proxy.send(proxy.chat())
    store.reply(0, 0, 2_000_000, 2_500_000, 0, 0, 0)
    store.reply(1, 0, 0, 0)
    proxy.scheduler.advance(milliseconds: 0)
    let asked = store.sent.count
    let second = proxy.chat()
    proxy.send(second)
    #expect(second.status == 429 && second.text.contains("this key's requests"))
    #expect(second.fields.contains("\r\nretry-after: 3\r\n"))
    #expect(store.sent.count == asked && proxy.provider.inFlight == 0)
    proxy.scheduler.advance(milliseconds: 101)
    let third = proxy.chat()
    proxy.send(third)
    #expect(third.status == 0 && store.sent.count > asked)
  }

  /// Whoever abandons it may be what is called back.
  @Test func nothingIsKeptOfWhatWasAbandoned() throws {
    let (proxy, store, _) = try proxy(slow)
    weak var kept: LimitTaking?
    do {
      let taking = try #require(proxy.loop.reserveProvider(10, of: proxy.provider) { _ in Issue.record("called back") })
      kept = taking
      taking.abandon()
    }
    store.reply(1, 0, 0, 0)
    #expect(kept == nil && proxy.provider.inFlight == 0)
  }

  /// Nobody waits any more: what comes is given back.
  @Test func theClientLeaves() throws {
    let (proxy, store, _) = try proxy(slow)
    let request = proxy.send(proxy.chat())
    request?.clientGone()
    store.reply(1, 0, 0, 0, 0, 0, 0)
    store.reply(1, 0, 0, 0)
    proxy.scheduler.advance(milliseconds: 0)
    #expect(store.sent.count == 5)
    #expect(proxy.provider.inFlight == 0 && proxy.connector.connections.isEmpty)
  }

  // MARK: while nobody can be asked

  private let alone = """
    {
      "providers": { "openai": { "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" }, "limits": {} } },
      "clients": { "limits": { "requestsPerMinute": 600, "burst": 9 } }
    }
    """

  /// A third of the burst, and of the rate.
  @Test func aPartOfTheLimit() throws {
    let (proxy, store, limits) = try proxy(alone)
    limits.state.instances = 3
    store.isAvailable = false
    let admitted = try (0..<20).filter { _ in try admits(proxy) }.count
    #expect(admitted == 3 && store.sent.isEmpty)
    proxy.scheduler.advance(milliseconds: 3_000)
    #expect(try (0..<20).filter { _ in try admits(proxy) }.count == 3)
    #expect(limits.metrics.alone(.admitted) == 6)
  }

  private func admits(_ proxy: FakeProxy) throws -> Bool {
    let stream = proxy.chat()
    let connections = proxy.connector.connections.count
    proxy.send(stream)
    return proxy.connector.connections.count > connections
  }

  /// What was heard last counts: an outage gives no fresh burst. Whoever waits for a reply decides alone without one.
  @Test func noFreshBurst() throws {
    let (proxy, store, limits) = try proxy(alone)
    limits.state.instances = 3
    proxy.send(proxy.chat())
    // The bucket is empty.
    store.reply(1, 0, 900_000, 0)
    #expect(proxy.connector.connections.count == 1)
    let stream = proxy.chat()
    proxy.send(stream)
    store.isAvailable = false
    store.reply(nil)
    #expect(stream.status == 429 && proxy.connector.connections.count == 1)
    // A third of 10 a second.
    proxy.scheduler.advance(milliseconds: 310)
    #expect(try admits(proxy))
    #expect(try !admits(proxy))
  }

  /// What was taken alone is charged when the others can be asked again, as far as it has not come back.
  @Test func nothingIsDoubled() throws {
    let (proxy, store, limits) = try proxy(alone)
    limits.state.instances = 3
    store.isAvailable = false
    #expect(try admits(proxy) && admits(proxy))
    proxy.scheduler.advance(milliseconds: 310)
    store.isAvailable = true
    proxy.send(proxy.chat())
    // The fourth word behind the divisor is what is given back.
    #expect(store.sent.last == ["slm:{k:100000000}:r", "6", "1", "0", "0", "-1", "600", "9"])
  }

  @Test func refuses() throws {
    let (proxy, store, limits) = try proxy(alone)
    limits.policy = .refuse
    store.isAvailable = false
    let stream = proxy.chat()
    proxy.send(stream)
    #expect(stream.status == 503 && stream.text.contains("state_unavailable"))
    #expect(stream.fields.contains("\r\nretry-after: 1\r\n"))
  }

  @Test func isOpen() throws {
    let (proxy, store, limits) = try proxy(alone)
    limits.policy = .open
    store.isAvailable = false
    #expect(try (0..<50).allSatisfy { _ in try admits(proxy) })
  }

  /// Nobody knows whether the command was done: what it charged is charged with the next one, what it gave back is not given
  /// twice.
  @Test(arguments: [(-5, "-5"), (5, "0")] as [(Int64, String)]) func noReply(owed: Int64, told: String) throws {
    let (proxy, store, limits) = try proxy(alone)
    limits.policy = .open
    proxy.send(proxy.chat())
    store.reply(1, 0, 0, 0)
    let key = try proxy.state.keyLimits.limiters(
      nil, proxy.state.configuration.settings.clientLimits, now: proxy.loop.now)
    key.requests?.shared { "" }.owe(owed)
    proxy.send(proxy.chat())
    #expect(store.sent.last?[5] == "\(owed)")
    store.reply(nil)
    proxy.send(proxy.chat())
    #expect(store.sent.last?[5] == told)
  }

  /// An error is no decision: what the command would have settled is still owed.
  @Test func anError() throws {
    let (proxy, store, limits) = try proxy(alone)
    store.isAvailable = true
    proxy.send(proxy.chat())
    store.reply(.error(Array("OOM command not allowed".utf8)))
    #expect(proxy.connector.connections.count == 1)
    #expect(limits.metrics.alone(.admitted) == 1)
  }
}

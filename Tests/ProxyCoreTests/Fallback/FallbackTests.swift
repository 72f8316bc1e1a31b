import HTTPWire
import JSONCore
import RateLimits
import Testing

@testable import ProxyCore

/// Whole requests with a second target, without sockets.
@Suite struct FallbackTests {
  private static let configuration = """
    {
      "providers": {
        "one": { "apiFormat": "openai", "baseURL": "http://127.0.0.1:8/v1", "key": { "env": "KEY" },
          "retries": { "max": 0 }, "timeouts": { "connectMs": 1000 },
          "limits": { "requestsPerMinute": 60, "burst": 10, "tokensPerMinute": 6000, "concurrentRequests": 1 } },
        "two": { "apiFormat": "openai", "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" },
          "limits": { "requestsPerMinute": 60, "burst": 10 } }
      },
      "routes": { "fast": { "targets": ["one/a"], "fallback": ["two/b"] } },
      "clients": { "limits": { "requestsPerMinute": 120, "burst": 20 } }
    }
    """
  private static let completion =
    #"{"id":"c1","model":"b","choices":[{"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#

  private let proxy: FakeProxy

  init() throws { proxy = try FakeProxy(Self.configuration) }

  private func ask(stream: Bool = false, _ fields: String = "") -> FakeStream {
    let body = #"{"model":"fast","messages":[{"role":"user","content":"Hello"}],"max_tokens":16"#
    return proxy.post("/v1/chat/completions", body + (stream ? #","stream":true}"# : "}"), fields: fields)
  }

  private func response(_ status: Int, _ body: String) -> String {
    "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private var streamHead: String {
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n"
  }

  private func chunk(_ text: String) -> String { String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n" }

  private func left(_ index: Int) -> UInt64? {
    proxy.state.configuration.providers[index].limiters.requests?.peek(now: proxy.loop.now).remaining
  }

  private var inFlight: [Int] { proxy.state.configuration.providers.map(\.inFlight) }

  @Test func aSecondTarget() throws {
    let stream = ask()
    proxy.send(stream)
    #expect(inFlight == [1, 0] && left(0) == 9 && left(1) == 10)
    proxy.connector.receive(response(503, "{}"))
    // The first one's part of the limits is given back, its slot too.
    #expect(inFlight == [0, 1] && left(0) == 10 && left(1) == 9)
    #expect(proxy.connector.lastSent.contains("host: 127.0.0.1:9\r\n"))
    #expect(proxy.connector.lastSent.contains(#""model":"b""#))
    proxy.connector.receive(response(200, Self.completion))
    #expect(stream.status == 200 && stream.text == Self.completion && stream.calls == ["end", "finish"])
    #expect(stream.fields.contains("x-securellm-provider: two\r\nx-securellm-attempts: 2\r\n"))
    #expect(inFlight == [0, 0] && proxy.loop.metrics.inFlight.value == 0)
    let common = proxy.state.configuration.settings.clientLimits
    let client = try proxy.state.keyLimits.limiters(nil, common, now: proxy.loop.now)
    #expect(client.requests?.peek(now: proxy.loop.now).remaining == 19)
  }

  /// What is late of the first target finds its try over: it goes to nobody, and nothing is sent on it.
  @Test func aLateConnectionIsNobodys() throws {
    proxy.connector.opens = false
    let stream = ask()
    let request = try #require(proxy.send(stream))
    proxy.scheduler.advance(milliseconds: 1100)
    proxy.loop.context.refreshNow()
    request.tick(proxy.loop.now)
    try #require(proxy.connector.connections.count == 2)
    let (first, second) = (proxy.connector.connections[0], proxy.connector.connections[1])
    first.connection.opened()
    #expect(first.channel.sent.isEmpty)
    second.connection.opened()
    #expect(second.channel.sent.count == 1)
    first.connection.closed()
    proxy.connector.receive(response(200, Self.completion))
    #expect(stream.status == 200 && stream.text == Self.completion)
  }

  @Test func aLateFailureIsNobodys() throws {
    proxy.connector.opens = false
    let stream = ask()
    let request = try #require(proxy.send(stream))
    proxy.scheduler.advance(milliseconds: 1100)
    proxy.loop.context.refreshNow()
    request.tick(proxy.loop.now)
    try #require(proxy.connector.connections.count == 2)
    proxy.connector.connections[0].connection.notOpened("nothing listens there", hasSocket: false)
    proxy.connector.connections[1].connection.opened()
    proxy.connector.receive(response(200, Self.completion))
    #expect(stream.status == 200 && stream.text == Self.completion)
  }

  /// In every division of its bytes into reads, a stream that begins with an error reaches nobody, and one that begins
  /// well is whole.
  @Test(arguments: [1, 2, 3, 7, 50, 1000]) func divisions(size: Int) throws {
    let error = "event: error\ndata: {\"error\":{\"type\":\"overloaded_error\"}}\n\n"
    let stream = ask(stream: true)
    proxy.send(stream)
    let bytes = Array((streamHead + chunk(": comment\n\n") + chunk(error) + "0\r\n\r\n").utf8)
    for start in stride(from: 0, to: bytes.count, by: size) where proxy.connector.connections.count == 1 {
      proxy.connector.receive(Array(bytes[start..<min(start + size, bytes.count)]))
      #expect(stream.sent.isEmpty)
    }
    #expect(proxy.connector.connections.count == 2)
    let events = ["a", "b", "[DONE]"].map { "data: \($0)\n\n" }
    let good = Array((streamHead + events.map(chunk).joined() + "0\r\n\r\n").utf8)
    for start in stride(from: 0, to: good.count, by: size) {
      proxy.connector.receive(Array(good[start..<min(start + size, good.count)]))
    }
    #expect(stream.text == events.joined() && stream.calls == ["end", "finish"])
  }

  @Test func nothingIsMixed() throws {
    let stream = ask(stream: true)
    proxy.send(stream)
    let event = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n"
    proxy.connector.receive(streamHead + chunk(event))
    proxy.connector.connections[0].connection.closed()
    #expect(stream.text.hasPrefix(event) && stream.text.contains("upstream_cut") && stream.calls == ["abort"])
    #expect(proxy.connector.connections.count == 1 && inFlight == [0, 0])
  }

  @Test func theClientLeavesBetweenTwoTries() throws {
    let stream = ask()
    let request = try #require(proxy.send(stream))
    proxy.connector.receive(response(503, "{}"))
    request.clientGone()
    #expect(proxy.connector.connections[1].channel.isClosed && inFlight == [0, 0])
    #expect(proxy.loop.metrics.inFlight.value == 0 && stream.calls == [])
  }

  @Test func theClientRefuses() throws {
    let stream = ask("x-securellm-no-fallback: 1\r\n")
    proxy.send(stream)
    proxy.connector.receive(response(503, #"{"error":1}"#))
    #expect(stream.status == 503 && stream.text == #"{"error":1}"#)
    #expect(proxy.connector.connections.count == 1)
  }

  @Test func allFail() throws {
    let stream = ask()
    proxy.send(stream)
    proxy.connector.receive(response(503, "{}"))
    // No retry is left: one request was sent already, and there are three with two.
    for _ in 0..<2 {
      proxy.connector.receive(response(500, "{}"))
      proxy.scheduler.advance(milliseconds: 1000)
    }
    #expect(stream.status == 500)
    #expect(stream.text.contains("one/a: status 503") && stream.text.contains("two responded with an error"))
    #expect(inFlight == [0, 0] && left(0) == 10)
  }
}

@Suite struct ProviderKeysTests {
  private let now: UInt64 = 1_000_000_000

  private func keys(former: ProviderKeys? = nil, a: String = "sk-a-0123456789") throws -> ProviderKeys {
    let found = try settings(
      #"""
      { "providers": { "p": { "apiFormat": "openai", "baseURL": "http://127.0.0.1:1/v1",
        "keys": [{ "env": "A", "name": "a" }, { "env": "B", "name": "b" }] } } }
      """#, environment: ["A": a, "B": "sk-b-0123456789"])
    return try #require(ProviderKeys(found.providers[0], former: former))
  }

  @Test func aRefusedKeyRestsForAMinute() throws {
    let keys = try keys()
    let first = keys.keys[0]
    first.report(status: 401, .none, now: now)
    #expect(first.isRefused && first.takeRequest() && !first.takeRequest())
    for _ in 0..<50 { #expect(keys.choose(nil, now: now)?.name == "b") }
    #expect(keys.first.name == "b")
    #expect(first.mayBeUsed(now + 60_000_000_000))
    // It is good again.
    first.report(status: 200, .none, now: now + 60_000_000_000)
    #expect(!first.isRefused && first.mayBeUsed(now))
  }

  @Test func aLimitedKeyRestsAsLongAsItIsTold() throws {
    let keys = try keys()
    keys.keys[0].report(status: 429, .after(5_000_000_000), now: now)
    #expect(!keys.keys[0].isRefused && !keys.keys[0].mayBeUsed(now + 4_999_999_999))
    #expect(keys.keys[0].mayBeUsed(now + 5_000_000_000))
    keys.keys[1].report(status: 429, .none, now: now)
    // None may be used: the one that may soonest.
    #expect(keys.choose(nil, now: now)?.name == "b")
    #expect(keys.choose(nil, except: [1], now: now) == nil && !keys.hasOther(than: [1], now: now))
    keys.keys[0].report(status: 500, .none, now: now)
    #expect(!keys.keys[0].mayBeUsed(now))
  }

  /// What is known of a key is of that key: another one in its place begins anew.
  @Test func aReloadKeepsWhatIsKnown() throws {
    let former = try keys()
    former.keys[0].report(status: 403, .none, now: now)
    #expect(try keys(former: former).keys[0].isRefused)
    #expect(try !keys(former: former, a: "sk-c-0123456789").keys[0].isRefused)
  }

  /// Any key of the provider is kept from clients, whichever was sent.
  @Test func everyKeyIsASecret() throws {
    let found = try settings(
      #"""
      { "providers": { "p": { "apiFormat": "openai", "baseURL": "http://127.0.0.1:1/v1",
        "keys": [{ "env": "A" }, { "env": "B" }] } } }
      """#, environment: ["A": "sk-a-0123456789", "B": "sk-b-0123456789"])
    let provider = try #require(
      ActiveProvider(found.providers[0], metrics: ProviderMetrics(name: "p"), former: nil))
    for text in ["x sk-a-0123456789 x", "x sk-b-0123456789 x"] {
      #expect(try #require(provider.secret).occurs(in: Array(text.utf8).span))
    }
    #expect(try !#require(provider.secret).occurs(in: Array("x sk-c-0123456789 x".utf8).span))
  }
}

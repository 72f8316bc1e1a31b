import ResponseCache
import Testing

@testable import ProxyCore

/// Whole requests through the core of one instance or two, with a store of theirs.
@Suite final class CacheTests {
  /// As a connection keeps its request.
  private var kept: [ClientRequest] = []

  private static func configuration(_ cache: String) -> String {
    """
    { "providers": { "openai": { "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" },
      "timeouts": { "totalMs": 5000 } } }, "state": {"redis": {"url": {"env": "REDIS"}}}, "cache": \(cache) }
    """
  }

  private let shared = #"{"redis": true, "secret": {"env": "SECRET"}}"#
  private let completion =
    #"{"id":"c1","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#

  private func instance(_ server: MemoryServer? = nil, _ cache: String? = nil) throws -> (FakeProxy, MemoryStore?) {
    let environment = [
      "KEY": "sk-test-0123456789", "SECRET": "0123456789abcdef0123456789abcdef", "REDIS": "redis://127.0.0.1:1",
    ]
    let proxy = try FakeProxy(Self.configuration(cache ?? (server == nil ? "{}" : shared)), environment: environment)
    let store = server.map { MemoryStore($0) }
    proxy.loop.store = store
    return (proxy, store)
  }

  private func ask(_ proxy: FakeProxy, _ more: String = "", fields: String = "") -> FakeStream {
    proxy.post(
      "/v1/chat/completions",
      #"{"model":"gpt-4o","temperature":0,"messages":[{"role":"user","content":"Hi"}]\#(more)}"#, fields: fields)
  }

  private func send(_ proxy: FakeProxy, _ stream: FakeStream) {
    if let request = proxy.send(stream) { kept.append(request) }
  }

  private func respond(_ proxy: FakeProxy, _ body: String? = nil, status: Int = 200) {
    let body = body ?? completion
    proxy.connector.receive(
      "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }

  private func isHit(_ stream: FakeStream) -> Bool {
    stream.status == 200 && stream.fields.contains("x-securellm-cache: hit\r\n") && stream.calls == ["end", "finish"]
  }

  private func sent(_ proxy: FakeProxy) -> Int { proxy.connector.connections.map(\.channel.sent.count).reduce(0, +) }

  @Test func aHitAsksNobody() throws {
    let (proxy, _) = try instance()
    let first = ask(proxy)
    send(proxy, first)
    respond(proxy)
    #expect(first.fields.contains("x-securellm-cache: miss\r\n"))
    let second = ask(proxy)
    send(proxy, second)
    #expect(isHit(second) && second.text == completion && second.fields.contains("age: 0\r\n"))
    #expect(sent(proxy) == 1 && proxy.provider.inFlight == 0)
    // As a stream, with all its text in one piece.
    let third = ask(proxy, #","stream":true"#)
    send(proxy, third)
    #expect(isHit(third) && third.text.contains(#""content":"Hi""#) && third.text.hasSuffix("data: [DONE]\n\n"))
    #expect(proxy.state.metrics.cachedRequests(.hit) == 2 && proxy.state.metrics.cachedRequests(.miss) == 1)
  }

  @Test func equalRequestsWaitForTheFirst() throws {
    let (proxy, _) = try instance()
    let streams = (0..<3).map { _ in ask(proxy) }
    for stream in streams { send(proxy, stream) }
    #expect(sent(proxy) == 1)
    respond(proxy)
    #expect(isHit(streams[1]) && isHit(streams[2]) && streams[0].status == 200)
    #expect(proxy.state.metrics.cachedRequests(.shared) == 2)
  }

  @Test func whoWaitsIsLetGoByAFailure() throws {
    let (proxy, _) = try instance()
    let streams = (0..<3).map { _ in ask(proxy) }
    for stream in streams { send(proxy, stream) }
    respond(proxy, #"{"error":{"message":"no"}}"#, status: 400)
    #expect(streams[0].status == 400 && sent(proxy) == 3)
  }

  @Test func whoLeavesIsFollowed() throws {
    let (proxy, _) = try instance()
    let (first, second, third) = (ask(proxy), ask(proxy), ask(proxy))
    var leader = proxy.send(first)
    for stream in [second, third] { send(proxy, stream) }
    leader?.clientGone()
    leader = nil
    #expect(sent(proxy) == 2)
    respond(proxy)
    #expect(second.status == 200 && isHit(third))
  }

  @Test func whoWaitsLeavesAlone() throws {
    let (proxy, _) = try instance()
    let (first, second) = (ask(proxy), ask(proxy))
    send(proxy, first)
    let waiting = try #require(proxy.send(second))
    waiting.clientGone()
    respond(proxy)
    #expect(first.status == 200 && second.calls == [])
  }

  @Test func whoWaitsHasADeadline() throws {
    let (proxy, _) = try instance()
    let streams = [ask(proxy), ask(proxy)]
    let requests = try streams.map { try #require(proxy.send($0)) }
    proxy.scheduler.nanoseconds += 5_100_000_000
    proxy.loop.context.refreshNow()
    requests[1].tick(proxy.loop.now)
    #expect(streams[1].status == 504 && streams[1].text.contains("upstream_timeout"))
  }

  // MARK: several instances

  @Test func instancesShare() throws {
    let server = MemoryServer()
    let (one, first) = try instance(server)
    let (other, second) = try instance(server)
    let stream = ask(one)
    send(one, stream)
    #expect(sent(one) == 0)
    first?.reply()
    #expect(sent(one) == 1)
    respond(one)
    first?.reply()
    #expect(stream.fields.contains("x-securellm-cache: miss\r\n"))
    let (whole, events) = (ask(other), ask(other, #","stream":true"#))
    send(other, events)
    second?.reply()
    send(other, whole)
    second?.reply()
    #expect(isHit(whole) && isHit(events) && whole.text == completion && sent(other) == 0)
    // Nothing of the response, nor of the request, is there to be read.
    for (name, value) in server.values where !name.hasSuffix(":l") {
      let text = String(decoding: value, as: UTF8.self)
      #expect(!text.contains("assistant") && !text.contains("gpt-4o") && name.hasPrefix("slm:{x:"))
    }
  }

  @Test(arguments: ["cut", "garbled", "plain", "another's"]) func poisonedValuesAreMisses(kind: String) throws {
    let server = MemoryServer()
    let (one, first) = try instance(server)
    send(one, ask(one))
    first?.reply()
    respond(one)
    first?.reply()
    for (name, value) in server.values where !name.hasSuffix(":l") {
      switch kind {
      case "cut": server.values[name] = Array(value.dropLast())
      case "garbled": server.values[name] = value.map { $0 ^ 1 }
      case "plain": server.values[name] = Array(completion.utf8)
      default:
        // A value of the same instances under another name.
        server.values[name] = nil
        let (other, store) = try instance(server)
        send(other, ask(other, #","seed":1"#))
        store?.reply()
        respond(other)
        store?.reply()
        let foreign = server.values.first { !$0.key.hasSuffix(":l") && $0.key != name }
        server.values[name] = foreign?.value
      }
    }
    server.values = server.values.filter { !$0.key.hasSuffix(":l") }
    let (other, second) = try instance(server)
    let stream = ask(other)
    send(other, stream)
    second?.reply()
    #expect(sent(other) == 1)
    respond(other)
    #expect(stream.text == completion && stream.fields.contains("x-securellm-cache: miss\r\n"))
    #expect(other.state.configuration.cache?.responses.unreadableValues == 1)
  }

  /// One instance asks, and the others look again until it must have a response.
  @Test func oneInstanceAsks() throws {
    let server = MemoryServer()
    let (one, first) = try instance(server)
    let (other, second) = try instance(server)
    let streams = [ask(one), ask(other)]
    send(one, streams[0])
    first?.reply()
    let waiting = try #require(other.send(streams[1]))
    second?.reply()
    #expect(sent(one) == 1 && sent(other) == 0)
    other.scheduler.nanoseconds += 500_000_000
    other.loop.context.refreshNow()
    waiting.tick(other.loop.now)
    second?.reply()
    #expect(sent(other) == 0)
    respond(one)
    first?.reply()
    waiting.tick(other.loop.now)
    second?.reply()
    #expect(isHit(streams[1]) && sent(other) == 0)
  }

  @Test func anInstanceThatDoesNotRespondIsNotWaitedFor() throws {
    let server = MemoryServer()
    let (one, first) = try instance(server)
    let (other, second) = try instance(server)
    let streams = [ask(one), ask(other)]
    send(one, streams[0])
    first?.reply()
    let waiting = try #require(other.send(streams[1]))
    second?.reply()
    other.scheduler.nanoseconds += 2_100_000_000
    other.loop.context.refreshNow()
    waiting.tick(other.loop.now)
    #expect(sent(other) == 1)
    respond(other)
    #expect(streams[1].status == 200)
  }

  /// Away, or gone in the middle: memory alone serves.
  @Test func withoutTheStore() throws {
    let server = MemoryServer()
    let (proxy, store) = try instance(server)
    let first = ask(proxy)
    send(proxy, first)
    store?.reply(isAway: true)
    #expect(sent(proxy) == 1)
    store?.isAvailable = false
    respond(proxy)
    #expect(store?.isAsked == false)
    let (second, third) = (ask(proxy), ask(proxy, #","seed":1"#))
    send(proxy, second)
    #expect(isHit(second))
    send(proxy, third)
    #expect(sent(proxy) == 2 && server.values.isEmpty)
  }
}

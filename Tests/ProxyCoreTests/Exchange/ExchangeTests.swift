import HTTPWire
import JSONCore
import StoredResponses
import Testing

@testable import ProxyCore

/// Whole requests through the core: a client and a provider without sockets.
@Suite struct ExchangeTests {
  private let configuration = """
    { "providers": { "openai": {
      "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" }, "maxConnections": 1,
      "retries": { "max": 1, "firstDelayMs": 100 } } } }
    """
  private let completion =
    #"{"id":"c1","model":"gpt-4o","choices":[{"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#

  private func response(_ status: Int, _ body: String, _ fields: String = "") -> String {
    "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
  }

  private func counted(_ proxy: FakeProxy, _ outcome: RequestOutcome) -> UInt64 {
    proxy.provider.metrics.requests[Int(outcome.rawValue)].value
  }

  @Test func aCompletion() throws {
    let proxy = try FakeProxy(configuration)
    let stream = proxy.chat()
    proxy.send(stream)
    #expect(proxy.connector.lastSent.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:9\r\n"))
    #expect(proxy.connector.lastSent.contains("\r\naccept-encoding: identity\r\n"))
    proxy.connector.receive(response(200, completion))
    #expect(stream.status == 200 && stream.text == completion && stream.calls == ["end", "finish"])
    #expect(counted(proxy, .success) == 1)
    #expect(proxy.provider.metrics.tokens.map(\.value).reduce(0, +) == 7)
    #expect(proxy.provider.inFlight == 0)
    // The connection serves again.
    let second = proxy.chat()
    proxy.send(second)
    #expect(proxy.connector.connections.count == 1)
    proxy.connector.receive(response(200, completion))
    #expect(second.text == completion)
  }

  /// A provider may respond without reading all of a request: the next one must not wait behind the rest.
  @Test(arguments: [false, true])
  func aConnectionWithUnsentBytesServesNoOther(hasUnsent: Bool) throws {
    let proxy = try FakeProxy(configuration)
    proxy.send(proxy.chat())
    let channel = proxy.connector.connections[0].channel
    channel.hasUnsent = hasUnsent
    proxy.connector.receive(response(413, #"{"error":{"message":"too large"}}"#))
    #expect(channel.isClosed == hasUnsent)
  }

  /// The one connection is in use: the next request waits for it, and is not refused.
  @Test func waitsForAConnection() throws {
    let proxy = try FakeProxy(configuration)
    let (first, second) = (proxy.chat(), proxy.chat())
    proxy.send(first)
    proxy.send(second)
    #expect(proxy.connector.connections.count == 1 && second.calls == [])
    proxy.connector.receive(response(200, completion))
    proxy.scheduler.advance(milliseconds: 0)
    proxy.connector.receive(response(200, completion))
    #expect(first.text == completion && second.text == completion)
  }

  @Test func anErrorIsTriedAgainAndThenPassedOn() throws {
    let proxy = try FakeProxy(configuration)
    let stream = proxy.chat()
    proxy.send(stream)
    proxy.connector.receive(response(503, "{}"))
    #expect(stream.calls == [])
    // The connection is closed with its response unread.
    let first = try #require(proxy.connector.connections.first)
    #expect(first.channel.isClosed)
    first.connection.closed()
    proxy.scheduler.advance(milliseconds: 200)
    proxy.connector.receive(response(500, #"{"error":{"type":"server_error"}}"#))
    #expect(stream.status == 500 && stream.calls == ["end", "finish"])
    #expect(proxy.provider.metrics.attempts.value == 2 && proxy.provider.metrics.retries.value == 1)
    #expect(counted(proxy, .failed) == 1)
  }

  @Test func theClientLeaves() throws {
    let proxy = try FakeProxy(configuration)
    let stream = proxy.chat(stream: true)
    let request = try #require(proxy.send(stream))
    proxy.connector.receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n")
    request.clientGone()
    #expect(proxy.connector.connections[0].channel.isClosed)
    #expect(counted(proxy, .cancelled) == 1 && proxy.provider.inFlight == 0)
    #expect(stream.calls == [])
    request.clientGone()
    #expect(counted(proxy, .cancelled) == 1)
  }

  /// SDKs leave when they have read the last event, which may be before the end that HTTP has for it.
  @Test(arguments: [("data: [DONE]\n\n", RequestOutcome.success), ("data: {}\n\n", .cancelled)])
  func theClientLeavesAtTheEnd(last: String, outcome: RequestOutcome) throws {
    let proxy = try FakeProxy(configuration)
    let request = try #require(proxy.send(proxy.chat(stream: true)))
    proxy.connector.receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n")
    proxy.connector.receive("\(String(last.utf8.count, radix: 16))\r\n\(last)\r\n")
    request.clientGone()
    #expect(counted(proxy, outcome) == 1 && proxy.provider.inFlight == 0)
    #expect(proxy.connector.connections[0].channel.isClosed)
  }

  /// The provider is cut in the middle: an error event of the client's format, no end, nothing doubled.
  @Test func aStreamIsCut() throws {
    let proxy = try FakeProxy(configuration)
    let stream = proxy.chat(stream: true)
    proxy.send(stream)
    proxy.connector.receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n")
    let event = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n"
    proxy.connector.receive(String(event.utf8.count, radix: 16) + "\r\n" + event + "\r\n")
    proxy.connector.connections[0].connection.closed()
    #expect(stream.text.hasPrefix(event) && stream.text.contains("upstream_cut"))
    #expect(stream.calls == ["abort"])
    #expect(counted(proxy, .failed) == 1)
  }

  /// A head that was written and not sent is taken back for a proper error.
  @Test func cutBeforeAnythingWentOut() throws {
    let proxy = try FakeProxy(configuration)
    let stream = proxy.chat()
    proxy.send(stream)
    proxy.connector.connections[0].connection.received(Array(response(200, completion).utf8.prefix(80)).span)
    proxy.connector.connections[0].connection.closed()
    #expect(stream.status == 502 && stream.calls == ["end", "finish"])
  }

  @Test func aSlowClientStopsTheProvider() throws {
    let proxy = try FakeProxy(configuration)
    let stream = proxy.chat(stream: true)
    let request = try #require(proxy.send(stream))
    proxy.connector.receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n")
    stream.isWritable = false
    proxy.connector.receive("7\r\n: ping\n\r\n")
    #expect(!proxy.connector.connections[0].channel.isReading)
    stream.isWritable = true
    request.clientWritabilityChanged(isWritable: true)
    #expect(proxy.connector.connections[0].channel.isReading)
  }

  @Test func shutDownEndsWhatWaits() throws {
    let proxy = try FakeProxy(configuration)
    proxy.connector.opens = false
    let (first, second) = (proxy.chat(), proxy.chat())
    let requests = [try #require(proxy.send(first)), try #require(proxy.send(second))]
    proxy.loop.beginEnding()
    for request in requests { request.shutDown() }
    #expect(first.status == 503 && second.status == 503)
    #expect(first.text.contains("shutting_down") && second.calls == ["end", "finish"])
    #expect(proxy.provider.inFlight == 0)
  }

  /// Each head that is refused is in a series of its own.
  @Test func refusedHeadsAreCounted() throws {
    let proxy = try FakeProxy(configuration)
    let stream = FakeStream("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(proxy.send(stream) == nil)
    #expect(stream.status == 404 && stream.isLast && stream.calls == ["end"])
    #expect(proxy.state.metrics.responses(proxy.state.metrics.routes.count - 1, statusClass: 4) == 1)
  }

  /// Stored under the whole of its id, and found by nobody else.
  @Test(arguments: [10, 63, 64, 80, 128]) func longIDsOfResponses(count: Int) throws {
    let proxy = try FakeProxy(configuration)
    let id = String("resp_" + String(repeating: "a1-_", count: 40)).prefix(count)
    proxy.send(proxy.post("/v1/responses", #"{"model":"gpt-4o","input":"Hi"}"#))
    proxy.connector.receive(response(200, #"{"id":"\#(id)","status":"completed","output":[]}"#))
    let found = try #require(ResponseID(JSONString(String(id))))
    #expect(proxy.state.responses.owner(of: found, for: nil, now: 0)?.provider == "openai")
    #expect(proxy.state.responses.holder(of: found, for: 7, now: 0) == .other)
    #expect(proxy.state.responses.count == 1)
  }

  /// Of the status that the client has seen, though the response has no end.
  @Test func aClientThatLeavesInTheMiddleHasSeenItsStatus() throws {
    let proxy = try FakeProxy(configuration)
    let stream = proxy.chat(stream: true)
    let request = try #require(proxy.send(stream))
    proxy.connector.receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n")
    proxy.connector.receive("7\r\n: ping\n\r\n")
    request.clientGone()
    #expect(proxy.state.metrics.responses(0, statusClass: 2) == 1)
  }

  /// What the operator sends is not the client's to replace, in whatever case it is written.
  @Test func configuredFieldsGoBeforeTheClients() throws {
    let proxy = try FakeProxy(
      """
      { "providers": { "anthropic": { "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" },
        "headers": { "Anthropic-Tenant": "ours" } } } }
      """)
    proxy.send(
      proxy.post(
        "/v1/messages", #"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"#,
        fields: "anthropic-tenant: theirs\r\nanthropic-other: yes\r\n"))
    let sent = proxy.connector.lastSent
    #expect(
      sent.contains("Anthropic-Tenant: ours") && !sent.contains("theirs") && sent.contains("anthropic-other: yes"))
  }

  /// Several lines of one list field arrive as one, and every field of an open list does.
  @Test func fieldsThatGoOn() throws {
    let proxy = try FakeProxy(
      """
      { "providers": { "anthropic": { "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" } } } }
      """)
    let stream = proxy.post(
      "/v1/messages?beta=true",
      #"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"#,
      fields: "anthropic-beta: a\r\nAnthropic-Workspace-Id: w\r\nanthropic-beta: b,c\r\nx-other: no\r\n")
    proxy.send(stream)
    let sent = proxy.connector.lastSent
    #expect(sent.contains("\r\nanthropic-beta: a, b,c\r\n"))
    #expect(sent.contains("\r\nAnthropic-Workspace-Id: w\r\n"))
    #expect(sent.contains("\r\nanthropic-version: 2023-06-01\r\n"))
    #expect(!sent.contains("x-other"))
    #expect(sent.contains("\r\nx-api-key: sk-test-0123456789\r\n"))
  }
}

import HTTPWire
import Testing

@testable import ProxyCore

/// Requests that go on while their body comes: a client and a provider without sockets.
@Suite struct StreamedBodyTests {
  private let configuration = """
    { "providers": { "openai": { "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" } } } }
    """
  private let answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"id\":\"file-1\"}"

  /// A client that has sent the beginning of a body.
  private func client(_ beginning: String, _ framing: String, path: String = "/v1/files") -> FakeStream {
    FakeStream(
      "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\n\(framing)\r\n\r\n"
        + beginning)
  }

  private func begin(_ proxy: FakeProxy, _ stream: FakeStream) throws -> ClientRequest {
    let request = try #require(proxy.receive(stream))
    #expect(request.mayStreamBody)
    #expect(try request.beginsBody(stream.body))
    request.proceed()
    return request
  }

  private func sent(_ proxy: FakeProxy, _ index: Int = 0) -> [String] {
    proxy.connector.connections[index].channel.sent.map { String(decoding: $0, as: UTF8.self) }
  }

  private func pass(_ text: String, to request: ClientRequest) {
    let bytes = Array(text.utf8)
    request.bodyReceived(bytes.span)
    request.bodyReadComplete()
  }

  @Test func piecesGoOnAsTheProviderTakesThem() throws {
    let proxy = try FakeProxy(configuration)
    let stream = client("0123", "Content-Length: 12")
    let request = try begin(proxy, stream)
    #expect(sent(proxy).count == 1 && sent(proxy)[0].hasSuffix("\r\ncontent-length: 12\r\n\r\n0123"))
    let (connection, channel) = proxy.connector.connections[0]
    channel.isWritable = false
    pass("45", to: request)
    pass("67", to: request)
    #expect(sent(proxy).count == 1)
    channel.isWritable = true
    connection.writabilityChanged()
    #expect(sent(proxy).last == "4567" && !stream.isBodyPaused)
    channel.isWritable = false
    pass("89", to: request)
    channel.isWritable = true
    connection.writabilityChanged()
    pass("ab", to: request)
    request.bodyEnded()
    #expect(sent(proxy).dropFirst().joined() == "456789ab")
    proxy.connector.receive(answer)
    #expect(stream.status == 200 && stream.calls == ["end", "finish"])
  }

  @Test func aProviderThatIsBehindStopsTheClient() throws {
    let proxy = try FakeProxy(configuration)
    proxy.connector.opens = false
    let stream = client("0123", "Content-Length: 12")
    _ = try begin(proxy, stream)
    let (connection, channel) = proxy.connector.connections[0]
    channel.isWritable = false
    connection.opened()
    #expect(stream.isBodyPaused)
    channel.isWritable = true
    connection.writabilityChanged()
    #expect(!stream.isBodyPaused)
  }

  @Test func withoutALengthPiecesAreChunks() throws {
    let proxy = try FakeProxy(configuration)
    let request = try begin(proxy, client("4\r\n0123\r\n", "Transfer-Encoding: chunked"))
    pass("0123456789abcdef", to: request)
    request.bodyEnded()
    #expect(sent(proxy)[0].hasSuffix("\r\ntransfer-encoding: chunked\r\n\r\n4\r\n0123\r\n"))
    #expect(sent(proxy).dropFirst().joined() == "10\r\n0123456789abcdef\r\n0\r\n\r\n")
  }

  /// The last byte of a form waits until all of it has been read.
  @Test(arguments: [true, false]) func theLastByteWaits(isWhole: Bool) throws {
    let proxy = try FakeProxy(configuration)
    let beginning =
      "--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ngpt-4o-transcribe\r\n--B\r\nContent-Disposition:"
    let end = " form-data; name=\"file\"; filename=\"a\"\r\n\r\nxyz\r\n--B" + (isWhole ? "--" : "\r\n")
    let length = beginning.utf8.count + end.utf8.count
    let stream = client(beginning, "Content-Length: \(length)", path: "/v1/audio/transcriptions")
    let request = try begin(proxy, stream)
    pass(end, to: request)
    #expect(sent(proxy).joined().hasSuffix(String(decoding: Array(end.utf8).dropLast(), as: UTF8.self)))
    request.bodyEnded()
    #expect(stream.status == (isWhole ? 0 : 400))
    #expect(sent(proxy).joined().utf8.elementsEqual((sent(proxy)[0] + end).utf8) == isWhole)
    #expect(proxy.connector.connections[0].channel.isClosed == !isWhole)
  }

  /// Many small chunks of one read are one write.
  @Test func smallPiecesGoTogether() throws {
    let proxy = try FakeProxy(configuration)
    let request = try begin(proxy, client("0123", "Content-Length: 70004"))
    let (small, large) = (Array("x".utf8), [UInt8](repeating: 0x78, count: 40_000))
    for _ in 0..<30_000 { request.bodyReceived(small.span) }
    #expect(sent(proxy).count == 1)
    request.bodyReadComplete()
    #expect(sent(proxy).count == 2 && sent(proxy)[1].utf8.count == 30_000)
    request.bodyReceived(large.span)
    #expect(sent(proxy).count == 3)
    request.bodyEnded()
    #expect(sent(proxy).dropFirst().joined().utf8.count == 70_000)
  }

  /// What was idle may be closed by the provider, and the request is gone then.
  @Test func anIdleConnectionIsNotTaken() throws {
    let proxy = try FakeProxy(configuration)
    proxy.send(proxy.chat())
    proxy.connector.receive("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
    _ = try begin(proxy, client("0123", "Content-Length: 12"))
    #expect(proxy.connector.connections.count == 2)
    proxy.send(proxy.chat())
    #expect(proxy.connector.connections.count == 2)
  }

  @Test func aClientThatLeavesIsCut() throws {
    let proxy = try FakeProxy(configuration)
    let request = try begin(proxy, client("0123", "Content-Length: 12"))
    request.clientGone()
    #expect(proxy.connector.connections[0].channel.isClosed && proxy.provider.inFlight == 0)
  }
}

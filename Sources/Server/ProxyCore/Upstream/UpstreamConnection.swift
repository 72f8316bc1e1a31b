package import HTTPWire

/// One connection to a provider, used for one request at a time and kept between them. It has no socket: a transport
/// gives it what was read, and a channel to write to. All calls come on its event loop.
package final class UpstreamConnection {
  package private(set) var parser = ResponseParser()
  private let pool: UpstreamPool
  /// Set by the transport while there is a socket.
  package var channel: (any UpstreamChannel)?
  /// From the lease to `release`, `discard` or the failure: who waits for a response is there until then. Not weak:
  /// that would cost each exchange a table of its own.
  private var client: (any UpstreamClient)?
  /// A byte of the current response has come.
  private var hasResponse = false
  private var requestsServed = 0
  /// Loop time at which the connection became idle, in nanoseconds.
  var idleSince: UInt64 = 0
  private var isPaused = false
  /// It ends after this request, since what follows on it could be taken for the response to another.
  private var isSpoilt = false
  private var wasOpened = false
  /// It counts among the connections that the provider may have.
  var hasSlot = true
  /// From the moment it is ready until either side closes it.
  private(set) var isOpen = false

  init(pool: UpstreamPool, client: any UpstreamClient) {
    self.pool = pool
    self.client = client
  }

  // MARK: the client's side

  /// Makes an idle connection the client's.
  func lease(to client: any UpstreamClient) { self.client = client }

  /// Sends a whole request.
  package func send(_ request: any OutgoingBytes) {
    hasResponse = false
    parser.begin()
    channel?.send(request)
  }

  /// Sends more of a request whose beginning is sent.
  package func sendMore(_ bytes: any OutgoingBytes) { channel?.send(bytes) }

  /// Whether the provider takes what is sent.
  package var isWritable: Bool { channel?.isWritable ?? true }

  /// Returns the connection for the next request, when it can serve one: the next one would wait behind what a provider
  /// has not taken that has responded without reading all of a request.
  package func release(keepAlive: Bool) {
    client = nil
    requestsServed += 1
    resume()
    if keepAlive, isOpen, !isSpoilt, channel?.hasUnsent == false { pool.put(self) } else { close() }
  }

  /// Ends the connection at once: what is on its way is not wanted any more, and the provider is to notice.
  package func discard() {
    client = nil
    close()
  }

  /// Stops reading until `resume`: the client of the proxy is slower than the provider.
  package func pause() {
    guard !isPaused, let channel else { return }
    isPaused = true
    channel.setReading(false)
  }

  package func resume() {
    guard isPaused, let channel else { return }
    isPaused = false
    channel.setReading(true)
  }

  private func close() {
    isOpen = false
    channel?.close()
  }

  // MARK: the transport's side

  /// It is ready for requests, TLS included. Nobody may want it by then: it goes to the idle ones.
  package func opened() {
    isOpen = true
    wasOpened = true
    pool.refreshNow()
    pool.opened(self)
    if let client { client.upstreamReady(self) } else { pool.put(self) }
  }

  /// It could not be made, or not in time. Does nothing for one that was opened.
  ///
  /// - Parameter hasSocket: whether `closed` is still to come.
  package func notOpened(_ reason: String, hasSocket: Bool) {
    if wasOpened { return }
    if !hasSocket { pool.closed(self) }
    fail(.unreachable(reason))
    close()
  }

  /// Bytes on an idle connection belong to no request: it is closed.
  package func received(_ input: Span<UInt8>) {
    guard client != nil else { return close() }
    pool.refreshNow()
    hasResponse = true
    var start = 0
    while true {
      let rest = input.extracting(start..<input.count)
      let step = parser.receive(rest)
      guard let client else { return }
      switch step.event {
      case .needMore: return
      case .head: client.upstreamHead(self)
      case .body(let range): client.upstreamBody(rest.extracting(range))
      case .end:
        // Bytes nobody asked for: the connection cannot be trusted with another request.
        if start + step.consumed < input.count { isSpoilt = true }
        return client.upstreamEnd(self)
      case .failed(let failure):
        // In this order: closing reports that the response was cut.
        fail(.invalid(failure))
        return close()
      }
      start += step.consumed
    }
  }

  package func readComplete() { client?.upstreamReadComplete() }

  package func writabilityChanged() {
    guard let client else { return }
    pool.refreshNow()
    client.upstreamWritabilityChanged()
  }

  /// A body without a length ends with the connection (RFC 9112, 6.3); the parser knows whether this is one.
  package func closed() {
    isOpen = false
    pool.closed(self)
    if case .end = parser.closed() {
      client?.upstreamEnd(self)
    } else {
      fail(hasResponse || requestsServed == 0 ? .cut : .staleConnection)
    }
  }

  /// Its TLS was refused, for the reason given.
  package func insecure(_ reason: String) { fail(.insecure(reason)) }

  /// The client is dropped before it is called, since it may begin another try at once: each request fails once.
  private func fail(_ failure: UpstreamFailure) {
    guard let client else { return }
    self.client = nil
    client.upstreamFailed(failure)
  }
}

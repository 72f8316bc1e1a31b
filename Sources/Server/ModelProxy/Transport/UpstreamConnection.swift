import HTTPWire
import NIOCore
import NIOTLS

/// What becomes of a request on an upstream connection. All calls come on the event loop of the connection. After
/// `upstreamReady` the client must call `release` or `discard`, unless `upstreamFailed` comes first.
protocol UpstreamClient: AnyObject {
  /// A connection is being made for this client, which may have waited for its turn.
  func upstreamConnecting()
  /// The connection is ready and is this client's until `release` or `discard`.
  func upstreamReady(_ connection: UpstreamConnection)
  /// No connection could be made, or the one at hand ended before it was of use.
  func upstreamFailed(_ failure: UpstreamFailure)
  /// The head has come and can be read in `connection.parser`.
  func upstreamHead(_ connection: UpstreamConnection)
  /// A piece of the body.
  func upstreamBody(_ bytes: Span<UInt8>)
  /// The response is complete.
  func upstreamEnd(_ connection: UpstreamConnection)
  /// Everything that one read has brought was handed out: time to flush.
  func upstreamReadComplete()
}

/// Why a provider gave no response, or not all of it. `Blame` says what the breakers make of each, `ProxyFailure`
/// what the client reads.
enum UpstreamFailure: Equatable {
  /// All connections that may be open to it are in use, and as many requests as may wait for one do. It says nothing of
  /// the provider, which was not called.
  case exhausted(limit: Int)
  /// Name not found, refused, no route, time-out of the connection: nothing was sent.
  case unreachable(String)
  /// The provider's certificate or its TLS is not acceptable, for the reason given: nothing was sent.
  case insecure(String)
  /// Closed before a byte of the response came, on a connection that had been used before: taken as closed while it
  /// was idle, with the request unread, so that it is sent again.
  case staleConnection
  /// Closed before the response was complete. The request may have been carried out.
  case cut
  /// What came is not HTTP as it must be.
  case invalid(HTTPFailure)
}

/// One connection to a provider, used for one request at a time and kept between them.
final class UpstreamConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private(set) var parser = ResponseParser()
  private let pool: UpstreamPool
  private var context: ChannelHandlerContext?
  /// From the lease to `release`, `discard` or the failure: who waits for a response is there until then. Not weak:
  /// that would cost each exchange a table of its own.
  private var client: (any UpstreamClient)?
  /// A byte of the current response has come.
  private var hasResponse = false
  private(set) var requestsServed = 0
  /// Loop time at which the connection became idle, in nanoseconds.
  var idleSince: UInt64 = 0
  private let waitsForTLS: Bool
  private var isPaused = false
  /// It ends after this request, since what follows on it could be taken for the response to another.
  private var isSpoilt = false
  private(set) var wasOpened = false
  /// It counts among the connections that the provider may have.
  var hasSlot = true

  init(pool: UpstreamPool, waitsForTLS: Bool, client: any UpstreamClient) {
    self.pool = pool
    self.waitsForTLS = waitsForTLS
    self.client = client
  }

  /// From the moment it is ready until either side closes it.
  private(set) var isOpen = false

  // MARK: the client's side

  /// Makes an idle connection the client's.
  func lease(to client: any UpstreamClient) { self.client = client }

  /// Sends a whole request.
  func send(_ request: ByteBuffer) {
    hasResponse = false
    parser.begin()
    guard let context else { return }
    context.writeAndFlush(wrapOutboundOut(request), promise: nil)
  }

  /// Returns the connection for the next request, when it can serve one.
  func release(keepAlive: Bool) {
    client = nil
    requestsServed += 1
    resume()
    if keepAlive, isOpen, !isSpoilt { pool.put(self) } else { close() }
  }

  /// Ends the connection at once: what is on its way is not wanted any more, and the provider is to notice.
  func discard() {
    client = nil
    close()
  }

  /// Stops reading until `resume`: the client of the proxy is slower than the provider.
  func pause() {
    guard !isPaused, let context else { return }
    isPaused = true
    try? context.channel.syncOptions?.setOption(.autoRead, value: false)
  }

  func resume() {
    guard isPaused, let context else { return }
    isPaused = false
    try? context.channel.syncOptions?.setOption(.autoRead, value: true)
  }

  private func close() {
    isOpen = false
    context?.close(promise: nil)
  }

  // MARK: the channel's side

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// With TLS the connection is of use only after its handshake, which NIO announces as an event.
  func channelActive(context: ChannelHandlerContext) {
    if !waitsForTLS { ready() }
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent { ready() }
    context.fireUserInboundEventTriggered(event)
  }

  /// The connection could not be made, or not in time.
  func neverOpened(_ reason: String) {
    if wasOpened { return }
    fail(.unreachable(reason))
    close()
  }

  /// After TCP, and after the handshake where there is TLS. Nobody may want it by then: it goes to the idle ones.
  private func ready() {
    isOpen = true
    wasOpened = true
    pool.refreshNow()
    pool.opened(self)
    if let client { client.upstreamReady(self) } else { pool.put(self) }
  }

  /// Bytes on an idle connection belong to no request: it is closed.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    guard client != nil else { return close() }
    pool.refreshNow()
    hasResponse = true
    while true {
      let step = parser.receive(buffer.readableBytesUInt8Span)
      guard let client else { return }
      switch step.event {
      case .needMore: return
      case .head: client.upstreamHead(self)
      case .body(let range): client.upstreamBody(buffer.readableBytesUInt8Span.extracting(range))
      case .end:
        buffer.moveReaderIndex(forwardBy: step.consumed)
        // Bytes nobody asked for: the connection cannot be trusted with another request.
        if buffer.readableBytes > 0 { isSpoilt = true }
        return client.upstreamEnd(self)
      case .failed(let failure):
        // In this order: closing reports that the response was cut.
        fail(.invalid(failure))
        return close()
      }
      buffer.moveReaderIndex(forwardBy: step.consumed)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { client?.upstreamReadComplete() }

  /// A body without a length ends with the connection (RFC 9112, 6.3); the parser knows whether this is one.
  func channelInactive(context: ChannelHandlerContext) {
    isOpen = false
    pool.closed(self)
    if case .end = parser.closed() {
      client?.upstreamEnd(self)
    } else {
      fail(hasResponse || requestsServed == 0 ? .cut : .staleConnection)
    }
    context.fireChannelInactive()
  }

  /// Whatever goes wrong closes, and `channelInactive` reports it; but for TLS, whose reason is lost by then.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let reason = TLSReason.sentence(error) { fail(.insecure(reason)) }
    close()
  }

  /// The client is dropped before it is called, since it may begin another try at once: each request fails once.
  private func fail(_ failure: UpstreamFailure) {
    guard let client else { return }
    self.client = nil
    client.upstreamFailed(failure)
  }
}

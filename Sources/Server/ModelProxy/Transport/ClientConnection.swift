import HTTPWire
import JSONCore
import KeyStore
import NIOCore

/// One connection of a client: reads requests one after the other, hands each to an exchange, and writes what that
/// gives. Confined to its event loop.
///
/// It is the one channel handler of its pipeline: parsing, framing and time-outs in one object cost no event per
/// layer. The order of responses is that of the requests, because the next one is not read before the last is
/// written.
final class ClientConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum Phase {
    /// Between requests, or in the middle of one.
    case reading
    /// An exchange is in flight; what the client sends meanwhile waits in `unread`.
    case exchanging
    /// The last response is written; what still comes is discarded until the client has read it and leaves.
    case lingering
    case closed
  }

  /// Bytes a client may send ahead of the response it waits for; then nothing is read from it.
  private static let mostUnread = 64 << 10
  /// How long, and for how many bytes, a refused client is listened to, so that it can read why.
  private static let lingerNanoseconds: UInt64 = 2_000_000_000
  private static let lingerBytes = 1 << 20
  /// Bodies of this size keep their memory for the next one, larger ones free it at once.
  private static let keptBody = 64 << 10

  let loop: LoopContext
  private(set) var parser: RequestParser
  private(set) var body = BodyBuffer()
  private var context: ChannelHandlerContext?
  private var phase = Phase.reading
  private var unread = ByteBuffer()
  private var out = ByteBuffer()
  /// Where in `out` the response begins of which nothing was sent.
  private var responseStart: Int?
  private var call: ClientCall?
  /// A strong reference both ways while a request is in flight; `finish`, `cut` and the end of the channel break it.
  private var exchange: (any ActiveRequest)?
  private var discarded = 0
  /// Bytes of the body that count among those of all requests.
  private var heldBytes = 0
  /// Loop time after which the connection is closed, in nanoseconds.
  private var deadline: UInt64
  private var isReadingPaused = false
  let address: ClientAddress
  private var slot: ConnectionTable.Slot?
  private var cachedKeyDecision = CachedKeyDecision()
  /// Bytes of the request that is being read.
  private var received: UInt64 = 0
  /// When the first byte of the request in flight came.
  private(set) var requestStarted: UInt64 = 0

  /// - Parameter slot: its slot among the connections that may be open; released when this one is closed.
  init(_ loop: LoopContext, address: ClientAddress, slot: consuming ConnectionTable.Slot? = nil) {
    self.loop = loop
    self.address = address
    self.slot = slot
    parser = RequestParser(limits: loop.configuration.settings.listen.limits)
    deadline = loop.now + loop.configuration.settings.listen.idleNanoseconds
  }

  // MARK: the channel's side

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    loop.add(self)
  }

  /// The channel's last call: from here on the slot among the open connections is free.
  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    slot = nil
    releaseBody()
  }

  /// What comes while a request is in flight is kept, up to a bound: clients may send the next one ahead.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    switch phase {
    case .reading:
      received += UInt64(buffer.readableBytes)
      if unread.readableBytes > 0 {
        unread.writeBuffer(&buffer)
        swap(&unread, &buffer)
        unread.clear()
      }
      read(&buffer)
      if buffer.readableBytes > 0 { unread = buffer }
    case .exchanging:
      unread.writeBuffer(&buffer)
      if unread.readableBytes > Self.mostUnread { pauseReading() }
    case .lingering:
      discarded += buffer.readableBytes
      if discarded > Self.lingerBytes { close() }
    case .closed: break
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { flush() }

  /// Above 64 KiB of unsent bytes the channel is not writable, until 16 KiB are left (`ProxyServer`).
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stalledSince = context.channel.isWritable ? nil : loop.now
    exchange?.clientWritabilityChanged(isWritable: isWritable)
    context.fireChannelWritabilityChanged()
  }

  /// Also how a client leaves in the middle of a response: the exchange ends the call at its provider at once.
  func channelInactive(context: ChannelHandlerContext) {
    phase = .closed
    loop.remove(self)
    let exchange = exchange
    self.exchange = nil
    exchange?.clientGone()
    releaseBody()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private var stalledSince: UInt64?

  /// Whether the client takes what is sent; if not, the exchange is called when it does.
  var isWritable: Bool { stalledSince == nil }

  /// Called by the loop ten times a second, with its time in nanoseconds. A client that takes nothing is closed
  /// whatever is going on; while an exchange is in flight all other time is the exchange's.
  func tick(_ now: UInt64) {
    let listen = loop.configuration.settings.listen
    if let stalledSince, now &- stalledSince > listen.writeStallNanoseconds { return close() }
    if let exchange { return exchange.tick(now) }
    guard now > deadline || isTooSlow(now, listen.minimumRate) else { return }
    switch phase {
    case .reading where parser.isInRequest:
      loop.metrics.lateRequests.add()
      refuse(ProxyFailure(.requestTimeout, "The request did not arrive in time; send it without pauses."))
    case .reading, .lingering, .exchanging, .closed: close()
    }
  }

  /// Counts the whole request from its first byte, so that a byte now and then does not renew anything.
  private func isTooSlow(_ now: UInt64, _ rate: MinimumRate) -> Bool {
    guard case .reading = phase, parser.isInRequest else { return false }
    return received < rate.bytes(after: now &- requestStarted)
  }

  // MARK: reading requests

  /// Feeds the parser until it has no whole event left, or a request is complete: what follows then waits for its
  /// response (RFC 9112, 9.3.2).
  private func read(_ buffer: inout ByteBuffer) {
    while case .reading = phase {
      if !parser.isInRequest, buffer.readableBytes > 0 {
        requestStarted = loop.refreshNow()
        received = UInt64(buffer.readableBytes)
        deadline = requestStarted + loop.configuration.settings.listen.headNanoseconds
      }
      let step = parser.receive(buffer.readableBytesUInt8Span)
      switch step.event {
      case .needMore:
        buffer.moveReaderIndex(forwardBy: step.consumed)
        return
      case .head: headReceived()
      case .body(let range): bodyReceived(buffer.readableBytesUInt8Span.extracting(range))
      case .end: requestReceived()
      case .failed(let failure):
        loop.metrics.malformedRequests.add()
        refuse(ProxyFailure(failure))
      }
      buffer.moveReaderIndex(forwardBy: min(step.consumed, buffer.readableBytes))
    }
  }

  /// Everything that the head decides is decided here: a body that would be refused is not asked for with `100
  /// Continue`.
  private func headReceived() {
    deadline = loop.now + loop.configuration.settings.listen.bodyNanoseconds
    if case .length(let length) = parser.head.framing { body.reset(expecting: length) } else { body.reset() }
    do throws(ProxyFailure) {
      call = try ClientCall(parser.head, from: address, &cachedKeyDecision, loop)
    } catch {
      return refuse(error)
    }
    if parser.head.expectsContinue, parser.head.framing != .none {
      write("HTTP/1.1 100 Continue\r\n\r\n")
      flush()
    }
  }

  /// The budget is taken as bytes arrive, not by the announced length: announcing costs a client nothing.
  private func bodyReceived(_ part: Span<UInt8>) {
    guard loop.server.bodies.take(part.count, of: loop.configuration.settings.listen.maxBodyMemory) else {
      return refuse(Self.noRoomForBody)
    }
    heldBytes += part.count
    body.append(part)
  }

  private static let noRoomForBody = ProxyFailure(
    .tooBusy, "The bodies of requests in flight take all that listen.maxBodyMemoryBytes allows; try again in a moment.",
    retryAfterSeconds: 1)

  /// The body was copied to where it is needed; it counts until the request is over.
  func letGoOfBody() { if body.count > Self.keptBody { body = BodyBuffer() } }

  /// May be called twice: every end of a request and of the connection comes here.
  private func releaseBody() {
    letGoOfBody()
    if heldBytes > 0 { loop.server.bodies.giveBack(heldBytes) }
    heldBytes = 0
  }

  /// The connection has no deadline of its own from here on: the exchange has.
  private func requestReceived() {
    phase = .exchanging
    deadline = .max
    guard let call else { return refuse(ProxyFailure(.internalError, "The request was lost; send it again.")) }
    loop.admit(self, call)
  }

  // MARK: responding

  /// Sets the exchange that responds to the request in flight.
  func begin(_ exchange: any ActiveRequest) { self.exchange = exchange }

  /// The response is complete and written. The exchange is released by this call.
  ///
  /// - Parameter keepAlive: whether another request may follow on this connection.
  func finish(keepAlive: Bool) {
    exchange = nil
    releaseBody()
    guard phase != .closed else { return }
    guard keepAlive, parser.head.keepAlive, !loop.isDraining else { return linger() }
    phase = .reading
    deadline = loop.now + loop.configuration.settings.listen.idleNanoseconds
    resumeReading()
    guard unread.readableBytes > 0 else { return }
    // Not from here: the exchange that has just ended is still on the stack.
    loop.later { self.readPipelined() }
  }

  private func readPipelined() {
    guard case .reading = phase, unread.readableBytes > 0 else { return }
    var buffer = unread
    unread = ByteBuffer()
    read(&buffer)
    if buffer.readableBytes > 0 { unread = buffer }
    flush()
  }

  /// Responds to a request that is not to be read on, and closes: where its body ends is not known without reading
  /// it.
  private func refuse(_ failure: ProxyFailure) {
    loop.metrics.refusedRequest(failure.code)
    releaseBody()
    LocalResponse.failure(failure, for: self, format: RequestHeadChecks.format(parser.head), keepAlive: false)
    flush()
    linger()
  }

  /// Cuts the connection without an orderly end: the client must see that its response is not complete.
  func cut() {
    flush()
    exchange = nil
    close()
  }

  /// Closes in two steps (RFC 9112, 9.6): closing at once while the client still sends would reset the connection,
  /// and could take the response away before it is read.
  private func linger() {
    flush()
    phase = .lingering
    deadline = loop.now + Self.lingerNanoseconds
    resumeReading()
    context?.close(mode: .output, promise: nil)
  }

  /// The channel then calls `channelInactive`, which ends an exchange that is in flight.
  private func close() {
    phase = .closed
    context?.close(promise: nil)
  }

  func write(_ text: StaticString) { out.writeStaticString(text) }

  func write(_ bytes: Span<UInt8>) { out.append(bytes) }

  /// What is written from here on can be taken back until it is sent: a provider that fails before any of it went out
  /// still leaves room for a proper error.
  func beginResponse() { responseStart = out.writerIndex }

  /// Discards the response that was begun; false when some of it was sent.
  func takeBackResponse() -> Bool {
    guard let start = responseStart else { return false }
    responseStart = nil
    out.moveWriterIndex(to: start)
    return true
  }

  /// Sends what was written since the last time: one write for head and body where both are there.
  func flush() {
    responseStart = nil
    guard out.readableBytes > 0, let context else { return }
    context.writeAndFlush(wrapOutboundOut(out), promise: nil)
    out.clear()
  }

  /// TCP then keeps the client from sending: its bytes stay in its own buffers.
  private func pauseReading() {
    guard !isReadingPaused, let context else { return }
    isReadingPaused = true
    try? context.channel.syncOptions?.setOption(.autoRead, value: false)
  }

  private func resumeReading() {
    guard isReadingPaused, let context else { return }
    isReadingPaused = false
    try? context.channel.syncOptions?.setOption(.autoRead, value: true)
  }

  /// Ends the connection, with an error for a request in flight.
  func shutDown() {
    if let exchange { exchange.shutDown() } else { close() }
  }

  /// A piece of a chunked body: its size in hexadecimal, then the bytes (RFC 9112, 7.1).
  func writeChunk(_ bytes: Span<UInt8>) {
    out.writeString(String(bytes.count, radix: 16))
    out.writeStaticString("\r\n")
    out.append(bytes)
    out.writeStaticString("\r\n")
  }

  /// Orderly end of an idle connection while the server drains. One with a request in flight ends behind its
  /// response.
  func drain() { if case .reading = phase, !parser.isInRequest { close() } }
}

/// What responds to a request, as its connection sees it: a call to a provider, a look-up of models, or a tool. All
/// calls come on the connection's event loop, and none after the exchange has called `finish` or `cut`.
protocol ActiveRequest: AnyObject {
  func clientWritabilityChanged(isWritable: Bool)
  func clientGone()
  /// Called a few times a second with the loop's time.
  func tick(_ now: UInt64)
  /// The server is being stopped and waits no longer.
  func shutDown()
}

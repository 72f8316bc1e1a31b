import HTTPWire
import JSONCore
import KeyStore
import NIOCore

/// One connection of a client: reads requests one after the other, hands each to an exchange, and writes what that
/// gives. Confined to its event loop.
final class ClientConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum Phase {
    /// Between requests, or in the middle of one.
    case reading
    /// An exchange is at work; what the client sends meanwhile waits in `unread`.
    case exchanging
    /// The last answer is written; what still comes is thrown away until the client has read it and leaves.
    case lingering
    case closed
  }

  /// Bytes a client may send ahead of the answer it waits for.
  private static let mostUnread = 64 << 10
  /// How long, and for how many bytes, a refused client is listened to, so that it can read why.
  private static let lingerNanoseconds: UInt64 = 2_000_000_000
  private static let lingerBytes = 1 << 20
  /// Bodies of this size keep their memory for the next one.
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
  private var exchange: (any ExchangeAtWork)?
  private var discarded = 0
  /// Bytes of the body that count among those of all requests.
  private var heldBytes = 0
  /// Loop time after which the connection is closed, in nanoseconds.
  private var deadline: UInt64
  private var isReadingPaused = false
  let address: ClientAddress
  private var place: ConnectionTable.Place?
  private var lastKey = LastKey()
  /// Bytes of the request at work.
  private var received: UInt64 = 0
  /// When the first byte of the request at work came.
  private(set) var requestStarted: UInt64 = 0

  /// - Parameter place: among the connections that may be open; free again when this one is closed.
  init(_ loop: LoopContext, address: ClientAddress, place: consuming ConnectionTable.Place? = nil) {
    self.loop = loop
    self.address = address
    self.place = place
    parser = RequestParser(limits: loop.generation.settings.listen.limits)
    deadline = loop.now + loop.generation.settings.listen.idleNanoseconds
  }

  // MARK: the channel's side

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    loop.add(self)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    place = nil
    releaseBody()
  }

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

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stalledSince = context.channel.isWritable ? nil : loop.now
    exchange?.clientWritabilityChanged(isWritable: isWritable)
    context.fireChannelWritabilityChanged()
  }

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

  /// Whether the client takes what is sent; if not, one is told when it does.
  var isWritable: Bool { stalledSince == nil }

  /// Called by the loop a few times a second.
  func tick(_ now: UInt64) {
    let listen = loop.generation.settings.listen
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

  private func isTooSlow(_ now: UInt64, _ rate: MinimumRate) -> Bool {
    guard case .reading = phase, parser.isInRequest else { return false }
    return received < rate.bytes(after: now &- requestStarted)
  }

  // MARK: reading requests

  private func read(_ buffer: inout ByteBuffer) {
    while case .reading = phase {
      if !parser.isInRequest, buffer.readableBytes > 0 {
        requestStarted = loop.refreshNow()
        received = UInt64(buffer.readableBytes)
        deadline = requestStarted + loop.generation.settings.listen.headNanoseconds
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

  private func headReceived() {
    deadline = loop.now + loop.generation.settings.listen.bodyNanoseconds
    if case .length(let length) = parser.head.framing { body.reset(expecting: length) } else { body.reset() }
    do throws(ProxyFailure) {
      call = try ClientCall(parser.head, from: address, &lastKey, loop)
    } catch {
      return refuse(error)
    }
    if parser.head.expectsContinue, parser.head.framing != .none {
      write("HTTP/1.1 100 Continue\r\n\r\n")
      flush()
    }
  }

  private func bodyReceived(_ part: Span<UInt8>) {
    guard loop.server.bodies.take(part.count, of: loop.generation.settings.listen.maxBodyMemory) else {
      return refuse(Self.noRoomForBody)
    }
    heldBytes += part.count
    body.append(part)
  }

  private static let noRoomForBody = ProxyFailure(
    .tooBusy, "The bodies of requests in flight take all that listen.maxBodyMemoryBytes allows; try again in a moment.",
    retryAfterSeconds: 1)

  /// The body has gone on to where it is needed; it counts until the request is over.
  func letGoOfBody() { if body.count > Self.keptBody { body = BodyBuffer() } }

  private func releaseBody() {
    letGoOfBody()
    if heldBytes > 0 { loop.server.bodies.giveBack(heldBytes) }
    heldBytes = 0
  }

  private func requestReceived() {
    phase = .exchanging
    deadline = .max
    guard let call else { return refuse(ProxyFailure(.internalError, "The request was lost; send it again.")) }
    loop.admit(self, call)
  }

  // MARK: answering

  /// The exchange that answers the request at work.
  func begin(_ exchange: any ExchangeAtWork) { self.exchange = exchange }

  /// The answer is complete and written.
  ///
  /// - Parameter keepAlive: whether another request may follow on this connection.
  func finish(keepAlive: Bool) {
    exchange = nil
    releaseBody()
    guard phase != .closed else { return }
    guard keepAlive, parser.head.keepAlive, !loop.isDraining else { return linger() }
    phase = .reading
    deadline = loop.now + loop.generation.settings.listen.idleNanoseconds
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

  /// Answers a request that is not to be read on, and closes.
  private func refuse(_ failure: ProxyFailure) {
    loop.metrics.refusedRequest(failure.code)
    releaseBody()
    Answer.failure(failure, for: self, dialect: FrontDoor.dialect(parser.head), keepAlive: false)
    flush()
    linger()
  }

  /// Cuts the connection without an orderly end: the client must see that its answer is not complete.
  func cut() {
    flush()
    exchange = nil
    close()
  }

  private func linger() {
    flush()
    phase = .lingering
    deadline = loop.now + Self.lingerNanoseconds
    resumeReading()
    context?.close(mode: .output, promise: nil)
  }

  private func close() {
    phase = .closed
    context?.close(promise: nil)
  }

  func write(_ text: StaticString) { out.writeStaticString(text) }

  func write(_ bytes: Span<UInt8>) { out.append(bytes) }

  /// What is written from here on can be taken back until it is sent.
  func beginResponse() { responseStart = out.writerIndex }

  /// Forgets the response that was begun, unless some of it was sent.
  func takeBackResponse() -> Bool {
    guard let start = responseStart else { return false }
    responseStart = nil
    out.moveWriterIndex(to: start)
    return true
  }

  /// Sends what was written since the last time.
  func flush() {
    responseStart = nil
    guard out.readableBytes > 0, let context else { return }
    context.writeAndFlush(wrapOutboundOut(out), promise: nil)
    out.clear()
  }

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

  /// Ends the connection, with an error for who still waits.
  func shutDown() {
    if let exchange { exchange.shutDown() } else { close() }
  }

  /// A piece of a chunked body.
  func writeChunk(_ bytes: Span<UInt8>) {
    out.writeString(String(bytes.count, radix: 16))
    out.writeStaticString("\r\n")
    out.append(bytes)
    out.writeStaticString("\r\n")
  }

  /// Orderly end of an idle connection while the server drains.
  func drain() { if case .reading = phase, !parser.isInRequest { close() } }
}

/// What answers a request, as its connection sees it.
protocol ExchangeAtWork: AnyObject {
  func clientWritabilityChanged(isWritable: Bool)
  func clientGone()
  /// Called a few times a second with the loop's time.
  func tick(_ now: UInt64)
  /// The server is being stopped and waits no longer.
  func shutDown()
}

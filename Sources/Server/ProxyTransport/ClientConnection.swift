import HTTPWire
import JSONCore
import NIOCore
import ProxyCore

/// One connection of a client in HTTP/1.1: reads requests one after the other, gives each to the core, and writes what
/// that responds. Confined to its event loop.
///
/// It is the one channel handler of its pipeline: parsing, framing and time-outs in one object cost no event per
/// layer. The order of responses is that of the requests, because the next one is not read before the last is
/// written.
final class ClientConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  enum Phase {
    /// Between requests, or in the middle of one.
    case reading
    /// A request is in flight whose body goes on while it comes.
    case streaming
    /// A request is in flight; what the client sends meanwhile waits in `unread`.
    case responding
    /// The last response is written; what still comes is discarded until the client has read it and leaves.
    case lingering
    case closed
  }

  /// Bytes a client may send ahead of the response it waits for; then nothing is read from it.
  private static let mostUnread = 64 << 10
  /// How long a refused client may send nothing, and how long it is listened to in all, so that it can read why: many
  /// read the response only when they have sent the whole request.
  static let lingerNanoseconds: UInt64 = 2_000_000_000
  static let longestLinger: UInt64 = 30_000_000_000
  /// Bodies of this size keep their memory for the next one, larger ones free it at once.
  private static let keptBody = 64 << 10

  let loop: TransportLoop
  private(set) var parser: RequestParser
  private(set) var received = BodyBuffer()
  private(set) var context: ChannelHandlerContext?
  var phase = Phase.reading
  private var unread = ByteBuffer()
  private var out = ByteBuffer()
  /// Where in `out` the response begins of which nothing was sent.
  private var responseStart: Int?
  /// How the body of the response in flight is framed.
  private var framing = BodyFraming.none
  /// The connection ends behind the response in flight.
  private var isLast = false
  private(set) var bodyBytesSent = 0
  /// A strong reference both ways while a request is in flight; `finish`, `abort` and the end of the channel break it.
  private(set) var request: ClientRequest?
  /// More of its body than this goes on while it comes, where the request lets it.
  private var mostGathered = Int.max
  /// What goes on of a body while it comes.
  var bodyFlow = BodyFlow()
  /// Bytes of the body that count among those of all requests.
  private var heldBytes = 0
  /// Loop time after which the connection is closed, in nanoseconds.
  var deadline: UInt64
  /// Loop time after which a client that lingers is closed, whatever it sends.
  var lingerEnd: UInt64 = 0
  var isReadingPaused = false
  private let peer: ClientAddress
  /// Nil unless the peer is one.
  private let trusted: TrustedProxies?
  /// Of the request that is being read or in flight: the peer's, unless that is a proxy which says otherwise.
  private(set) var address: ClientAddress
  private(set) var certificate: JSONString?
  private var slot: ConnectionTable.Slot?
  /// Lent to the core for each head, and not to be looked at meanwhile.
  private var identity = ConnectionIdentity()
  /// Bytes of the request that is being read.
  private var requestBytes: UInt64 = 0
  /// When the first byte of the request in flight came.
  private(set) var startedAt: UInt64 = 0
  private var stalledSince: UInt64?

  /// - Parameters:
  ///   - slot: its slot among the connections that may be open; released when this one is closed.
  ///   - isSecure: whether a handshake comes first, for which there is as much time as for a head.
  init(_ loop: TransportLoop, address: ClientAddress, slot: consuming ConnectionTable.Slot?, isSecure: Bool) {
    self.loop = loop
    (peer, self.address) = (address, address)
    trusted = loop.listen.trusted?.contain(address) == true ? loop.listen.trusted : nil
    self.slot = slot
    // Of the body when its head is there: an error about it is in the format of its route.
    var limits = loop.listen.limits
    limits.body = .max
    parser = RequestParser(limits: limits)
    deadline = loop.now + (isSecure ? loop.listen.headNanoseconds : loop.listen.idleNanoseconds)
  }

  // MARK: the channel's side

  /// The handshake is over.
  ///
  /// - Parameter certificate: the client's, if it has shown one.
  func secured(_ certificate: ClientCertificate?) {
    self.certificate = certificate?.name
    identity = ConnectionIdentity(certificate: certificate)
    deadline = loop.now + loop.listen.idleNanoseconds
    if loop.proxy.isDraining { drain() }
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    loop.add(self)
  }

  /// One that was accepted before the listener was closed, and comes to its loop after the drain has begun there: the
  /// drain would not have seen it.
  func channelActive(context: ChannelHandlerContext) {
    context.fireChannelActive()
    if loop.proxy.isDraining { drain() }
  }

  /// The channel's last call: from here on the slot among the open connections is free. One that was closed before it
  /// became active has no other.
  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    loop.remove(self)
    slot = nil
    forgetBody()
  }

  /// What comes while a request is in flight is kept, up to a bound: clients may send the next one ahead.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    switch phase {
    case .reading, .streaming:
      requestBytes += UInt64(buffer.readableBytes)
      if unread.readableBytes > 0 {
        unread.writeBuffer(&buffer)
        swap(&unread, &buffer)
        unread.clear()
      }
      read(&buffer)
      if buffer.readableBytes > 0 { unread = buffer }
    case .responding:
      unread.writeBuffer(&buffer)
      if unread.readableBytes > Self.mostUnread { pauseReading() }
    case .lingering: deadline = min(lingerEnd, loop.proxy.context.refreshNow() + Self.lingerNanoseconds)
    case .closed: break
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if case .streaming = phase { request?.bodyReadComplete() }
    // What may still be taken back waits for whoever has written it, whatever the client sends meanwhile.
    if responseStart == nil { flush() }
  }

  /// Above 64 KiB of unsent bytes the channel is not writable, until 16 KiB are left (`ProxyServer`).
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stalledSince = context.channel.isWritable ? nil : loop.now
    request?.clientWritabilityChanged(isWritable: isWritable)
    context.fireChannelWritabilityChanged()
  }

  /// Also how a client leaves in the middle of a response: the call at its provider is ended at once.
  func channelInactive(context: ChannelHandlerContext) {
    phase = .closed
    loop.remove(self)
    let request = request
    self.request = nil
    request?.clientGone()
    forgetBody()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// Called by the loop ten times a second, with its time in nanoseconds. A client that takes nothing is closed
  /// whatever is going on; while a request is in flight all other time is the request's.
  func tick(_ now: UInt64) {
    if let stalledSince, now &- stalledSince > loop.listen.writeStallNanoseconds { return close() }
    if case .responding = phase, let request { return request.tick(now) }
    if case .streaming = phase { return tickStreaming(now) }
    guard now > deadline || isTooSlow(now) else { return }
    switch phase {
    case .reading where parser.isInRequest:
      loop.metrics.lateRequests.add()
      refuse(ProxyFailure(.requestTimeout, "The request did not arrive in time; send it without pauses."))
    case .reading, .streaming, .lingering, .responding, .closed: close()
    }
  }

  /// Counts the whole request from its first byte, so that a byte now and then does not renew anything.
  func isTooSlow(_ now: UInt64) -> Bool {
    switch phase {
    case .reading, .streaming: break
    case .responding, .lingering, .closed: return false
    }
    guard parser.isInRequest else { return false }
    return requestBytes < loop.listen.minimumRate.bytes(after: now &- startedAt &- bodyFlow.pausedNanoseconds)
  }

  // MARK: reading requests

  /// Feeds the parser until it has no whole event left, or a request is complete: what follows then waits for its
  /// response (RFC 9112, 9.3.2).
  private func read(_ buffer: inout ByteBuffer) {
    while isReadingRequest {
      if !parser.isInRequest, buffer.readableBytes > 0 {
        if trusted != nil { address = peer }
        startedAt = loop.proxy.context.refreshNow()
        requestBytes = UInt64(buffer.readableBytes)
        deadline = startedAt + loop.listen.headNanoseconds
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
        if case .streaming = phase { endBody(ProxyFailure(failure)) } else { refuse(ProxyFailure(failure)) }
      }
      buffer.moveReaderIndex(forwardBy: min(step.consumed, buffer.readableBytes))
    }
  }

  /// Everything that the head decides is decided here: a body that would be refused is not asked for with `100
  /// Continue`.
  @inline(__always)
  private func headReceived() {
    deadline = loop.now + loop.listen.bodyNanoseconds
    if let trusted { address = ForwardedAddress.client(parser.head, peer, trusted) }
    request = loop.intake.receive(parser.head, on: self, &identity)
    guard let request else { return leave() }
    let mayStream = request.mayStreamBody
    mostGathered = mayStream ? min(ClientRequest.gatheredBody, loop.listen.limits.body) : .max
    if let failure = parser.limitBody(to: mayStream ? loop.listen.maxUpload : loop.listen.limits.body) {
      loop.metrics.malformedRequests.add()
      return refuse(ProxyFailure(failure))
    }
    if case .length(let length) = parser.head.framing {
      received.reset(expecting: min(length, mostGathered))
    } else {
      received.reset()
    }
    if parser.head.expectsContinue, parser.head.framing != .none {
      out.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
      flush()
    }
  }

  /// The budget is taken as bytes arrive, not by the announced length: announcing costs a client nothing.
  private func bodyReceived(_ part: Span<UInt8>) {
    if case .streaming = phase { return stream(part) }
    guard loop.server.bodies.take(part.count, of: loop.listen.maxBodyMemory) else {
      return refuse(Self.noRoomForBody)
    }
    heldBytes += part.count
    received.append(part)
    if received.count > mostGathered { beginStreaming() }
  }

  private static let noRoomForBody = ProxyFailure(
    .tooBusy, "The bodies of requests in flight take all that listen.maxBodyMemoryBytes allows; try again in a moment.",
    retryAfterSeconds: 1)

  /// The connection has no deadline of its own from here on: the request has.
  private func requestReceived() {
    let isStreaming = phase == .streaming
    phase = .responding
    deadline = .max
    if isStreaming { bodyEnded() } else { request?.proceed() }
  }

  /// Responds to a request that is not to be read on, and closes: where its body ends is not known without reading
  /// it.
  func refuse(_ failure: ProxyFailure) {
    loop.intake.refuse(failure, parser.head, request, on: self)
    leave()
  }

  /// A request that was refused before it had arrived: nobody works on it.
  private func leave() {
    request = nil
    forgetBody()
    linger()
  }

  /// May be called twice: every end of a request and of the connection comes here.
  private func forgetBody() {
    releaseBody()
    if heldBytes > 0 { loop.server.bodies.giveBack(heldBytes) }
    heldBytes = 0
  }

  private func readPipelined() {
    guard case .reading = phase, unread.readableBytes > 0 else { return }
    var buffer = unread
    unread = ByteBuffer()
    read(&buffer)
    if buffer.readableBytes > 0 { unread = buffer }
    flush()
  }
}

// MARK: responding

extension ClientConnection: ClientStream {
  var isWritable: Bool { stalledSince == nil }

  func withHead<Result>(_ body: (borrowing RequestHead) -> Result) -> Result { body(parser.head) }

  var body: JSONBytes { received.bytes }

  /// It counts until the request is over.
  func releaseBody() { if received.count > Self.keptBody { received = BodyBuffer() } }

  /// What is written from here on can be taken back until it is sent: a provider that fails before any of it went out
  /// still leaves room for a proper error. HTTP/1.0 has no chunks (RFC 9112, 6.1), so its body ends with the connection.
  func begin(_ status: Int, _ body: ResponseBody, keepAlive: Bool, _ fields: (inout HeadWriter) -> Void) -> Bool {
    switch body {
    case .none: framing = .none
    case .length(let length): framing = .length(length)
    case .unknown: framing = parser.head.version == .http11 ? .chunked : .untilClose
    }
    isLast = !keepAlive || !parser.head.keepAlive || framing == .untilClose || bodyFlow.isOpen
    responseStart = out.writerIndex
    bodyBytesSent = 0
    return loop.withHead(status, framing, closes: isLast, fields) { out.append($0) }
  }

  /// A response to HEAD says the length of a body that it does not have (RFC 9110, 9.3.2).
  func write(_ bytes: Span<UInt8>) {
    if bytes.isEmpty || parser.head.method == .head { return }
    bodyBytesSent += bytes.count
    guard framing == .chunked else { return out.append(bytes) }
    // A piece of a chunked body: its size in hexadecimal, then the bytes (RFC 9112, 7.1).
    out.writeChunkSize(bytes.count)
    out.append(bytes)
    out.writeStaticString("\r\n")
  }

  func takeBack() -> Bool {
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

  func end() {
    if framing == .chunked { out.writeStaticString("0\r\n\r\n") }
    flush()
  }

  func finish() {
    request = nil
    forgetBody()
    guard phase != .closed else { return }
    if isLast || loop.proxy.isDraining { return linger() }
    if bodyFlow.bytes > 0 { bodyFlow = BodyFlow() }
    phase = .reading
    deadline = loop.now + loop.listen.idleNanoseconds
    resumeReading()
    guard unread.readableBytes > 0 else { return }
    // Not from here: the request that has just ended is still on the stack.
    loop.scheduler.later { self.readPipelined() }
  }

  func abort() {
    flush()
    request = nil
    close()
  }
}

import NIOCore
import NIOTLS
import RedisWire

/// The socket of a try to connect to Redis: it hands on what is read, and writes what it is given. A name may have
/// several addresses, which are tried side by side, each with a handler of its own.
final class RedisHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  let attempt: Int
  private let store: RedisStore
  private let waitsForTLS: Bool
  private var context: ChannelHandlerContext?

  init(_ store: RedisStore, attempt: Int, waitsForTLS: Bool) {
    self.store = store
    self.attempt = attempt
    self.waitsForTLS = waitsForTLS
  }

  // MARK: the store's side

  func send(_ bytes: Span<UInt8>) {
    guard let context else { return }
    var buffer = context.channel.allocator.buffer(capacity: bytes.count)
    buffer.append(bytes)
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  func close() { context?.close(promise: nil) }

  // MARK: the channel's side

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    if !waitsForTLS { store.opened(self) }
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent { store.opened(self) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    store.received(self, buffer.readableBytesUInt8Span)
  }

  func channelInactive(context: ChannelHandlerContext) {
    store.closed(self)
    // Before the handshake was over nobody knows of it.
    if waitsForTLS { store.failed(attempt, .tls) }
    context.fireChannelInactive()
  }

  /// Whatever goes wrong closes, and `channelInactive` reports it; but for TLS, whose reason is lost by then.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if TLSReason.sentence(error) != nil { store.failed(attempt, .tls) }
    close()
  }
}

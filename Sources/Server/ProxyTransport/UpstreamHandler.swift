import HTTPWire
import NIOCore
import NIOTLS
import ProxyCore

/// The socket of a connection to a provider: it hands on what is read, and writes what it is given.
///
/// A name may have several addresses, which are tried side by side: each try has a handler of its own, and the
/// connection knows only that of the socket which has connected.
final class UpstreamHandler: ChannelInboundHandler, UpstreamChannel {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let connection: UpstreamConnection
  private let waitsForTLS: Bool
  private var context: ChannelHandlerContext?
  /// The last request is too long to be taken by the system as a whole, whatever the provider does.
  private var isLong = false
  private static let mostTaken = 16 << 10

  init(_ connection: UpstreamConnection, waitsForTLS: Bool) {
    self.connection = connection
    self.waitsForTLS = waitsForTLS
  }

  // MARK: the connection's side

  func send(_ request: any OutgoingBytes) {
    guard let context, let request = request as? Outgoing else { return }
    isLong = request.buffer.readableBytes > Self.mostTaken
    context.writeAndFlush(wrapOutboundOut(request.buffer), promise: nil)
  }

  var hasUnsent: Bool {
    guard isLong, let options = context?.channel.syncOptions else { return false }
    return (try? options.getOption(.bufferedWritableBytes)) != 0
  }

  func setReading(_ isReading: Bool) {
    try? context?.channel.syncOptions?.setOption(.autoRead, value: isReading)
  }

  func close() { context?.close(promise: nil) }

  var isWritable: Bool { context?.channel.isWritable ?? true }

  // MARK: the channel's side

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    if isCurrent { connection.channel = nil }
  }

  private var isCurrent: Bool { connection.channel === self }

  /// With TLS the connection is of use only after its handshake, which NIO announces as an event.
  func channelActive(context: ChannelHandlerContext) {
    connection.channel = self
    if !waitsForTLS { connection.opened() }
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent { connection.opened() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    connection.received(buffer.readableBytesUInt8Span)
  }

  /// Above 64 KiB of unsent bytes the channel is not writable, until half of them are left.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if isCurrent { connection.writabilityChanged() }
    context.fireChannelWritabilityChanged()
  }

  func channelReadComplete(context: ChannelHandlerContext) { connection.readComplete() }

  func channelInactive(context: ChannelHandlerContext) {
    if isCurrent { connection.closed() }
    context.fireChannelInactive()
  }

  /// Whatever goes wrong closes, and `channelInactive` reports it; but for TLS, whose reason is lost by then.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if isCurrent, let reason = TLSReason.sentence(error) { connection.insecure(reason) }
    close()
  }
}

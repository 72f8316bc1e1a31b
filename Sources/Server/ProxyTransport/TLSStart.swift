import HTTPWire
import NIOCore
import NIOSSL
import NIOTLS
import ProxyCore

/// The beginning of a connection with TLS: it stands before the one that reads requests, until the handshake is over,
/// and then goes. TLS itself is put in when the first bytes are there: connections that say nothing cost no more than
/// without, and a client that speaks plain HTTP gets a sentence instead of a broken handshake.
final class TLSStart: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum Phase {
    case waiting, handshaking
    /// The client has got its sentence; what it still sends is dropped until it has read that and leaves.
    case refused
    case failed
  }

  private let loop: TransportLoop
  private let client: ClientConnection
  private var phase = Phase.waiting

  init(_ loop: TransportLoop, _ client: ClientConnection) {
    self.loop = loop
    self.client = client
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch phase {
    case .waiting:
      let buffer = unwrapInboundIn(data)
      guard let first = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) else { return }
      if Self.isLetter(first) { return refuse(context) }
      begin(context, data)
    case .handshaking: context.fireChannelRead(data)
    case .refused, .failed: break
    }
  }

  /// Methods of HTTP begin with a capital; a record of TLS begins with its type, a small number.
  private static func isLetter(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

  /// The bytes go through the pipeline once more, the head of which is now TLS.
  private func begin(_ context: ChannelHandlerContext, _ data: NIOAny) {
    guard let tls = loop.server.tls.current?.context as? ServerTLS else { return context.close(promise: nil) }
    phase = .handshaking
    do {
      try context.pipeline.syncOperations.addHandler(
        NIOSSLServerHandler(context: tls.context), position: .before(self))
    } catch {
      return context.close(promise: nil)
    }
    context.pipeline.syncOperations.fireChannelRead(data)
  }

  /// Its bytes may come behind the response: closing at once would reset the connection, and take the sentence away.
  /// The connection's time limit for the beginning ends it.
  private func refuse(_ context: ChannelHandlerContext) {
    phase = .refused
    loop.server.handshakeFailed(.plainHTTP, client.address)
    context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: Self.sentence)), promise: nil)
    context.close(mode: .output, promise: nil)
  }

  private static let sentence: [UInt8] = {
    let body = Array("This port speaks TLS: the URL must begin with https://\n".utf8)
    var writer = HeadWriter()
    writer.response(400)
    writer.field("content-type", "text/plain; charset=utf-8")
    writer.field("content-length", body.count)
    writer.field("connection", "close")
    return writer.finish() ? writer.bytes + body : []
  }()

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard case .handshakeCompleted? = event as? TLSUserEvent else {
      return context.fireUserInboundEventTriggered(event)
    }
    let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
    client.secured(handler?.peerCertificate.map { ClientCertificate($0) })
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }

  /// A failed handshake is followed by others of what it left unfinished.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if phase == .handshaking { fail(TLSReason.failure(error)) }
    context.fireErrorCaught(error)
  }

  /// The connection closes what takes too long, and everything when the server ends.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if phase == .handshaking || phase == .waiting, !loop.proxy.isDraining { fail(.timeout) }
    context.close(mode: mode, promise: promise)
  }

  private func fail(_ failure: HandshakeFailure) {
    phase = .failed
    loop.server.handshakeFailed(failure, client.address)
  }
}

import HTTPWire
import NIOCore
import ProxyCore

/// A connection over a bound: it gets the reason and is closed, without waiting for a request. It keeps nothing. One
/// with TLS is closed only: a handshake costs more than most requests, and is what there is no room for.
final class RefusedConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let refusal: ConnectionRefusal?

  /// - Parameter refusal: nil where it is not to be said.
  init(_ refusal: ConnectionRefusal?) { self.refusal = refusal }

  func channelActive(context: ChannelHandlerContext) {
    if let refusal {
      let response = Self.response(refusal.failure)
      context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: response)), promise: nil)
    }
    context.close(promise: nil)
  }

  /// Dropped: which request it was makes no difference.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// In OpenAI's format, because no path has been read yet. Written here instead of by `Responder`, which
  /// needs a stream.
  private static func response(_ failure: ProxyFailure) -> [UInt8] {
    var body: [UInt8] = []
    WireFormat.openAI.withErrorBody(failure, requestID: nil) { body.append($0) }
    var writer = HeadWriter()
    writer.response(failure.status)
    writer.field("content-type", "application/json")
    writer.field("content-length", body.count)
    if let seconds = failure.retryAfterSeconds { writer.field("retry-after", seconds) }
    writer.field("connection", "close")
    return writer.finish() ? writer.bytes + body : []
  }
}

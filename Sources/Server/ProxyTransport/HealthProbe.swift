import HTTPWire
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// One request to a server that may not be there, may not respond, or may say that it is not well.
package enum HealthProbe {
  /// A response, or why there is none.
  package enum Outcome: Sendable, Equatable {
    case response(status: Int, body: String)
    /// For people, without what was asked.
    case failure(String)
  }

  /// Waits for at most that long; not to be called on an event loop.
  package static func ask(_ target: HealthTarget, seconds: Int) -> Outcome {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    defer { try? group.syncShutdownGracefully() }
    let loop = group.next()
    let promise = loop.makePromise(of: Outcome.self)
    loop.execute { start(target, seconds: seconds, loop, promise) }
    return (try? promise.futureResult.wait()) ?? .failure("the connection failed")
  }

  private static func start(
    _ target: HealthTarget, seconds: Int, _ loop: any EventLoop, _ promise: EventLoopPromise<Outcome>
  ) {
    guard let request = request(target) else {
      return promise.succeed(.failure("the path or the host has a character that no request can have"))
    }
    let client = HealthClient(request, waitsForTLS: target.security != .none, promise)
    let bound = NIOLoopBound(client, eventLoop: loop)
    let bootstrap = ClientBootstrap(group: loop).connectTimeout(.seconds(Int64(seconds)))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls = try handler(target) { try channel.pipeline.syncOperations.addHandler(tls) }
          try channel.pipeline.syncOperations.addHandler(bound.value)
        }
      }
    let connected =
      switch target.address {
      case .tcp(let host, let port): bootstrap.connect(host: host, port: port)
      case .socket(let path): bootstrap.connect(unixDomainSocketPath: path)
      }
    connected.assumeIsolated().whenFailure { client.end(.failure(EventLoopConnector.reason($0))) }
    loop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds))) {
      client.end(.failure("it did not respond within \(seconds) s"))
    }
  }

  /// Nil without TLS.
  private static func handler(_ target: HealthTarget) throws -> NIOSSLClientHandler? {
    var configuration = TLSConfiguration.makeClientConfiguration()
    switch target.security {
    case .none: return nil
    case .ofThisMachine: configuration.certificateVerification = .none
    case .verified: break
    }
    var name: String?
    if case .tcp(let host, _) = target.address, target.security == .verified, !isNumeric(host) { name = host }
    return try NIOSSLClientHandler(context: NIOSSLContext(configuration: configuration), serverHostname: name)
  }

  /// An address is no name that a server could be asked for.
  private static func isNumeric(_ host: String) -> Bool {
    host.utf8.contains(UInt8(ascii: ":")) || host.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x2E }
  }

  private static func request(_ target: HealthTarget) -> [UInt8]? {
    var writer = HeadWriter()
    let (path, authority) = (Array(target.path.utf8), Array(target.authority.utf8))
    writer.request(.get, path.span)
    writer.field("host", authority.span)
    writer.field("connection", "close")
    return writer.finish() ? writer.bytes : nil
  }
}

/// Sends the request when the connection is ready, and reads until its response is complete.
private final class HealthClient: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// What a health page has is shorter; the rest of a longer one is not kept.
  private static let mostKept = 4 << 10

  private let request: [UInt8]
  private let waitsForTLS: Bool
  private var promise: EventLoopPromise<HealthProbe.Outcome>?
  private var parser = ResponseParser()
  private var status = 0
  private var body: [UInt8] = []

  init(_ request: [UInt8], waitsForTLS: Bool, _ promise: EventLoopPromise<HealthProbe.Outcome>) {
    self.request = request
    self.waitsForTLS = waitsForTLS
    self.promise = promise
  }

  /// The first thing that is known counts.
  func end(_ outcome: HealthProbe.Outcome) {
    promise?.succeed(outcome)
    promise = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    if !waitsForTLS { send(context) }
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent { send(context) }
    context.fireUserInboundEventTriggered(event)
  }

  private func send(_ context: ChannelHandlerContext) {
    parser.begin()
    context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: request)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    let input = buffer.readableBytesUInt8Span
    var start = 0
    while promise != nil {
      let rest = input.extracting(start..<input.count)
      let step = parser.receive(rest)
      switch step.event {
      case .needMore: return
      case .head: status = parser.head.status
      case .body(let range): keep(rest.extracting(range))
      case .end: complete(context)
      case .failed: fail(context, "what responds there does not speak HTTP")
      }
      start += step.consumed
    }
  }

  private func keep(_ piece: Span<UInt8>) {
    for index in 0..<min(piece.count, Self.mostKept - body.count) { body.append(piece[index]) }
  }

  private func complete(_ context: ChannelHandlerContext) {
    end(.response(status: status, body: String(decoding: body, as: UTF8.self)))
    context.close(promise: nil)
  }

  private func fail(_ context: ChannelHandlerContext, _ reason: String) {
    end(.failure(reason))
    context.close(promise: nil)
  }

  /// A body without a length ends with its connection.
  func channelInactive(context: ChannelHandlerContext) {
    if case .end = parser.closed() { complete(context) } else { end(.failure("it closed the connection")) }
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(context, TLSReason.sentence(error) ?? "the connection failed")
  }
}

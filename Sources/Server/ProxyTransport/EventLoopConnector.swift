import NIOCore
import NIOPosix
import NIOSSL
import ProxyCore

/// Makes the connections of one event loop to providers.
final class EventLoopConnector: UpstreamConnector {
  private let scheduler: EventLoopScheduler
  private let allocator = ByteBufferAllocator()

  init(_ scheduler: EventLoopScheduler) { self.scheduler = scheduler }

  func outgoing(capacity: Int) -> any OutgoingBytes { Outgoing(capacity: capacity, allocator) }

  /// NIO resolves the name and tries its addresses.
  func connect(_ connection: UpstreamConnection, to endpoint: Provider.Endpoint, timeoutMilliseconds: Int) {
    let eventLoop = scheduler.eventLoop
    let tls = endpoint.tls as? ClientTLS
    let bound = NIOLoopBound(connection, eventLoop: eventLoop)
    let serverName = endpoint.serverName
    let future = ClientBootstrap(group: eventLoop)
      .connectTimeout(.milliseconds(Int64(timeoutMilliseconds)))
      // Small writes must not wait for acknowledgements: a request is one write, and a client is waiting for it.
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: tls.context, serverHostname: serverName))
          }
          try channel.pipeline.syncOperations.addHandler(
            UpstreamHandler(bound.value, waitsForTLS: tls != nil))
        }
      }
      .connect(host: endpoint.host, port: endpoint.port)
    future.assumeIsolated().whenComplete { result in
      guard case .failure(let error) = result else { return }
      connection.notOpened(Self.reason(error), hasSocket: false)
    }
    // The bootstrap's limit ends when TCP is connected.
    if tls != nil {
      scheduler.after(milliseconds: timeoutMilliseconds) {
        connection.notOpened("its TLS was not ready in time", hasSocket: true)
      }
    }
  }

  /// What went wrong in a person's words, without the address list NIO adds.
  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
        return "its name cannot be resolved"
      }
      if let first = error.connectionErrors.first { return reason(first.error) }
      return "no address could be connected to"
    case is ChannelError: return "the connection was not made in time"
    case let error as IOError: return IOReason.sentence(error.errnoCode)
    default: return "the connection failed"
    }
  }
}
